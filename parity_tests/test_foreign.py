"""A sample of other people's mistakes: found, and named first. All of them are a trial of its own."""

from __future__ import annotations

import foreign_trial
import pytest

SAMPLE = foreign_trial.MISTAKES[1::12] + foreign_trial.HELD_OUT[::6]


@pytest.mark.parametrize("mistake", SAMPLE, ids=lambda mistake: mistake["what"])
def test_a_foreign_mistake_is_named(mistake):
    (result,) = foreign_trial.all_results([{**mistake, "cases": mistake["cases"][:1]}])
    assert result.found and result.named_first


def test_a_foreign_mistake_in_c_is_named():
    (result,) = foreign_trial.all_results(foreign_trial.IN_C[:1], foreign_trial.trace_in_c)
    assert result.found and result.named_first


def test_every_foreign_mistake_changes_the_program_and_has_a_source():
    for mistake in foreign_trial.MISTAKES + foreign_trial.HELD_OUT:
        foreign_trial.program(mistake["changes"])
        assert mistake["source"] and mistake["cases"] and isinstance(mistake["named"], list)
