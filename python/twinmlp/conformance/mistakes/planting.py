"""A mistake planted on purpose, to see whether the checker finds it: in a run, or in the record
of a right one."""

from __future__ import annotations

import contextlib
import copy
from typing import Any

import numpy as np

from ...trace.quantities import quantities
from .applicable import NotApplicable, need
from .moment import Layers, Patch
from .replay import run_patched
from .table import Mistake, document

Case = dict[str, Any]


def case_of(case_id: str, case_text: Any) -> Case:
    """A case of the fixtures by its name, or one that is derived from one; `case_text` reads the
    former."""
    known = {derived["id"]: derived for derived in document()["derived"]}
    if case_id in known:
        changes = known[case_id]["changes"]
        return {**case_of(known[case_id]["of"], case_text), "id": case_id, **changes}
    return case_text(case_id)


def patch_of(mistake: Mistake, quantity: str | None = None) -> Patch:
    """What is planted: the patch, or what stands for it, on all its quantities or on one."""
    on = mistake.on if quantity is None else (quantity,)
    return Patch(mistake.plant or mistake.patch, on, mistake.when, mistake.on)


def planted_run(mistake: Mistake, case: Case, first: Layers) -> Case:
    """The recorded steps of a run with a mistake, and its losses and end."""
    trace = run_patched(case, patch_of(mistake), first)
    recorded = [step for step in trace["steps"] if step["step"] in case["record"]["steps"]]
    return {**trace, "steps": recorded}


def written(mistake: Mistake, quantity: str, case: Case, trace: Case, first: Layers) -> Case:
    """A right trace of lists in which a quantity is written down wrongly; NotApplicable where
    nothing of it can be."""
    from ..judge.evidence import Run, evidence_at
    from ..judge.read_trace import read_trace
    from ..judge.recorded import starts

    recorded, changed = read_trace(trace, case)[0], 0
    run = Run(case, recorded, trace, first, starts(case, recorded["steps"], first), {})
    wrong = copy.deepcopy(trace)
    for entry in quantities(trace):
        if entry.quantity != quantity or entry.values is None:
            continue
        right = np.asarray(entry.values, dtype=float)
        evidence = evidence_at(run, entry[:4], right, right, 0.0)
        del evidence.known["own"]
        planted = mistake._replace(patch=mistake.plant or mistake.patch)
        value = None
        with np.errstate(all="ignore"), contextlib.suppress(NotApplicable):
            value = planted.value(evidence.names())
        if value is not None:
            put_down(wrong, entry[:4], value)
            changed += 1
    need(changed)
    return wrong


def put_down(trace: Case, place: tuple[Any, ...], value: Any) -> None:
    """Replace the value of a place."""
    step, _, layer, quantity = place
    name, *part = quantity.removeprefix("final ").split(".")
    home = trace["final"] if quantity.startswith("final ") else trace
    if step is not None:
        home = next(record for record in trace["steps"] if record["step"] == step)
    if layer is not None:
        home = home["parameters" if step is None else "layers"][layer - 1]
    if part:
        home, name = home["state"][name], part[0]
    single = np.ndim(home[name]) == 0
    home[name] = float(np.ravel(value)[0]) if single else np.asarray(value).tolist()
