"""How long large files take to be read, or refused, in both languages: python benchmarks/reading.py [names].

98 MB of JSON, floods of brackets, quotes and digits, and CSV of a million rows, of numbers and with labels. Each is read by a process of its
own; its time is that of reading alone.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Callable

ROOT = Path(__file__).resolve().parent.parent
ROWS, LIMIT = 1_000_000, 10.0
PYTHON = """
import sys, time
from twinmlp.base.errors import TwinMLPError
from twinmlp.data.data_file import read_data
begin, processor, said = time.perf_counter(), time.process_time(), "read"
try:
    read_data(sys.argv[1])
except TwinMLPError as error:
    said = "refused " + error.code
print(f"{time.perf_counter() - begin:.2f} {time.process_time() - processor:.2f} {said}")
"""
R = """
path <- commandArgs(trailingOnly = TRUE)
said <- "read"
took <- system.time(tryCatch(
  twinmlp:::read_data(path), twinmlp_error = function(e) said <<- paste("refused", e$code)
))
cat(sprintf("%.2f %.2f %s\\n", took[[3L]], took[[1L]] + took[[2L]], said))
"""


def numbers_json() -> str:
    """About 98 MB of numbers with 17 digits."""
    row = "[0.12345678901234567, -1.2345678901234567e-05, 3.1415926535897931, 2.7182818284590451]"
    count = 98_000_000 // (len(row) + 7)
    return '{"X": [' + ", ".join([row] * count) + '], "y": [' + ", ".join(["[1]"] * count) + "]}"


def table(label: Callable[[int], str]) -> str:
    """A CSV of four columns of numbers, and one more."""
    rows = (f"{i % 997},{i / 7:.6g},{-i / 13:.8g},0.{i:07d},{label(i)}" for i in range(ROWS))
    return "a,b,c,d,y\n" + "\n".join(rows) + "\n"


FILES: dict[str, tuple[str, Callable[[], str]]] = {
    "98 MB of JSON": ("numbers.json", numbers_json),
    "98 MB of brackets": ("brackets.json", lambda: "[" * 98_000_000),
    "98 MB of pairs of brackets": ("pairs.json", lambda: "[" + "[], " * 24_000_000 + "[]]"),
    "98 MB of quotes": ("quotes.json", lambda: "[" + '"", ' * 24_000_000 + '""]'),
    "98 MB of digits": ("digits.json", lambda: "[" + "1," * 48_999_999 + "0]"),
    "CSV of numbers": ("numbers.csv", lambda: table(lambda i: str(i % 2))),
    "CSV with labels": ("labels.csv", lambda: table(lambda i: f'"class {i % 3}"')),
    "CSV with commas in labels": ("commas.csv", lambda: table(lambda i: f'"class, {i % 3}"')),
}


def main() -> int:
    """Write the files, have them read, and print a table; exit status 1 if one took longer than the limit."""
    chosen = [name for name in FILES if not sys.argv[1:] or any(w in name for w in sys.argv[1:])]
    late = 0
    print(f"{'':28}{'language':10}{'seconds':>10}{'processor':>11}  outcome")
    with tempfile.TemporaryDirectory() as folder:
        for name in chosen:
            file, content = FILES[name]
            path = Path(folder) / file
            path.write_text(content())
            for language, line in (
                ("Python", [sys.executable, "-c", PYTHON, str(path)]),
                ("R", ["Rscript", "-e", R, str(path)]),
            ):
                done = subprocess.run(line, capture_output=True, text=True, cwd=ROOT)
                seconds, processor, said = (done.stdout.strip() or "nan nan died").split(" ", 2)
                late += not float(processor) <= LIMIT
                print(f"{name:28}{language:10}{seconds:>10}{processor:>11}  {said}", flush=True)
            path.unlink()
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
