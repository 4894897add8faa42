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


def build_core(library: Path, compiler: str, flags: list[str]) -> None:
    """Compile the core with these flags; a warning is an error."""
    library.parent.mkdir(parents=True, exist_ok=True)
    command = [compiler, *STRICT, "-fPIC", "-shared", *flags, "-o", library]
    subprocess.run([*command, *core_files(), "-lm"], check=True)


def build_driver(program: Path, compiler: list[str], flags: list[str]) -> None:
    """Compile core_driver.c with the core: a program that needs neither Python nor R."""
    program.parent.mkdir(parents=True, exist_ok=True)
    command = [*compiler, *STRICT, *flags, "-o", program, f"-I{SOURCES}", DRIVER]
    subprocess.run([*command, *core_files(), "-lm"], check=True)


def build_again(result: Path, sources: Path, flags: list[str]) -> None:
    """Build a library (.so), or else the driver, with gcc beside others: what is the same after the preprocessor once."""
    gcc = ["gcc", *STRICT, "-w", "-fPIC", f"-I{sources}", *flags]
    shared, objects = result.suffix == ".so", []
    for file in [*core_files(sources), *([] if shared else [DRIVER])]:
        text = subprocess.run([*gcc, "-E", "-P", file], capture_output=True, check=True).stdout
        name = hashlib.md5(b" ".join([text, *map(str.encode, flags)])).hexdigest()
        objects.append(result.with_name(f"{name}.o"))
        if not objects[-1].exists():
            subprocess.run([*gcc, "-c", file, "-o", objects[-1]], check=True)
    command = [*gcc, *(["-shared"] if shared else []), "-o", result, *objects, "-lm"]
    subprocess.run(command, check=True)


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
