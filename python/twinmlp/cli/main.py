"""The command line: the same words, outputs and exit statuses in both languages."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any, Sequence

import numpy as np

from ..arithmetic.kinds import ARITHMETICS, choose_arithmetic
from ..base.checks import check_choice, check_count, check_positive
from ..base.errors import TwinMLPError, fail
from ..base.files import read_document, write_json
from ..base.version import __version__
from ..data.tables import format_csv, read_data, read_inputs, write_csv
from ..model.gradcheck import check_gradients, format_gradcheck
from ..model.mlp import MLP
from ..nn.layers import Layer
from ..trace.article_steps import article_steps, format_steps
from ..trace.case import case_network, case_parts
from ..trace.compare import compare_traces
from ..trace.compare_report import format_comparison
from ..trace.record import run_parts
from .options import (
    Command,
    option_named,
    option_names,
    option_number,
    option_numbers,
    option_pairs,
    option_switch,
    option_text,
    option_weights,
    option_words,
    parse_line,
)


def run_case_command(case: str, out: str, arithmetic: str | None = None) -> int:
    """Train as a case says and write the trace."""
    parts = case_parts(read_document(case, "case"))
    arithmetic = (
        parts.arithmetic
        if arithmetic is None
        else check_choice(arithmetic, "--arithmetic", ARITHMETICS)
    )
    write_json(out, run_parts(parts, arithmetic))
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
    X, y = read_data(data, target)
    model = MLP(**options).fit(X, y) if resume is None else MLP.resume(resume, X, y, **options)
    if history is not None:
        write_json(history, {"columns": model.history.columns, "stopped": model.stopped}, "history")
    model.save(out)
    print(model)
    return 0


def predict_command(network: str, data: str, out: str | None = None, type: str = "response") -> int:
    """Write the outputs of a network for a data file as CSV; or probabilities, or classes."""
    model = MLP.load(network)
    outputs = model.predict(read_inputs(data, len(model.trained()[0].W)), type)
    outputs = outputs if outputs.ndim == 2 else outputs[:, np.newaxis]
    if out is None:
        print(format_csv(outputs), end="")
    else:
        write_csv(out, outputs)
    return 0


def gradcheck_command(case: str) -> int:
    """Hold the derivatives at a case's start against central differences; exit status 1 if one is wrong."""
    parts = case_parts(read_document(case, "case"))
    ops = choose_arithmetic(parts.arithmetic)
    found = check_gradients(parts.network, parts.X, parts.y, parts.plan, ops, weight=parts.weight)
    print("\n".join(format_gradcheck(found)))
    return 0 if found.passed else 1


def steps_command(case: str, step: float = 0, decimals: float = 4) -> int:
    """Show one training step as the article's twelve named steps."""
    document = read_document(case, "case")
    step, decimals = check_count(step, "--step", 0), check_count(decimals, "--decimals")
    parts = case_parts({**document, "record": {"steps": sorted({max(step - 1, 0), step})}})
    records = run_parts(parts, parts.arithmetic)["steps"]
    before = case_network(document)
    if step > 0:
        before = [
            Layer(r["W"], r["b"], layer.activation)
            for r, layer in zip(records[0]["layers"], before)
        ]
    rows = records[-1]["rows"].astype(int)
    print(
        "\n".join(
            format_steps(article_steps(parts.X[rows], parts.y[rows], before, records[-1]), decimals)
        )
    )
    return 0


def compare_command(trace: str, reference: str, factor: float = 1) -> int:
    """Hold a trace against a reference trace or golden file; exit status 1 if they differ or something is missing."""
    comparison = compare_traces(
        read_document(trace, "trace"),
        read_document(reference, "reference"),
        check_positive(factor, "--factor"),
    )
    print("\n".join(format_comparison(comparison)))
    return 0 if comparison.first is None and not comparison.missing else 1


TRAINING_OPTIONS = {
    "hidden": option_numbers,
    "activation": option_names,
    "output-activation": option_named,
    "bias": option_switch,
    "loss": option_named,
    "reduction": option_text,
    "optimizer": option_named,
    "learning-rate": option_number,
    "epochs": option_number,
    "batch-size": option_number,
    "order": option_text,
    "initializer": option_text,
    "seed": option_number,
    "generator": option_text,
    "skip": option_number,
    "arithmetic": option_text,
    "dropout": option_numbers,
    "validation-fraction": option_number,
    "patience": option_number,
    "min-delta": option_number,
    "restore-best": option_switch,
    "threshold": option_number,
    "metrics": option_words,
    "checkpoint": option_text,
    "checkpoint-every": option_number,
    "verbose": option_switch,
    "class-weight": option_weights,
    "schedule": option_named,
    "clipping": option_pairs,
    "penalty": option_pairs,
    "full-loss": option_switch,
}

