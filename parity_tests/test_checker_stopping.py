"""Mistakes in validation, patience and threshold, planted in both twins: found, at the right place, and named first."""

from __future__ import annotations

import contextlib
import json
from typing import Any, Callable, Iterator, NamedTuple

import numpy as np
import pytest
from checker_trial import runners, text_of
from inject import replaced, replaced_in_r
from sample import sampled
from twinmlp.conformance.bits import run as scalar_run
from twinmlp.conformance.judge.check import check
from twinmlp.conformance.mistakes.stopping import RULES_OF, TRAINING_OF
from twinmlp.conformance.mistakes.table import all_mistakes
from twinmlp.conformance.report import format_report, sentence
from twinmlp.conformance.truth.oracle import run
from twinmlp.data.preprocessing import Split
from twinmlp.optim.penalty import penalized_loss
from twinmlp.train import fit as fitting
from twinmlp.train import monitor as stopping


def less_patience(by: int) -> tuple[Any, str, Callable[..., Any], str, str]:
    """Patience of `by` epochs more, in both languages."""

    def make(old: Any) -> Any:
        return lambda best, rows, config: old(
            best, rows, config._replace(patience=config.patience + by)
        )

    text = f"function(best, rows, config) {{ config$patience <- config$patience + ({by}); old(best, rows, config) }}"
    return stopping, "find_best", make, "find_best", text


def any_improvement(old: Any) -> Any:
    return lambda best, rows, config: old(best, rows, config._replace(min_delta=0.0))


def with_penalty(old: Any) -> Any:
    def epoch_row(
        state: Any, loss: float, samples: Any, config: Any, wanted: Any, ops: Any, known: Any
    ) -> Any:
        row = old(state, loss, samples, config, wanted, ops, known)
        return {
            **row,
            "validation_loss": penalized_loss(
                row["validation_loss"], state.network, config.penalty, ops
            ),
        }

    return epoch_row


def other_end(old: Any) -> Any:
    def split(n: int, stream: Any, fraction: float, argument: str, classes: Any) -> Split:
        drawn = old(n, stream, fraction, argument, classes)
        rows = np.concatenate([drawn.test, drawn.train])
        return Split(rows[: len(drawn.train)], rows[len(drawn.train) :], drawn.stream)

    return split


def last_update(old: Any) -> Any:
    def step_monitor(config: Any, on_step: Any) -> Any:
        ask = old(config, on_step)
        return lambda step: None if ask(step) is None else "on_step"

    return step_monitor


class Row(NamedTuple):
    """A code, the quantity where it shows first, how it is planted, and the cases."""

    code: str
    quantity: str
    module: Any
    name: str
    make: Callable[..., Any]
    r_name: str
    r_text: str
    cases: tuple[str, ...]


ROWS = [
    Row(
        "MIN_DELTA_IGNORED",
        "epochs",
        stopping,
        "find_best",
        any_improvement,
        "find_best",
        "function(best, rows, config) { config$min_delta <- 0; old(best, rows, config) }",
        ("validation_penalty",),
    ),
    Row(
        "PATIENCE_ONE_MORE",
        "epochs",
        *less_patience(1),
        ("patience_restored", "patience_loss", "validation_fused"),
    ),
    Row(
        "PATIENCE_ONE_LESS",
        "epochs",
        *less_patience(-1),
        ("patience_restored", "patience_loss", "validation_fused"),
    ),
    Row(
        "VALIDATION_PENALIZED",
        "validation_losses",
        stopping,
        "epoch_row",
        with_penalty,
        "epoch_row",
        """function(state, loss, samples, config, wanted, ops, known) { row <- old(state, loss, samples, config, wanted, ops, known)
        row$validation_loss <- penalized_loss(row$validation_loss, state$network, config$penalty, ops); row }""",
        ("validation_penalty",),
    ),
    Row(
        "SPLIT_OTHER_END",
        "rows",
        fitting,
        "train_test_split",
        other_end,
        "train_test_split",
        """function(n, stream, fraction, argument, classes) { drawn <- old(n, stream, fraction, argument, classes); rows <- c(drawn$test, drawn$train)
        kept <- length(drawn$train); list(train = rows[seq_len(kept)], test = rows[-seq_len(kept)], stream = drawn$stream) }""",
        ("validation", "validation_r", "validation_weights_dropout"),
    ),
    Row(
        "LAST_UPDATE_MADE",
        "W",
        stopping,
        "step_monitor",
        last_update,
        "step_monitor",
        'function(config, on_step) { ask <- old(config, on_step); function(step) if (is.null(ask(step))) NULL else "on_step" }',
        ("threshold", "threshold_batches"),
    ),
]


