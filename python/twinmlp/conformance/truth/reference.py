"""The true values of a case: those in the fixtures, or computed on the spot."""

from __future__ import annotations

from typing import Any

from ...base.errors import describe, fail
from ...base.files import fixture_path, read_json
from ...trace.case import case_network

Record = dict[str, Any]

SILENT = ("title", "flags", "arithmetic")  # what may differ without the run being another
FLINT = "installed (pip install python-flint, or pip install 'twinmlp[check]')"


def has_flint() -> bool:
    """Whether arbitrary-precision arithmetic is there."""
    try:
        import flint  # noqa: F401
    except ImportError:
        return False
    return True


def said(case: Record) -> Record:
    """What of a case makes its run."""
    return {name: value for name, value in case.items() if name not in SILENT}


def starting_parameters(case: Record) -> list[Record]:
    """W and b before the first step: those of the case, or drawn as the case says."""
    return [{"W": layer.W, "b": layer.b} for layer in case_network(case)]


def true_values(case: Record) -> tuple[Record, str]:
    """The golden trace of a case and where it comes from."""
    known, golden = (fixture_path(f"{folder}/{case['id']}.json") for folder in ("cases", "golden"))
    is_there = "/" not in case["id"] and known.exists() and golden.exists()
    if is_there and said(read_json(known, "case")) == said(case):
        return with_whole_numbers(read_json(golden, "golden")), f"golden/{case['id']}.json"
    if not has_flint():
        needed = f"{FLINT}, to compute the true values of a case that is not in the fixtures"
        fail("E_USAGE", "python-flint", needed, "nothing")
    return computed(case), "computed on the spot"


WHOLE = "inputs units epochs best patience batch_size seed skip version step epoch bits".split()
WHOLE_LISTS = ["steps", "rows"]


def with_whole_numbers(value: Any, name: str = "") -> Any:
    """A case or a golden trace with its counts as whole numbers, as they may have been read as
    doubles."""
    if isinstance(value, dict):
        return {key: with_whole_numbers(item, key) for key, item in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], (dict, float)):
        return [with_whole_numbers(item, name) for item in value]
    whole = name in WHOLE + WHOLE_LISTS and isinstance(value, float) and value.is_integer()
    return int(value) if whole else value


def computed(case: Record) -> Record:
    """The golden trace of any case, by the oracle."""
    from . import balls, oracle

    if isinstance(case["parameters"], dict):  # what the oracle cannot draw is drawn by the package
        listed = lambda value: None if value is None else value.tolist()
        pairs = (layer.items() for layer in starting_parameters(case))
        case = {**case, "parameters": [{name: listed(v) for name, v in pair} for pair in pairs]}
    try:
        return oracle.run(case)
    except (NotImplementedError, balls.Undecided) as error:
        return fail("E_CHOICE", "case", "one that the oracle can compute", describe(str(error)))
