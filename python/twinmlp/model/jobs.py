"""Run independent trainings, several at a time."""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import Any, Callable, NamedTuple, Sequence

from ..base.errors import DivergedError, describe, fail
from ..data.dealt import is_dealt


class Outcome(NamedTuple):
    """The result of a training, or the error if it diverged; and its warnings."""

    found: Any
    error: DivergedError | None
    warned: list[Warning]


def run_one(arguments: Sequence[Any], task: Callable[..., Any]) -> Outcome:
    """Run a training, in this process or in another one, and return its outcome."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            found, error = task(*arguments), None
        except DivergedError as diverged:
            found, error = None, diverged
    return Outcome(
        found, error, [entry.message for entry in caught if isinstance(entry.message, Warning)]
    )


def run_each(
    jobs: int, task: Callable[..., Any], arguments: Sequence[Sequence[Any]]
) -> list[Outcome]:
    """Run all trainings, `jobs` of them at a time in processes; return their outcomes in order.

    joblib runs them, by the backend that its parallel_config says, such as Dask's.
    """
    try:
        joblib = import_module("joblib")
    except ModuleNotFoundError:
        fail("E_USAGE", "joblib", "installed (pip install joblib)", "nothing")
    return list(joblib.Parallel(jobs)(joblib.delayed(run_one)(each, task) for each in arguments))


def check_jobs(jobs: int, on_step: Any, on_epoch: Any, X: Any = None) -> None:
    """Refuse to train in several processes with callbacks, or with rows held by workers."""
    if jobs == 1:
        return
    for name, function in (("on_step", on_step), ("on_epoch", on_epoch)):
        if function is not None:
            fail("E_CHOICE", name, "null where `jobs` is above 1", "a function")
    if is_dealt(X):
        fail("E_CHOICE", "jobs", "1 where rows are dealt out", describe(jobs))
