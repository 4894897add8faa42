"""The golden and training checks again on many machines in one: whatever the processor, its kernels and its libraries.

python parity_tests/reproducible_everywhere.py [--aarch64 FOLDER]

Prints one row a setting: the hash of the reproducible arithmetic, one value in every row, and that of the native one.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Iterator, NamedTuple

from core_builds import WORKLOAD, build_core, compilers
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
from twinmlp.base.text import align
from workload import ROOT, golden

SCRIPTS = {"Python": ROOT / "parity_tests/workload.py", "R": ROOT / "parity_tests/workload.R"}
VARIABLES = (
    "NPY_DISABLE_CPU_FEATURES",
    "OPENBLAS_CORETYPE",
    "OPENBLAS_NUM_THREADS",
    "GLIBC_TUNABLES",
    "LD_PRELOAD",
    "R_LIBS",
)
KERNELS = ("Haswell", "SkylakeX", "Prescott")
PLAIN_LIBM = "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-AVX512F,-AVX512VL"
LIBRARIES = {"reference BLAS": "blas", "OpenBLAS": "openblas-pthread"}


class Setting(NamedTuple):
    """What is different, the language, and how the workload is started."""

    title: str
    language: str
    command: list[str]
    variables: dict[str, str]


def python_settings() -> Iterator[Setting]:
    """Python under NumPy's own switches and those of OpenBLAS and the C library."""
    found = [name for name in __cpu_dispatch__ if __cpu_features__[name]]
    widest = [name for name in found if "512" in name or name == "X86_V4"]
    settings = {"1 thread": {}}
    if widest:
        settings["NumPy without AVX-512"] = {"NPY_DISABLE_CPU_FEATURES": " ".join(widest)}
    if found:
        settings["NumPy's baseline only"] = {"NPY_DISABLE_CPU_FEATURES": " ".join(found)}
    settings["baseline, and libm without FMA, AVX2"] = {
        **settings.get("NumPy's baseline only", {}),
        "GLIBC_TUNABLES": PLAIN_LIBM,
    }
    for title, variables in {**settings, **openblas_settings()}.items():
        yield Setting(title, "Python", [sys.executable, str(SCRIPTS["Python"])], variables)


def r_settings() -> Iterator[Setting]:
    """R with the reference BLAS, and with OpenBLAS under its switches."""
    command = ["Rscript", "--vanilla", str(SCRIPTS["R"]), str(ROOT)]
    for name, folder in LIBRARIES.items():
        library = next(iter(sorted(Path("/usr/lib").glob(f"*/{folder}/libblas.so.3"))), None)
        if library is None:
            print(f"left out, not on this machine: R with {name}")
            continue
        under = {"1 thread": {}, "libm without FMA, AVX2": {"GLIBC_TUNABLES": PLAIN_LIBM}}
        if name == "OpenBLAS":
            under |= openblas_settings()
        for title, variables in under.items():
            yield Setting(
                f"{name}, {title}", "R", command, {"LD_PRELOAD": str(library), **variables}
            )


def core_settings() -> Iterator[Setting]:
    """The compiled core by every compiler, with vectors of every width; and R's own."""
    folder = ROOT / "out/core"
    for compiler in compilers():
        library = folder / f"{compiler}.so"
        build_core(library, compiler, ["-O2"])
        for lanes in ("8", "4", "2"):
            title = f"compiled by {compiler}, {lanes} numbers at a time"
            command = [sys.executable, str(WORKLOAD), str(library)]
            yield Setting(title, "Python", command, {"TWINMLP_LANES": lanes})
    for lanes in ("8", "4", "2"):
        command = ["Rscript", "--vanilla", str(SCRIPTS["R"]), str(ROOT)]
        variables = {"TWINMLP_LANES": lanes, "R_LIBS": str(ROOT / ".rlib")}
        yield Setting(f"compiled, {lanes} numbers at a time", "R", command, variables)


def openblas_settings() -> dict[str, dict[str, str]]:
    """Kernels and threads of OpenBLAS; where nothing is said it is one thread."""
    return {
        **{f"{kernel} kernel": {"OPENBLAS_CORETYPE": kernel} for kernel in KERNELS},
        "2 threads": {"OPENBLAS_NUM_THREADS": "2"},
    }