@contextlib.contextmanager
def plant(row: Row, language: str) -> Iterator[None]:
    """One language with the mistake in it."""
    if language == "R":
        with replaced_in_r(row.r_name, row.r_text):
            yield
    else:
        with replaced([(row.module, row.name, row.make(getattr(row.module, row.name)))]):
            yield


@pytest.fixture(scope="module")
def runs(r_package):
    return runners(r_package)


@pytest.mark.parametrize("language", ["Python", "R"])
@pytest.mark.parametrize(
    "row, id",
    [(row, id) for row in ROWS for id in row.cases],
    ids=lambda value: getattr(value, "code", value),
)
def test_planted_mistake(row, id, language, runs):
    with plant(row, language):
        wrong = runs[language](text_of(id))
    report = check(json.loads(text_of(id)), wrong)
    assert report.findings, "not found"
    assert report.findings[0].place[3].split(".")[0] == row.quantity, sentence(
        report
    )  # a part of the state is before its W
    assert report.findings[0].fits[0].code == row.code, "\n".join(format_report(report))


WITNESSES = (
    "validation",
    "validation_r",
    "validation_penalty",
    "validation_fused",
    "validation_stratified",
    "patience_restored",
    "patience_last",
    "threshold",
    "threshold_batches",
)


RULES = [mistake for mistake in all_mistakes() if "rule" in mistake.tags]


@pytest.mark.parametrize("mistake", sampled(RULES, 4), ids=lambda mistake: mistake.code)
def test_every_rule_that_is_broken_is_named(mistake):
    """A run by the mistaken rule, in plain floats, is found to be that wherever it is not the right run."""
    told = 0
    for id in WITNESSES:
        case = json.loads(text_of(id))
        try:
            training = {**case["training"], **TRAINING_OF.get(mistake.code, {})}
            rules = RULES_OF.get(mistake.code, scalar_run.RULES)
            wrong = scalar_run.run({**case, "training": training}, rules)
        except KeyError:  # a split where nothing is set aside
            continue
        report = check(case, wrong)
        if not report.passed:
            first = report.findings[0].fits
            assert mistake.code in [fit.code for fit in first], (id, sentence(report))
            told += first[0].code == mistake.code
    assert told > 0


def test_reasons_are_shown_as_words(runs):
    trace = runs["Python"](text_of("patience_restored"))
    trace["stopping"]["stopped"] = None
    text = sentence(check(json.loads(text_of("patience_restored")), trace))
    assert text.startswith('First wrong value: stopped[0]: yours null, true "patience".')


def test_a_trace_without_them_is_accepted(runs):
    trace = runs["R"](text_of("patience_restored"))
    report = check(
        json.loads(text_of("patience_restored")),
        {name: trace[name] for name in trace if name not in ("stopping", "validation_losses")},
    )
    assert report.passed and sum(state == "missing" for state in report.states.values()) == 5


def test_a_decision_that_rounding_could_turn_is_refused():
    """The loss of w = 1, 1/2, 1/4, ...: 2^(-2k-1), so row 1 is better by exactly 3/8."""
    case = json.loads(text_of("one_unit"))
    case["network"]["layers"] = [{"inputs": 1, "units": 1, "activation": "identity", "bias": False}]
    case["data"], case["parameters"] = {"X": [[1]], "y": [[0]]}, [{"W": [[1]], "b": None}]
    case["optimizer"], case["record"] = {"name": "sgd", "learning_rate": 0.5}, {"steps": [0]}
    for min_delta, best in ((0.374, 1), (0.376, 0)):
        case["training"] = {"epochs": 3, "patience": 1, "min_delta": min_delta}
        assert run(case)["stopping"]["best"] == best
    case["training"]["min_delta"] = 0.375
    with pytest.raises(
        ArithmeticError, match="a decision to stop hangs on 0, and rounding may add"
    ):
        run(case)
