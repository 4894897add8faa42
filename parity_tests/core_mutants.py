"""Changes of the C code that the checks must notice: each is built, and must give other bits, or be refused.

python parity_tests/core_mutants.py [HOW_MANY]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Iterator

from core_builds import SOURCES, build_core, run_workload

# file, the text, what stands there instead
MUTANTS = [
    ("arithmetic-tree_kernel.h", "(TERM(0, r) + TERM(2, r)) + (TERM(1, r) + TERM(3, r))",
     "((TERM(0, r) + TERM(1, r)) + TERM(2, r)) + TERM(3, r)"),
    ("arithmetic-tree_kernel.h", "#define JOIN(r) a##r = kept[level][r] + a##r;",
     "#define JOIN(r) a##r = kept[level][r] - a##r;"),
    ("arithmetic-tree_kernel.h", "return i | bit;", "return (i | bit) == 1 ? 2 % s : i | bit;"),
    ("arithmetic-products.c", "lanes sum = sums[done] + 0.0;", "lanes sum = sums[done];"),
    ("arithmetic-exp.h", "t = ((r * r) * q + look_up(TAILS, place)) + r",
     "t = (r * r) * q + (look_up(TAILS, place) + r)"),
    ("arithmetic-exp.h", "lanes r = (x - m * EXP_STEP_HIGH) - m * EXP_STEP_LOW",
     "lanes r = x - (m * EXP_STEP_HIGH + m * EXP_STEP_LOW)"),
    ("arithmetic-log.h", "q = (q + 2.0 / 5.0) * z;", "q = (q + 2.0 / 5.0000001) * z;"),
    ("nn-activations.c", "EACH(a * (1.0 - a))", "EACH(a - a * a)"),
    ("nn-activations.c", "EACH(either(a > 0.0, one, all(0.0)))",
     "EACH(either(a >= 0.0, one, all(0.0)))"),
    ("nn-activations.c", "load(values + i) * load(mask + i) / keep",
     "load(values + i) * (load(mask + i) / keep)"),
    ("nn-losses.c", "all(-option), d)", "all(option), d)"),
    ("nn-layers.c", "if (below->rate != 0.0)", "if (below->rate < 0.0)"),
    ("optim-optimizers.c", "after = w - rate * (g + a * v);", "after = w - rate * (g - a * v);"),
    ("optim-optimizers.c", "after = moved(w, m / first, v / second, rate, c);",
     "after = moved(w, m, v / second, rate / first, c);"),
    ("optim-gradients.c", "(load(dp + i) + l1 * sign) + l2 * w", "load(dp + i) + (l1 * sign + l2 * w)"),
    ("optim-update.c", "return l1 * sizes + l2 * squares / 2.0;",
     "return l1 * sizes - l2 * squares / 2.0;"),
    ("rng-mersenne.c", "for (ptrdiff_t i = n - 1; i > 0; i--) {", "for (ptrdiff_t i = n - 1; i >= 0; i--) {"),
    ("train-loop.c", "if (r->settings[SHUFFLED] != 0.0)\n        draw_permutation",
     "if (r->settings[SHUFFLED] != 0.0 && r->steps == 0)\n        draw_permutation"),
]  # fmt: skip
CONTRACTION = "contraction switched on"
# The workload, with all cases in whole epochs.
WORDS = ["reproducible", "1000"]


def mutated(folder: Path, file: str, old: str, new: str) -> Path:
    """A copy of the sources with one change."""
    sources = folder / "src"
    shutil.rmtree(sources, ignore_errors=True)
    shutil.copytree(SOURCES, sources)
    text = (sources / file).read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise SystemExit(f"{file} has {text.count(old)} times: {old}")
    (sources / file).write_text(text.replace(old, new), encoding="utf-8")
    return sources


def outcomes(most: int | None) -> Iterator[tuple[str, bool]]:
    """Every change, and whether it was noticed."""
    expected = run_workload("plain", {}, WORDS).stdout
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for k, (file, old, new) in enumerate(MUTANTS[:most]):
            library = folder / f"{k}.so"
            build_core(library, "gcc", ["-O1", "-Wno-error"], mutated(folder, file, old, new))
            done = run_workload(library, {}, WORDS)
            yield f"{file}: {new}", done.returncode != 0 or done.stdout != expected
        for lanes in ("8", "4", "2"):
            library = folder / f"fused{lanes}.so"
            # As if base-exact.h had been included before.
            flags = ["-O2", "-mfma", "-ffp-contract=fast", "-DTWINMLP_EXACT"]
            build_core(library, "gcc", flags)
            done = run_workload(library, {"TWINMLP_LANES": lanes}, WORDS)
            yield f"{CONTRACTION}, {lanes} numbers", done.returncode == 3
        library = folder / "true.so"
        build_core(library, "gcc", ["-O2"])
        done = run_workload(library, {}, WORDS)
        yield "nothing changed (must not be noticed)", done.stdout == expected


def main() -> None:
    missed = []
    for what, noticed in outcomes(int(sys.argv[1]) if len(sys.argv) > 1 else None):
        print("noticed " if noticed else "MISSED  ", what, flush=True)
        missed += [] if noticed else [what]
    if missed:
        sys.exit(f"{len(missed)} were not noticed.")


if __name__ == "__main__":
    main()
