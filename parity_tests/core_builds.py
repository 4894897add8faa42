"""Cores built with other compilers and flags, for the checks that compare them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "r/src"
WORKLOAD = ROOT / "parity_tests/core_workload.py"
COMPILERS = ("gcc", "clang")
LEVELS = ("-O0", "-O1", "-O2", "-O3")
STRICT = ["-std=c11", "-pthread", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]


def compilers() -> list[str]:
    """Those of COMPILERS that are on this machine."""
    return [name for name in COMPILERS if shutil.which(name)]


def build_core(library: Path, compiler: str, flags: list[str], sources: Path = SOURCES) -> None:
    """Compile the core with these flags; a warning is an error."""
    library.parent.mkdir(parents=True, exist_ok=True)
    files = [str(file) for file in sorted(sources.glob("*.c")) if not file.name.startswith("r-")]
    command = [compiler, *STRICT, "-fPIC", "-shared", *flags, "-o", str(library), *files]
    subprocess.run([*command, "-lm"], check=True)


def build_driver(
    program: Path, compiler: list[str], flags: list[str], sources: Path = SOURCES
) -> None:
    """Compile core_driver.c with the core: a program that needs neither Python nor R."""
    program.parent.mkdir(parents=True, exist_ok=True)
    files = [str(file) for file in sorted(sources.glob("*.c")) if not file.name.startswith("r-")]
    command = [*compiler, *STRICT, *flags, "-o", str(program)]
    driver = str(ROOT / "parity_tests/core_driver.c")
    subprocess.run([*command, f"-I{sources}", driver, *files, "-lm"], check=True)


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
