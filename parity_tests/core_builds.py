"""Cores built with other compilers and flags, for the checks that compare them."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "r/src"
WORKLOAD = ROOT / "parity_tests/core_workload.py"
DRIVER = ROOT / "parity_tests/core_driver.c"
COMPILERS = ("gcc", "clang")
LEVELS = ("-O0", "-O1", "-O2", "-O3")
STRICT = ["-std=c11", "-pthread", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]


def compilers() -> list[str]:
    """Those of COMPILERS that are on this machine."""
    return [name for name in COMPILERS if shutil.which(name)]


def core_files(sources: Path = SOURCES) -> list[Path]:
    """The core's own files: all but those that speak with R."""
    return [file for file in sorted(sources.glob("*.c")) if not file.name.startswith("r-")]


def build_core(library: Path, compiler: str, flags: list[str], sources: Path = SOURCES) -> None:
    """Compile the core with these flags; a warning is an error."""
    library.parent.mkdir(parents=True, exist_ok=True)
    command = [compiler, *STRICT, "-fPIC", "-shared", *flags, "-o", library]
    subprocess.run([*command, *core_files(sources), "-lm"], check=True)


def build_driver(
    program: Path, compiler: list[str], flags: list[str], sources: Path = SOURCES
) -> None:
    """Compile core_driver.c with the core: a program that needs neither Python nor R."""
    program.parent.mkdir(parents=True, exist_ok=True)
    command = [*compiler, *STRICT, *flags, "-o", program, f"-I{sources}", DRIVER]
    subprocess.run([*command, *core_files(sources), "-lm"], check=True)


def build_again(result: Path, folder: Path, files: list[Path], flags: list[str]) -> None:
    """Compile files with gcc: those that are the same after the preprocessor once in a folder."""
    gcc, objects = ["gcc", *STRICT, "-Wno-error", "-O1", "-fPIC", *flags], []
    for file in files:
        text = subprocess.run([*gcc, "-E", "-P", file], capture_output=True, check=True).stdout
        objects.append(folder / f"{hashlib.md5(text).hexdigest()}.o")
        if not objects[-1].exists():
            subprocess.run([*gcc, "-c", file, "-o", objects[-1]], check=True)
    subprocess.run([*gcc, "-o", result, *objects, "-lm"], check=True)


def run_workload(
    library: Path | str,
    variables: dict[str, str],
    words: list[str],
    before: list[str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run core_workload.py with a library, in a process of its own."""
    command = [*(before or []), sys.executable, str(WORKLOAD), str(library), *words]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", **variables}
    return subprocess.run(command, env=environment, capture_output=True, text=True)
