"""Trainings that do not need each other, some at a time."""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import Any, Callable, NamedTuple, Sequence

from ..base.errors import DivergedError, describe, fail
from ..data.dealt import is_dealt


class Outcome(NamedTuple):
    """What came of a training: what it gives, the error of one that diverged, and its warnings."""

    found: Any
    error: DivergedError | None
    warned: list[Warning]


def outcome(arguments: Sequence[Any], task: Callable[..., Any]) -> Outcome:
    """What comes of a training, wherever it runs."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            found, error = task(*arguments), None
        except DivergedError as diverged:
            found, error = None, diverged
    return Outcome(
        found, error, [entry.message for entry in caught if isinstance(entry.message, Warning)]
    )


def outcomes(
    jobs: int, task: Callable[..., Any], arguments: Sequence[Sequence[Any]]
) -> list[Outcome]:
    """What comes of all trainings, in their order; `jobs` of them at a time, each in a process.

    joblib runs them, by the backend that its parallel_config says, such as Dask's.
    """
    try:
        joblib = import_module("joblib")
    except ModuleNotFoundError:
        fail("E_USAGE", "joblib", "installed (pip install joblib)", "nothing")
    return list(joblib.Parallel(jobs)(joblib.delayed(outcome)(each, task) for each in arguments))


def check_jobs(jobs: int, on_step: Any, on_epoch: Any, X: Any = None) -> None:
    """Refuse several trainings at a time where functions are called here, or rows dealt out."""
    if jobs == 1:
        return
    for name, function in (("on_step", on_step), ("on_epoch", on_epoch)):
        if function is not None:
            fail("E_CHOICE", name, "null where `jobs` is above 1", "a function")
    if is_dealt(X):
        fail("E_CHOICE", "jobs", "1 where rows are dealt out", describe(jobs))
