"""python -m fuzz [--n N] [--seed SEED] [--all]: exit status 1 where an input fails."""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MEMORY = 6 * 2**30


def main() -> int:
    """Run the search in a process of its own, so that one that dies is a failure too."""
    parser = argparse.ArgumentParser(description="Drive both languages with the same odd inputs.")
    parser.add_argument("--n", type=int, default=2000, help="inputs; default 2000")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="default: the time")
    parser.add_argument(
        "--all", action="store_true", help="gather one failure of every kind, as found"
    )
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.folder is not None:
        return inside(options)
    in_memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(dir=in_memory) as folder:
        line = [
            sys.executable,
            "-m",
            "fuzz",
            *sys.argv[1:],
            "--seed",
            str(options.seed),
            "--folder",
            folder,
        ]
        done = subprocess.run(line, cwd=Path(__file__).parent.parent)
        if done.returncode in (0, 1):
            return done.returncode
        last = (Path(folder) / "last.txt").read_text(encoding="utf-8", errors="surrogateescape")
        print(f"The process died with status {done.returncode} (seed {options.seed}) at\n{last}")
        return 1


def inside(options: argparse.Namespace) -> int:
    """Search, and say what was found."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.environ.setdefault("MPLBACKEND", "agg")
    os.environ["TWINMLP_PYTHON"] = "none"  # R's check answers itself
    folder = Path(options.folder) / "work"
    folder.mkdir()
    from .running import Runner
    from .searching import search

    began = time.monotonic()
    counts, failures = search(Runner(folder), options.n, options.seed, options.all)
    total, seconds = sum(counts.values()), time.monotonic() - began
    for text in failures.values():
        print(text, end="\n\n")
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items()))
    print(
        f"{total} inputs, seed {options.seed}, {seconds:.1f} s: {len(failures)} failures ({kinds})"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
