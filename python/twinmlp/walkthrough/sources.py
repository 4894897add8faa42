"""Three traces of one case: Python's, R's, and the true one.

R's is there if R is installed or its file is named, the true one if it is known.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, NamedTuple, Sequence

from ..base.errors import fail, quote_json
from ..base.files import fixture_path, read_document, read_json, write_json
from ..base.json_text import to_json
from ..trace.case import case_parts
from ..trace.record import parameters_record, run_parts

R_SCRIPT = Path(__file__).resolve().parents[3] / "r/exec/twinmlp.R"
# A run of more steps is not computed in arbitrary precision for the page.
MOST_TRUE_STEPS = 200


class Traces(NamedTuple):
    """The traces by who computed them; one that cannot be had is None."""

    python: dict[str, Any]
    r: dict[str, Any] | None
    true: dict[str, Any] | None


def with_steps_before(case: dict[str, Any], steps: Sequence[int]) -> dict[str, Any]:
    """Return the case, told to record these steps and the one before each of them.

    The step before holds the weights from which a step starts.
    """
    wanted = sorted({*steps, *(step - 1 for step in steps if step > 0)})
    return {**case, "record": {"steps": wanted}}


def gather_traces(case: dict[str, Any], steps: Sequence[int], r: str | None = None) -> Traces:
    """Return all traces of a case that can be had; `r` is the file of R's trace."""
    wanted = with_steps_before(case, steps)
    parts = case_parts(wanted)
    r_trace = run_r(wanted) if r is None else read_r(r, case["id"])
    return Traces(
        run_parts(parts, parts.arithmetic), r_trace, true_trace(case, wanted, parts.config.epochs)
    )


def read_r(path: str, id: str) -> dict[str, Any]:
    """Read R's trace from a file, and refuse a trace of another case."""
    trace = read_document(path, "trace")
    if trace["case"] != id:
        fail("E_FORMAT", "--r", f"a trace of the case {quote_json(id)}", quote_json(trace["case"]))
    return trace


def run_r(case: dict[str, Any]) -> dict[str, Any] | None:
    """Run the R package for its trace, if Rscript and the package are installed."""
    if shutil.which("Rscript") is None:
        return None
    start = (
        [str(R_SCRIPT)]
        if R_SCRIPT.exists()
        else ["-e", "quit(status = twinmlp:::main(commandArgs(TRUE)))"]
    )
    with tempfile.TemporaryDirectory() as folder:
        case_file, out = os.path.join(folder, "case.json"), os.path.join(folder, "trace.json")
        write_json(case_file, case)
        done = subprocess.run(
            ["Rscript", *start, "run-case", case_file, "--out", out],
            capture_output=True,
            check=False,
        )
        return read_json(out, "trace") if done.returncode == 0 and os.path.exists(out) else None


def true_trace(case: dict[str, Any], wanted: dict[str, Any], epochs: int) -> dict[str, Any] | None:
    """Return the true values: the golden ones of a case in the fixtures, else the oracle's.

    The oracle needs python-flint and a short run; None if the true values cannot be had.
    """
    stored, golden = (fixture_path(f"{folder}/{case['id']}.json") for folder in ("cases", "golden"))
    if golden.exists() and stored.exists() and read_json(stored, "case") == case:
        return read_json(golden, "golden")
    if epochs > MOST_TRUE_STEPS or importlib.util.find_spec("flint") is None:
        return None
    from ..conformance.truth import oracle

    try:
        return oracle.run(plain_case(wanted))
    except NotImplementedError:
        return None


def plain_case(case: dict[str, Any]) -> dict[str, Any]:
    """Return the case as the oracle reads it: integers as such, and parameters written out."""
    if isinstance(case["parameters"], dict):
        case = {**case, "parameters": parameters_record(case_parts(case).network)}
    return json.loads(to_json(case))
