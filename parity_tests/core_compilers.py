"""The compiled core by itself, by every compiler at every level, for this processor and for 64-bit Arm: one hash.

python parity_tests/core_compilers.py

Prints one row a setting: the hash of the reproducible arithmetic, one value in every row, and that of the native one,
which has two: with products and sums fused into one rounding, and without. A warning of a compiler is an error.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import Iterator, NamedTuple

from core_builds import LEVELS, ROOT, STRICT, build_driver, compilers
from twinmlp.base.text import align

FOLDER = ROOT / "out/core"
# As R compiles it: GCC fuses for this processor, if it may. The second is clang's own way to another processor.
ARM_FLAGS = ["-static", "-std=gnu11"]
ARM_COMPILERS = {
    "aarch64-linux-gnu-gcc": ["aarch64-linux-gnu-gcc"],
    "clang": ["clang", "--target=aarch64-linux-gnu"],
}
EMULATORS = ("qemu-aarch64-static", "qemu-aarch64")


class Setting(NamedTuple):
    """What is different, and how core_driver.c is started."""

    title: str
    command: list[str]
    variables: dict[str, str]


def of_this_processor() -> Iterator[Setting]:
    """Every compiler, level and width of vectors; and several threads."""
    for compiler in compilers():
        for level in LEVELS:
            program = FOLDER / f"{compiler}{level}"
            build_driver(program, [compiler], [level])
            for lanes in ("8", "4", "2"):
                title = f"{compiler} {level}, {lanes} numbers at a time"
                yield Setting(title, [str(program)], {"TWINMLP_LANES": lanes})
    for compiler in compilers():
        for threads in ("2", "3", "7"):
            program = FOLDER / f"{compiler}-O2"
            title = f"{compiler} -O2, {threads} threads"
            yield Setting(title, [str(program)], {"TWINMLP_THREADS": threads})


def of_arm() -> Iterator[Setting]:
    """The same for 64-bit Arm, where there is an emulator and a compiler, whose libraries clang takes, too."""
    emulator = next((name for name in EMULATORS if shutil.which(name)), None)
    if emulator is None or shutil.which("aarch64-linux-gnu-gcc") is None:
        print("left out, not on this machine: aarch64-linux-gnu-gcc and qemu-aarch64")
        return
    for name, compiler in ARM_COMPILERS.items():
        for level in LEVELS if shutil.which(name) else ():
            program = FOLDER / f"aarch64-{name}{level}"
            build_driver(program, compiler, [level, *ARM_FLAGS])
            yield Setting(f"aarch64, {name} {level}, emulated", [emulator, str(program)], {})


def hash_of(setting: Setting, *words: str) -> str:
    """The number that the program prints, or how it failed."""
    environment = {**os.environ, **setting.variables}
    command = [*setting.command, *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else f"failed: {done.returncode}"


def compile_glue(compiler: str) -> None:
    """Compile what speaks with R; a warning is an error."""
    command = ["R", "CMD", "config", "--cppflags"]
    flags = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    for file in sorted((ROOT / "r/src").glob("r-*.c")):
        subprocess.run([compiler, *STRICT, *flags, "-fsyntax-only", str(file)], check=True)


def main() -> None:
    for compiler in compilers():
        compile_glue(compiler)
    rows = [["the core alone", "reproducible", "native"]]
    for setting in (*of_this_processor(), *of_arm()):
        rows.append([setting.title, hash_of(setting), hash_of(setting, "native")])
    print("\n".join(align(rows)))
    ours, native = ({row[k] for row in rows[1:]} for k in (1, 2))
    print(f"{len(rows) - 1} settings, hashes: {len(ours)} reproducible, {len(native)} native")
    failed = any(text.startswith("failed") for text in ours | native)
    if failed or len(ours) > 1 or len(native) > 2:
        sys.exit("The core computes other bits, or fails, in one of these settings.")


if __name__ == "__main__":
    main()
