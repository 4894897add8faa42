"""The compiled core under the sanitizers for addresses, undefined behaviour and threads, and under valgrind.

python parity_tests/sanitize.py
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from itertools import product

from core_builds import ROOT, SOURCES, build_again, run_workload

FOLDER = ROOT / "out/core"
FLAGS = ["-O1", "-g", "-fno-omit-frame-pointer", "-fno-sanitize-recover=all"]
# Python itself leaves memory to the system at its end.
OPTIONS = {"ASAN_OPTIONS": "detect_leaks=0", "UBSAN_OPTIONS": "print_stacktrace=1"}
THREADS = ("1", "2", "3", "7")
VALGRIND = ["valgrind", "--quiet", "--error-exitcode=9", "--leak-check=full"]


def sanitized() -> dict[str, str]:
    """What goes wrong under the sanitizers, for each width of vectors."""
    library, found = FOLDER / "sanitized.so", {}
    FOLDER.mkdir(parents=True, exist_ok=True)
    build_again(library, SOURCES, [*FLAGS, "-fsanitize=address,undefined"])
    command = ["gcc", "-print-file-name=libasan.so"]
    preload = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    for lanes in ("8", "4", "2"):
        variables = {**OPTIONS, "LD_PRELOAD": preload, "TWINMLP_LANES": lanes}
        done = run_workload(library, variables, ["reproducible", "1000"])
        found[f"sanitizers, {lanes} numbers"] = "" if done.returncode == 0 else done.stderr[-3000:]
    return found


def with_threads() -> dict[str, str]:
    """What the sanitizers find in a program that uses all of the core, on several threads; and other bits than of one."""
    found = {}
    for name, sanitizer in (("threads", "thread"), ("addresses, threads", "address,undefined")):
        program = FOLDER / f"sanitized-{name.split(',')[0]}"
        build_again(program, SOURCES, [*FLAGS, f"-fsanitize={sanitizer}"])
        outputs = {}
        for threads, words in product(THREADS, ([], ["native"])):
            environment = {**os.environ, **OPTIONS, "TWINMLP_THREADS": threads}
            done = subprocess.run(
                [str(program), *words], env=environment, capture_output=True, text=True
            )
            outputs[(threads, *words)] = done.stdout
            found[" ".join([name, threads, *words])] = (
                "" if done.returncode == 0 else done.stderr[-3000:]
            )
        found[f"{name}, bits"] = "" if len(set(outputs.values())) == 2 else str(outputs)
    return found


def under_valgrind() -> dict[str, str]:
    """What valgrind finds in a program that uses all of the core."""
    program = FOLDER / "valgrind"
    build_again(program, SOURCES, ["-O1", "-g"])
    found = {}
    for words in ([], ["native"]):
        done = subprocess.run([*VALGRIND, str(program), *words], capture_output=True, text=True)
        found[" ".join(["valgrind", *words])] = "" if done.returncode == 0 else done.stderr[-3000:]
    return found


def main() -> None:
    found = {**sanitized(), **with_threads()}
    if shutil.which("valgrind"):
        found |= under_valgrind()
    for what, wrong in found.items():
        print(f"{what}: {wrong or 'nothing'}")
    if any(found.values()):
        sys.exit(1)


if __name__ == "__main__":
    main()
