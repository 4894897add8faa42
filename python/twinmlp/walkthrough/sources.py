"""The traces of one case that the page shows side by side.

They are this program's own, another program's if there is one, and the true one if it is known.
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
from ..trace.case import Case, case_parts
from ..trace.record import parameters_record, run_parts

R_SCRIPT = Path(__file__).resolve().parents[3] / "r/exec/twinmlp.R"
# A run of more steps is not computed in arbitrary precision for the page.
MOST_TRUE_STEPS = 200
OTHER_LANGUAGE = "R"


class Traces(NamedTuple):
    """The traces by the program that computed them; None where one is not available."""

    own: dict[str, Any]
    other: dict[str, Any] | None
    true: dict[str, Any] | None


def with_steps_before(case: dict[str, Any], steps: Sequence[float]) -> dict[str, Any]:
    """Return the case with each recorded step's predecessor recorded, too.

    The step before holds the weights from which a step starts.
    """
    wanted = sorted({*steps, *(step - 1 for step in steps if step > 0)})
    return {**case, "record": {"steps": wanted}}


def gather_traces(case: dict[str, Any], steps: Sequence[float], trace: str | None = None) -> Traces:
    """Return all available traces of a case; `trace` is a file of another program's."""
    wanted = with_steps_before(case, steps)
    parts = case_parts(wanted)
    other = run_other(wanted) if trace is None else read_trace(trace, case["id"])
    golden = golden_trace(case)
    true = golden if golden is not None else oracle_trace(wanted, parts)
    return Traces(run_parts(parts, parts.arithmetic), other, true)


def read_trace(path: str, id: str) -> dict[str, Any]:
    """Read another program's trace from a file, and refuse a trace of another case."""
    trace = read_document(path, "trace")
    if trace["case"] != id:
        requirement = f"a trace of the case {quote_json(id)}"
        fail("E_FORMAT", "--trace", requirement, quote_json(trace["case"]))
    return trace


def run_other(case: dict[str, Any]) -> dict[str, Any] | None:
    """Run the twin in the other language for its trace, if it is installed."""
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


def golden_trace(case: dict[str, Any]) -> dict[str, Any] | None:
    """Return the true values of a case of the fixtures; None for any other."""
    stored, golden = (fixture_path(f"{folder}/{case['id']}.json") for folder in ("cases", "golden"))
    known = golden.exists() and stored.exists() and read_json(stored, "case") == case
    return read_json(golden, "golden") if known else None


def oracle_trace(case: dict[str, Any], parts: Case) -> dict[str, Any] | None:
    """Compute the true values with the oracle; None where python-flint is missing or a run long."""
    if parts.config.epochs > MOST_TRUE_STEPS or importlib.util.find_spec("flint") is None:
        return None
    from ..conformance.truth import oracle

    try:
        return oracle.run(plain_case(case))
    except NotImplementedError:
        return None


def plain_case(case: dict[str, Any]) -> dict[str, Any]:
    """Return the case as the oracle reads it: integers as such, and parameters written out."""
    if isinstance(case["parameters"], dict):
        case = {**case, "parameters": parameters_record(case_parts(case).network)}
    return json.loads(to_json(case))


def source_names(traces: Traces) -> dict[str, str]:
    """Name the traces: twins by their language, another program by its name."""
    names = {"own": "Python", "other": OTHER_LANGUAGE, "true": "true value"}
    if traces.other is not None and traces.other["implementation"]["name"] != "twinmlp":
        names["other"] = traces.other["implementation"]["name"]
    return names
