"""Programs of listings, run and held against the golden values of their cases.

python parity_tests/listings.py [PATTERN]: every case in every language, in both styles.
"""

from __future__ import annotations

import fnmatch
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from twinmlp.base.errors import TwinMLPError
from twinmlp.base.files import fixture_path, read_document
from twinmlp.listing.program import listing_text
from twinmlp.listing.table import LISTING_STYLES, listing_table

# How a program of a language is run; {file} is its path, {program} that of what is compiled.
COMMANDS = {
    "python": [[sys.executable, "{file}"]],
    "r": [["Rscript", "--vanilla", "{file}"]],
    "c": [
        ["cc", "-std=c99", "-Wall", "-Werror", "-O1", "-o", "{program}", "{file}", "-lm"],
        ["{program}"],
    ],
    "javascript": [["node", "{file}"]],
}


# Writes the listings of cases in all languages and styles into the folder of its argument.
WRITE_ALL = """
words <- commandArgs(TRUE)
out <- words[1]
cases <- system.file("fixtures/cases", package = "twinmlp")
for (file in list.files(cases, glob2rx(paste0(words[2], ".json")), full.names = TRUE)) {
  case <- twinmlp::read_document(file, "case")
  for (language in names(twinmlp:::listing_table()$languages)) {
    for (style in twinmlp:::LISTING_STYLES) {
      text <- tryCatch(twinmlp:::listing_text(case, language, style), twinmlp_error = conditionMessage)
      writeBin(charToRaw(text), file.path(out, paste(case$id, language, style, sep = ".")))
    }
  }
}
"""


def written_by_r(folder: str, pattern: str) -> None:
    """The listings of cases as R writes them; of what is refused the words."""
    script = Path(folder) / "write.R"
    script.write_text(WRITE_ALL, encoding="utf-8")
    subprocess.run(["Rscript", str(script), folder, pattern], check=True)


def run_program(text: str, language: str) -> str:
    """What a program prints."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / ("listing" + listing_table()["languages"][language]["suffix"])
        file.write_text(text, encoding="utf-8")
        for command in COMMANDS[language]:
            words = [word.format(file=file, program=Path(folder) / "program") for word in command]
            done = subprocess.run(words, capture_output=True, text=True, timeout=120)
            assert done.returncode == 0, done.stderr
        return done.stdout


def read_output(text: str) -> tuple[dict[int, float], list[list[float]]]:
    """The losses by epoch, and the parameters in the order in which they are printed."""
    losses = re.findall(r"^epoch (\d+): loss (\S+)$", text, flags=re.MULTILINE)
    parameters = re.findall(r"^\w+((?: [-+.\de]+)+) *$", text, flags=re.MULTILINE)
    return {int(e): float(l) for e, l in losses}, [
        [float(n) for n in p.split()] for p in parameters
    ]


def distances(case: dict[str, Any], output: str) -> list[float]:
    """How far every number is off, in units of the golden file's tolerance of a whole run."""
    golden = read_document(fixture_path(f"golden/{case['id']}.json"), "golden")
    losses, found = read_output(output)
    final, tolerance = golden["final"], golden["final"]["tolerance"]
    expected = [*golden["losses"], final["loss"]]
    allowed = [*golden["losses_tolerance"], tolerance["loss"]]
    assert len(expected) - 1 in losses and 0 in losses
    pairs = [(losses[e], expected[e], allowed[e]) for e in losses]
    names = [(l, q) for l, p in enumerate(final["parameters"]) for q in "Wb" if p[q] is not None]
    assert len(names) == len(found)
    for (l, q), numbers in zip(names, found):
        true = np.ravel(final["parameters"][l][q])
        assert len(true) == len(numbers)
        pairs += [(a, b, tolerance["parameters"][l][q]) for a, b in zip(numbers, true)]
    return [abs(a - b) / t if t else (0.0 if a == b else np.inf) for a, b, t in pairs]


def main(pattern: str = "*") -> int:
    """Run them all, and say how far each is off."""
    worst: dict[str, float] = {}
    refused, wrong, theirs = set(), 0, tempfile.TemporaryDirectory()
    written_by_r(theirs.name, pattern)
    for path in sorted(Path(fixture_path("cases")).glob("*.json")):
        if not fnmatch.fnmatch(path.stem, pattern):
            continue
        case = read_document(path, "case")
        for language in COMMANDS:
            for style in LISTING_STYLES:
                other = Path(theirs.name, f"{path.stem}.{language}.{style}").read_text("utf-8")
                try:
                    text = listing_text(case, language, style)
                except TwinMLPError as error:
                    text = str(error)
                    refused.add(f"{path.stem} {style}: {error}")
                if text != other:
                    wrong += 1
                    print(f"R writes otherwise: {path.stem} {language} {style}")
                if text.startswith("`"):
                    continue
                try:
                    off = max(distances(case, run_program(text, language)))
                except AssertionError as error:
                    off = np.inf
                    print(path.stem, language, style, str(error)[:600])
                lines = text.count("\n")
                worst[language] = max(worst.get(language, 0.0), off)
                if off > 1:
                    wrong += 1
                    print(
                        f"WRONG {path.stem} {language} {style}: {off:.3g}, {lines} lines",
                        flush=True,
                    )
    print(f"{len(refused)} listings refused")
    print("largest distances, of 1 allowed:", {name: round(v, 3) for name, v in worst.items()})
    return wrong


if __name__ == "__main__":
    sys.exit(1 if main(*sys.argv[1:]) else 0)
