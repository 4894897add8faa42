"""Calls of public functions with some of their arguments replaced."""

from __future__ import annotations

from hypothesis import strategies as st

from .functions import CALLS, OTHERS, arguments_of, written
from .odd_values import ALONE, NAMES, NUMBERS, ODD, WHOLES, WORDS
from .running import Input
from .values import Value, list_of, number, object_of, text, whole

NAMED = ("draws", "ops", "comparison")
SCALARS = st.one_of(
    st.sampled_from(NUMBERS).map(number),
    st.sampled_from(WHOLES).map(whole),
    st.sampled_from(WORDS).map(text),
)
PLAIN = st.one_of(SCALARS, st.sampled_from(ODD))
# To NumPy a NamedTuple or a table in a list is a row; in R it is an object.
INNER = st.one_of(
    SCALARS, st.sampled_from([v for v in ODD if v.python not in NAMED and "pd." not in v.python])
)
NESTED = st.recursive(
    INNER,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(list_of),
        st.dictionaries(st.sampled_from([n for n in NAMES if n]), inner, max_size=3).map(object_of),
    ),
    max_leaves=6,
)
ANY = st.one_of(PLAIN, PLAIN, NESTED)
FUNCTIONS, SLOW = list(CALLS), ("plot", "plot_steps", "mlp_walkthrough", "mlp_workbook")
# Generic functions of R itself: what is no model is not for this package.
GENERIC = ("coef", "predict", "summary", "plot")
# In Python the object of a method.
OBJECTS = ("model", "recorder")
WEIGHTED = [
    name for name in FUNCTIONS for _ in range({"mlp": 40}.get(name, 1 if name in SLOW else 8))
]


@st.composite
def calls(draw: st.DrawFn) -> Input:
    """A call whose arguments are good but for one, two or three."""
    name = draw(st.sampled_from(WEIGHTED))
    arguments = arguments_of(name)
    others = [a for a in arguments if not a.needed]
    few = (
        draw(st.lists(st.sampled_from(others), max_size=3, unique_by=lambda a: a.python))
        if others
        else []
    )
    present = [a for a in arguments if a.needed or a in few]
    values = {i: draw(st.sampled_from(a.good)) for i, a in enumerate(present)}
    odd = [i for i, a in enumerate(present) if a.python not in OBJECTS]
    same = True
    for i in draw(st.lists(st.sampled_from(odd), max_size=2, min_size=1)) if odd else []:
        values[i] = draw(ANY)
        same = same and not (present[i].is_list and is_single(values[i]))
    call = written(name, [(a, values[i]) for i, a in enumerate(present)])
    return Input(name, call.python, call.r, same=same)


def is_single(value: Value) -> bool:
    """Whether a value is one number, word or truth value, which in R is a list of one."""
    return not value.r.startswith(
        ("list(", "rbind", "matrix", "array", "c(", "NULL", "data.frame", "setNames", "deep")
    )


@st.composite
def calls_of_one_language(draw: st.DrawFn) -> Input:
    """A call with a value that the other language cannot say."""
    name = draw(st.sampled_from(WEIGHTED))
    odd = draw(st.sampled_from(ALONE))
    arguments = [a for a in arguments_of(name) if odd.language == "R" or a.python not in OBJECTS]
    arguments = [a for a in arguments if a.python != "model" or name not in GENERIC]
    if not arguments:
        return Input(name, "None", None)
    wrong = draw(st.sampled_from(arguments))
    present = [a for a in arguments_of(name) if a.needed or a.python == wrong.python]
    chosen = [(a, draw(st.sampled_from(a.good))) for a in present]
    call = written(
        name, [(a, Value(odd.text, odd.text) if a.python == wrong.python else v) for a, v in chosen]
    )
    return Input(name, call.python, None) if odd.language == "Python" else Input(name, None, call.r)


@st.composite
def calls_of_others(draw: st.DrawFn) -> Input:
    """A call of a function that one language has, with values that one or both of them have."""
    name = draw(st.sampled_from(list(OTHERS)))
    language = OTHERS[name][0]
    alone = [Value(odd.text, odd.text) for odd in ALONE if odd.language == language]
    wrong = st.one_of(ANY, ANY, st.sampled_from(alone))
    present = [a for a in arguments_of(name) if a.needed or draw(st.booleans())]
    chosen = [(a, draw(st.one_of(st.sampled_from(a.good), wrong))) for a in present]
    call = written(name, chosen)
    return Input(name, call.python, None) if language == "Python" else Input(name, None, call.r)
