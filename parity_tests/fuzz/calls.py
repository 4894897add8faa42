"""Calls of public functions with some of their arguments replaced."""

from __future__ import annotations

from hypothesis import strategies as st

from .functions import CALLS, arguments_of, written
from .running import Input
from .values import ALONE, ANY, Value

NAMES, SLOW = list(CALLS), ("plot", "plot_steps", "mlp_walkthrough", "mlp_workbook")
WEIGHTED = [name for name in NAMES for _ in range({"mlp": 40}.get(name, 1 if name in SLOW else 8))]


@st.composite
def calls(draw: st.DrawFn) -> Input:
    """A call whose arguments are good but for one, two or three."""
    name = draw(st.sampled_from(WEIGHTED))
    arguments = arguments_of(name)
    others = [a for a in arguments if not a.needed]
    few = draw(st.lists(st.sampled_from(others), max_size=3, unique_by=lambda a: a.python)) if others else []
    present = [a for a in arguments if a.needed or a in few]
    values = {i: draw(st.sampled_from(a.good)) for i, a in enumerate(present)}
    for i in draw(st.lists(st.integers(0, len(present) - 1), max_size=2, min_size=1)) if present else []:
        values[i] = draw(ANY)
    call = written(name, [(a, values[i]) for i, a in enumerate(present)])
    return Input(name, call.python, call.r)


@st.composite
def calls_of_one_language(draw: st.DrawFn) -> Input:
    """A call with a value that the other language cannot say."""
    name = draw(st.sampled_from(WEIGHTED))
    odd = draw(st.sampled_from(ALONE))
    arguments = arguments_of(name)
    wrong = draw(st.sampled_from(arguments))
    chosen = [(a, draw(st.sampled_from(a.good))) for a in arguments if a.needed or a is wrong]
    call = written(name, [(a, Value(odd.text, odd.text) if a is wrong else v) for a, v in chosen])
    return Input(name, call.python, None) if odd.language == "Python" else Input(name, None, call.r)
