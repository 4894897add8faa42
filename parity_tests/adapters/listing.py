"""A listing as an implementation to be checked: listing.py LANGUAGE CASE TRACE.

The trace holds what a listing prints: the losses, where it prints all of them, and the end.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from listings import read_output, run_program  # noqa: E402
from twinmlp.base.errors import TwinMLPError  # noqa: E402
from twinmlp.base.files import read_document, write_json  # noqa: E402
from twinmlp.listing.program import listing_text  # noqa: E402

CANNOT = 77


def main(language: str, case_file: str, out: str) -> int:
    """Write the trace of a case, as its listing in a language trains it."""
    case = read_document(case_file, "case")
    try:
        program = listing_text(case, language)
    except TwinMLPError as error:
        print(error, file=sys.stderr)
        return CANNOT
    losses, printed = read_output(run_program(program, language))
    epochs, numbers = int(case["training"]["epochs"]), iter(printed)
    parameters = []
    for layer in case["network"]["layers"]:
        W = np.array(next(numbers)).reshape(int(layer["inputs"]), int(layer["units"]))
        parameters.append({"W": W, "b": next(numbers) if layer["bias"] else None})
    trace = {
        "format": "twinmlp-trace",
        "version": 1,
        "case": case["id"],
        "implementation": {"name": "listing", "version": "1", "language": language},
        "steps": [],
        "final": {"loss": losses[epochs], "parameters": parameters},
    }
    if len(losses) == epochs + 1:
        trace["losses"] = [losses[epoch] for epoch in range(epochs)]
    write_json(out, trace)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