def aarch64_settings(folder: Path) -> Iterator[Setting]:
    """This machine, then Python and R of a 64-bit Arm Debian, emulated."""
    yield next(python_settings())
    yield next(r_settings())
    root, r_home = folder / "root", folder / "root/usr/lib/R"
    libraries = root / "usr/lib/aarch64-linux-gnu"
    emulator = [str(folder / "emulator/usr/bin/qemu-aarch64-static"), "-L", str(root)]
    python = [*emulator, str(root / "usr/bin/python3.11"), str(SCRIPTS["Python"])]
    yield Setting(
        "aarch64",
        "Python",
        python,
        {
            "PYTHONHOME": str(root / "usr"),
            "PYTHONPATH": str(folder / "site"),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
    )
    for name, blas in LIBRARIES.items():
        path = ":".join(
            map(str, (r_home / "lib", libraries / blas, libraries / "lapack", libraries))
        )
        command = [*emulator, "-E", f"LD_LIBRARY_PATH={path}", str(r_home / "bin/exec/R")]
        command += ["--vanilla", "--no-echo", f"--file={SCRIPTS['R']}", "--args", str(ROOT)]
        variables = {"R_HOME": str(r_home), "R_LIBS_SITE": str(r_home / "site-library")}
        yield Setting(f"aarch64, {name}", "R", command, variables)


def lines_of(setting: Setting, arithmetic: str) -> list[str]:
    """The lines that the workload prints under a setting, or why it failed."""
    environment = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    environment |= {"OPENBLAS_NUM_THREADS": "1", **setting.variables}
    more = ["compiled"] if setting.language == "R" and setting.title.startswith("compiled") else []
    done = subprocess.run(
        [*setting.command, arithmetic, *more], env=environment, capture_output=True, text=True
    )
    lines = [line.strip() for line in done.stdout.splitlines()]
    return lines if done.returncode == 0 else [*lines, "failed", *done.stderr.splitlines()[-5:]]


def digest(lines: list[str]) -> str:
    """16 digits for all the lines together."""
    return (
        "failed" if "failed" in lines else hashlib.md5("\n".join(lines).encode()).hexdigest()[:16]
    )


def complaint(setting: Setting, lines: list[str], expected: list[str]) -> str:
    """Where the lines of a setting first differ from the golden ones, or its error."""
    if "failed" in lines:
        return f"{setting.language}, {setting.title}: " + " ".join(lines[lines.index("failed") :])
    seen = next(
        (f"{line} for {wanted}" for line, wanted in zip(lines, expected) if line != wanted),
        f"{len(lines)} lines for {len(expected)}",
    )
    return f"{setting.language}, {setting.title}: {seen}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--aarch64", type=Path, metavar="FOLDER", help="what aarch64.sh has unpacked"
    )
    folder, began = parser.parse_args().aarch64, time.perf_counter()
    if shutil.which("Rscript") is None:
        sys.exit("make reproducible needs Rscript.")
    here = [*python_settings(), *r_settings(), *core_settings()]
    settings = list(aarch64_settings(folder) if folder else here)
    expected = list(golden())
    with ThreadPoolExecutor(max(2, min(8, os.cpu_count() or 2))) as pool:
        runs = {
            name: list(pool.map(lines_of, settings, [name] * len(settings)))
            for name in ("reproducible", "native")
        }
    rows = [
        ["setting", "language", "reproducible", "native"],
        ["golden values", "", digest(expected), ""],
    ]
    rows += [
        [s.title, s.language, digest(ours), digest(native)]
        for s, ours, native in zip(settings, runs["reproducible"], runs["native"])
    ]
    print("\n".join(align(rows)))
    wrong = [
        complaint(s, lines, expected)
        for s, lines in zip(settings, runs["reproducible"])
        if lines != expected
    ]
    wrong += [
        complaint(s, lines, []) for s, lines in zip(settings, runs["native"]) if "failed" in lines
    ]
    ours, native = (
        len({digest(lines) for lines in runs[name]}) for name in ("reproducible", "native")
    )
    print(
        f"{len(settings)} settings, hashes: {ours} reproducible, {native} native; {time.perf_counter() - began:.0f} s"
    )
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
