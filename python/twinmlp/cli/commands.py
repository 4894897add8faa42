"""The commands of both languages: run-case, train, case, predict, steps, gradcheck, compare."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Sequence

import numpy as np

from ..arithmetic.engines import ENGINES
from ..arithmetic.kinds import ARITHMETICS, choose_arithmetic
from ..base.checks import check_choice, check_count, check_positive
from ..base.errors import fail
from ..base.files import read_document, read_json, write_json
from ..data.cells import is_csv
from ..data.data_file import read_data, read_inputs
from ..data.tables import format_csv, write_csv
from ..model.checkpoint import read_checkpoint
from ..model.gradcheck import check_gradients, format_gradcheck
from ..model.mlp import MLP
from ..model.names import KNOWN, answer_names, data_columns
from ..model.network_file import ARGUMENTS_OF_LAYERS
from ..plots.case import case_named_steps, case_step
from ..trace.article_steps import format_steps
from ..trace.case import case_parts
from ..trace.compare import compare_traces
from ..trace.compare_report import format_comparison
from ..trace.record import run_parts
from .names import read_named


def run_case_command(
    case: str, out: str, arithmetic: str | None = None, engine: str = "auto"
) -> int:
    """Train as a case says and write the trace."""
    parts = case_parts(read_named(case, "case"))
    if arithmetic is not None:
        check_choice(arithmetic, "--arithmetic", ARITHMETICS)
    check_choice(engine, "--engine", ENGINES)
    write_json(out, run_parts(parts, arithmetic or parts.arithmetic, engine))
    return 0


def train_command(
    data: str,
    out: str,
    target: list[str] | None = None,
    resume: str | None = None,
    history: str | None = None,
    **options: Any,
) -> int:
    """Train a network on a data file and write it; or go on from a checkpoint."""
    X, y = read_data(data, target, categorical=text_columns(resume, **options))
    model = MLP(**options).fit(X, y) if resume is None else MLP.resume(resume, X, y, **options)
    if history is not None:
        columns = {} if model.history is None else model.history.columns
        if history.endswith(".csv"):
            write_csv(history, list(columns), np.column_stack(list(columns.values())), "history")
        else:
            write_json(history, {"columns": columns, "stopped": model.stopped}, "history")
    model.save(out)
    print(model)
    return 0


def text_columns(
    resume: str | None, categorical: Sequence[str] | None = None, **options: Any
) -> Sequence[str] | None:
    """Return the columns of text: those of a checkpoint, or those that the options name."""
    return categorical if resume is None else list(read_checkpoint(resume).get("levels", []))


def is_network(path: str) -> bool:
    """Say whether a file is a network; it may be a data file."""
    document = None if is_csv(path) else read_json(path, "source")
    return isinstance(document, dict) and document.get("format") == "twinmlp-network"


def case_command(
    source: str,
    out: str,
    data: str | None = None,
    target: list[str] | None = None,
    steps: Sequence[float] = (0,),
    **options: Any,
) -> int:
    """Write the case of a training: of a new network, or of one that is read from a file."""
    if data is None and is_network(source):
        fail("E_USAGE", "--data", "given with a network", "nothing")
    if data is None:
        X, y = read_data(source, target, categorical=text_columns(None, **options))
        document = MLP(**options).case(X, y, Path(out).stem, steps)
    else:
        document = network_case(source, data, target, Path(out).stem, steps, **options)
    write_json(out, document)
    return 0


def network_case(
    source: str,
    data: str,
    target: list[str] | None = None,
    id: str = "model",
    steps: Sequence[float] = (0,),
    **options: Any,
) -> dict[str, Any]:
    """The case of a training that starts from a network; its own settings are the defaults."""
    saved = MLP.load(source)
    kept = {n: v for n, v in saved.arguments.items() if n not in ARGUMENTS_OF_LAYERS}
    model = MLP.from_layers(saved.trained(), **{**kept, **options})
    for name in KNOWN:
        setattr(model, name, getattr(saved, name))
    X, y = read_data(data, target, *data_columns(saved))
    return model.case(X, y, id, steps)


def source_case(source: str, data: str | None, target: list[str] | None) -> dict[str, Any]:
    """Return the case of a file; or that of a network, with the samples of another file."""
    return read_named(source, "case") if data is None else network_case(source, data, target)


def predict_command(network: str, data: str, out: str | None = None, type: str = "response") -> int:
    """Write the outputs of a network for a data file as CSV; or probabilities, or classes."""
    model = MLP.load(network)
    outputs = model.predict(read_inputs(data, *data_columns(model)), type)
    outputs = outputs if outputs.ndim == 2 else outputs[:, np.newaxis]
    names = answer_names(model, type, outputs.shape[1])
    if out is None:
        print(format_csv(names, outputs), end="")
    else:
        write_csv(out, names, outputs)
    return 0


def gradcheck_command(case: str) -> int:
    """Compare a case's derivatives with central differences; status 1 if one is wrong."""
    parts = case_parts(read_named(case, "case"))
    ops = choose_arithmetic(parts.arithmetic)
    found = check_gradients(parts.network, parts.X, parts.y, parts.config, ops, weight=parts.weight)
    print("\n".join(format_gradcheck(found)))
    return 0 if found.passed else 1


def steps_command(case: str, step: float = 0, decimals: float = 4) -> int:
    """Show one training step as the article's twelve named steps."""
    document = read_named(case, "case")
    step, decimals = check_count(step, "--step", 0), check_count(decimals, "--decimals", 1, 17)
    steps = case_named_steps(case_step(document, step))
    print("\n".join(format_steps(steps, decimals)))
    return 0


def compare_command(trace: str, reference: str, factor: float = 1) -> int:
    """Compare a trace with another or a golden file; status 1 if they differ or one lacks parts."""
    comparison = compare_traces(
        read_document(trace, "trace"),
        read_named(reference, "reference", "golden"),
        check_positive(factor, "--factor"),
    )
    print("\n".join(format_comparison(comparison)))
    return 0 if comparison.first is None and not comparison.missing else 1
