"""Compile the core, C that is written once in r/src, into a library that ctypes loads.

python build_core.py [SOURCES [LIBRARY]]

Without arguments: from this checkout, into the package beside this file. Exit status 1, and why, where it cannot be done.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

HERE = Path(__file__).resolve().parent
# A checkout has them once; a source distribution has them beside this file.
PLACES = (HERE.parent / "r" / "src", HERE / "core")
LIBRARY = HERE / "twinmlp" / "arithmetic" / "core.so"
# Nothing may be reassociated, and nothing is assumed of the processor; that nothing is fused is in base-exact.h.
FLAGS = ["-std=c11", "-O2", "-fPIC", "-shared"]
# Where there are POSIX threads (r/src/base-threads.c).
FLAGS += [] if sys.platform == "win32" else ["-pthread"]


def find_sources() -> Path | None:
    """The folder with the core's sources, if there is one."""
    return next((place for place in PLACES if (place / "base-core.h").exists()), None)


def source_files(folder: Path) -> list[Path]:
    """All files of the core but those that speak with R."""
    files = [*folder.glob("*.c"), *folder.glob("*.h")]
    return sorted(file for file in files if not file.name.startswith("r-"))


def compilers() -> list[list[str]]:
    """The compilers to try: $CC, then Python's own, then the usual names."""
    asked = [os.environ.get("CC"), sysconfig.get_config_var("CC"), "cc", "gcc", "clang"]
    commands = [shlex.split(command) for command in asked if command]
    return [command for command in commands if command and shutil.which(command[0])]


def build(folder: Path | None, library: Path) -> str | None:
    """Compile the core; say why not, or nothing."""
    if folder is None:
        return "its sources are not here"
    why = "there is no C compiler"
    partial = library.with_suffix(f".{os.getpid()}")
    files = [str(file) for file in source_files(folder) if file.suffix == ".c"]
    flags = [*FLAGS, *shlex.split(os.environ.get("TWINMLP_CFLAGS", ""))]
    for compiler in compilers():
        command = [*compiler, *flags, "-o", str(partial), *files, "-lm"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode == 0:
            os.replace(partial, library)
            return None
        why = f"{compiler[0]} failed: {done.stderr.strip()[:2000]}"
    library.unlink(missing_ok=True)
    return why


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]) if arguments else find_sources()
    why = build(folder, Path(arguments[1]) if len(arguments) > 1 else LIBRARY)
    if why is not None:
        print(f"twinmlp without its compiled core: {why}", file=sys.stderr)
    return 0 if why is None else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