COMMANDS = {
    "run-case": Command(
        run_case_command,
        ["CASE"],
        {"out": (option_text, True), "arithmetic": (option_text, False)},
        "train as a case says and write the trace",
    ),
    "train": Command(
        train_command,
        ["DATA"],
        {
            "out": (option_text, True),
            "target": (option_words, False),
            "resume": (option_text, False),
            "history": (option_text, False),
            **{name: (kind, False) for name, kind in TRAINING_OPTIONS.items()},
        },
        "train a network on a data file (CSV, or JSON with X and y) and write it",
    ),
    "predict": Command(
        predict_command,
        ["NETWORK", "DATA"],
        {"out": (option_text, False), "type": (option_text, False)},
        "write a network's outputs for a data file as CSV",
    ),
    "steps": Command(
        steps_command,
        ["CASE"],
        {"step": (option_number, False), "decimals": (option_number, False)},
        "show one training step as the article's twelve named steps",
    ),
    "gradcheck": Command(
        gradcheck_command,
        ["CASE"],
        {},
        "hold a case's derivatives against central differences; exit status 1 if one is wrong",
    ),
    "compare": Command(
        compare_command,
        ["TRACE", "REFERENCE"],
        {"factor": (option_number, False)},
        "hold a trace against a reference; exit status 1 if they differ",
    ),
}


# Commands of the Python program alone, in sub-packages that are only loaded when they are asked for.
PYTHON_COMMANDS = {
    "check": (
        "conformance",
        "CASE TRACE",
        "hold anybody's trace against the true values: where it goes wrong first, and why",
    ),
    "conform": (
        "conformance",
        "-- COMMAND ...",
        "run a command on every case and check its traces",
    ),
    "walkthrough": (
        "walkthrough",
        "CASE --out PAGE",
        "a training run as a page: every number, where it comes from, and in R",
    ),
    "workbook": ("workbook", "CASE --out BOOK", "a training run as a live spreadsheet of formulas"),
    "workbook-trace": (
        "workbook",
        "CASE BOOK --out TRACE",
        "the cells of such a spreadsheet as a trace",
    ),
}


def all_commands() -> dict[str, Command]:
    """The commands of both languages, those that draw pictures among them."""
    from .pictures import PICTURE_COMMANDS

    return {**COMMANDS, **PICTURE_COMMANDS}


def usage() -> str:
    """All commands with their files and options."""
    lines = ["usage: twinmlp COMMAND ...", ""]
    for name, command in all_commands().items():
        needed = "".join(
            f" --{option} ..." for option, (_, required) in command.options.items() if required
        )
        lines += ["  " + " ".join([name, *command.files]) + needed, f"      {command.does}"]
        others = [
            f"--{option}" for option, (_, required) in command.options.items() if not required
        ]
        while others:
            lines.append("      " + " ".join(others[:7]))
            others = others[7:]
    lines += ["", "in the Python program only:", ""]
    for name, (_, words, does) in PYTHON_COMMANDS.items():
        lines += [f"  {name} {words}", f"      {does}"]
    return "\n".join(
        lines + ["", "exit status: 0 done, 1 a difference was found, 2 bad input or usage"]
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and give its exit status."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    if arguments[:1] in (["--help"], ["help"]):
        print(usage())
        return 0
    if arguments[:1] == ["--version"]:
        print(f"twinmlp {__version__}")
        return 0
    try:
        if not arguments:
            fail("E_USAGE", "COMMAND", "given; twinmlp --help shows them all", "nothing")
        if arguments[0] in PYTHON_COMMANDS:
            package = import_module(f".{PYTHON_COMMANDS[arguments[0]][0]}", __package__)
            return package.run_command(arguments[0], arguments[1:])
        commands = all_commands()
        command = commands[check_choice(arguments[0], "COMMAND", commands)]
        return command.run(**parse_line(arguments[1:], command))
    except TwinMLPError as error:
        print(error, file=sys.stderr)
        return 2
