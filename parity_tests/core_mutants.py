"""Changes of the C code that the checks must notice: each is built, and must give other bits, or be refused.

python parity_tests/core_mutants.py [HOW_MANY]
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Iterator

from core_builds import SOURCES, build_again, build_core, run_workload

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
    ("train-update.c", "task.decay = k % 2 == 0 ?", "task.decay = k % 2 != 0 ?"),
    ("train-update.c", "return l1 * sizes + l2 * squares / 2.0;",
     "return l1 * sizes - l2 * squares / 2.0;"),
    ("rng-mersenne.c", "for (ptrdiff_t i = n - 1; i > 0; i--) {", "for (ptrdiff_t i = n - 1; i >= 0; i--) {"),
    ("train-loop.c", "if (r->settings[SHUFFLED] != 0.0)\n        draw_permutation",
     "if (r->settings[SHUFFLED] != 0.0 && r->epoch == 0)\n        draw_permutation"),
    ("train-loop.c", "if (!gradients_of_step(r))\n        return TIME_IS_UP;\n    r->begun = 0;",
     "if (!gradients_of_step(r))\n        return TIME_IS_UP;\n    r->begun = has_dropout(r);"),
    ("train-pass.c", "set->next = 0;\n    return 1;", "return 1;"),
]  # fmt: skip
# What metrics are, what native arithmetic and only steps of several parts, or threads, do: core_driver.c must print another
# number.
MUTANTS_OF_PARTS = [
    ("train-parts.c", "reversed(group * each + t, r->deal.parts)", "(group * each + t)"),
    ("train-parts.c", "for (ptrdiff_t group = 0; group + h < r->deal.groups; group += 2 * h)",
     "for (ptrdiff_t group = 0; group + h < r->deal.groups && h == 1; group++)"),
    ("train-parts.c", "for (ptrdiff_t u = t; u & 1; u >>= 1, level++)",
     "for (ptrdiff_t u = t; u && level == 0; u = 0, level++)"),
    ("train-pass.c", "ptrdiff_t all = r->deal.n;\n    forward_pass", "ptrdiff_t all = n;\n    forward_pass"),
    ("train-parts.c", "r->terms[j * padded(n) + i] = 0.0;", "(void)i;"),
    ("train-parts.c", "count = share_of(r, r->gradients, share + 1) - first;",
     "count = share_of(r, r->gradients, share + 1) - first - 8 * (share == 1);"),
    ("train-update.c", "task.powers = p->powers;\n        BY_WIDTH",
     "task.powers = p->powers;\n        if (r->shares == 1) BY_WIDTH"),
    ("train-loop.c", "ptrdiff_t part = i % parts, ld = padded(rows_of_part(&r->deal, part));",
     "ptrdiff_t part = i % parts, ld = padded(rows_of_part(&r->deal, 0));"),
    ("arithmetic-native_kernel.h", "a##i##r += v##i * x##r;", "a##i##r -= v##i * x##r;"),
    ("arithmetic-native_product.c", "int whole = task->cl == 1 && (task->padded || count == lanes_of_tile);",
     "int whole = task->cl == 1;"),
    ("arithmetic-native_product.c", ".more = x->more || first > 0", ".more = first > 0"),
    ("arithmetic-native_product.c", "left >= 2 ? 2 : 1;", "2;"),
    ("arithmetic-native_pack.h", "+ part * x->far +", "+"),
    ("arithmetic-native_pack.h", "for (ptrdiff_t m = 0; m < some; m++)", "for (ptrdiff_t m = 0; m < 8; m++)"),
    ("arithmetic-native_product.h", "left < TERMS_OF_BLOCK + TERMS_OF_BLOCK / 2 ? left", "left <= TERMS_OF_BLOCK ? left"),
    ("train-native.c", "c->first + first > 0 ? db[j] + sum : sum", "first > 0 ? db[j] + sum : sum"),
    ("train-native.c", "last = piece == pieces - 1 ? inputs : last;", ""),
    ("train-native.c", ".more = c->first > 0,", ".more = 0,"),
    ("train-native.c", ".C = x->W.gradient + first,", ".C = x->W.gradient,"),
    ("train-native.c", ".v_part = B.at - A.at,", ".v_part = 0,"),
    ("train-native.c", "row = (first + i) % c->rows", "row = first % c->rows"),
    ("train-native.c", "memcpy(x->dropped + j * w->ld, from + first,", "memcpy(x->dropped + j * w->ld, from,"),
    ("train-pieces.h", "share == r->shares ? count : count /", "count /"),
    ("train-pass.c", "from->weights[order[first + i * step]]", "from->weights[order[first + i]]"),
    ("arithmetic-native_product.c", "task->terms == 0 && !x->more", "task->terms < 0"),
    ("nn-layers.c", "J = first == 0 ? part : J + part;", "J = part;"),
    ("train-pass.c", "w->X = (matrix){w->own.inputs, inputs, 1};", "w->X = (matrix){w->own.inputs, 1, inputs};"),
    ("train-watch.c", "right += metric == ACCURACY\n", "right += metric != ACCURACY\n"),
    ("data-metrics.c", "EACH(t * tree_log(held(a)))", "EACH(tree_log(held(a)))"),
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


def run_driver(folder: Path, sources: Path) -> list[str]:
    """What core_driver.c prints on one thread and on three, in both arithmetics, or that it failed."""
    program, found = folder / "driver", []
    build_again(program, sources, ["-O1"])
    for threads in ("1", "3"):
        environment = {**os.environ, "TWINMLP_THREADS": threads}
        for words in ([], ["native"]):
            command = ["timeout", "60", str(program), *words]
            done = subprocess.run(command, env=environment, capture_output=True, text=True)
            found.append(done.stdout if done.returncode == 0 else f"failed: {done.returncode}")
    return found


def outcomes(most: int | None) -> Iterator[tuple[str, bool]]:
    """Every change, and whether it was noticed."""
    expected = run_workload("plain", {}, WORDS).stdout
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for k, (file, old, new) in enumerate(MUTANTS[:most]):
            library = folder / f"{k}.so"
            build_again(library, mutated(folder, file, old, new), ["-O1"])
            done = run_workload(library, {}, WORDS)
            yield f"{file}: {new}", done.returncode != 0 or done.stdout != expected
        true = run_driver(folder, SOURCES)
        for file, old, new in MUTANTS_OF_PARTS[:most]:
            yield f"{file}: {new}", run_driver(folder, mutated(folder, file, old, new)) != true
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
