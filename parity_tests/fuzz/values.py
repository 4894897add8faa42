"""Values as both languages write them: each is a pair of texts, so that every input can be printed and run by hand."""

from __future__ import annotations

from typing import NamedTuple, Sequence

from hypothesis import strategies as st


class Value(NamedTuple):
    """An expression of Python, and the same one of R."""

    python: str
    r: str


class OneLanguage(NamedTuple):
    """An expression that the other language has nothing for, and why; its refusal has no twin to be held against."""

    language: str
    text: str
    reason: str


def number(value: float) -> Value:
    """A double."""
    return Value(repr(float(value)), f"{value:.17g}")


def whole(value: int) -> Value:
    """A whole number of an integer type, where R's is large enough."""
    return Value(str(value), f"{value}L" if abs(value) < 2**31 else f"{float(value):.17g}")


def text(value: str) -> Value:
    """A word; a lone surrogate of Python, which stands for a byte that is no UTF-8, is that byte in R."""
    if any("\ud800" <= c <= "\udfff" for c in value):
        bytes_ = value.encode("utf-8", "surrogateescape")
        return Value(ascii(value), '"' + "".join(f"\\x{b:02x}" for b in bytes_) + '"')
    written = "".join(
        c if " " <= c <= "~" and c not in '"\\' else f"\\U{{{ord(c):x}}}" for c in value
    )
    return Value(ascii(value), f'"{written}"')


def list_of(items: Sequence[Value]) -> Value:
    """A list."""
    python, r = ", ".join(v.python for v in items), ", ".join(v.r for v in items)
    return Value(f"[{python}]", f"list({r})")


def object_of(items: dict[str, Value]) -> Value:
    """An object: a dict, and a list with names, also where it has none."""
    python = ", ".join(f"{ascii(k)}: {v.python}" for k, v in items.items())
    if not items:
        return Value("{}", "setNames(list(), character(0))")
    return Value(f"{{{python}}}", f"list({', '.join(f'`{k}` = {v.r}' for k, v in items.items())})")


NUMBERS = [
    0.0,
    1.0,
    -1.0,
    2.0,
    3.0,
    0.5,
    1.5,
    -0.5,
    1e-300,
    5e-324,
    1e300,
    1e10,
    1e12,
    1e15,
    2.0**53,
]
WHOLES = [0, 1, 2, 3, -1, -2, 10, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**63]
WORDS = [
    "",
    "x",
    "1",
    "sigmoid",
    "relu",
    "none",
    "a=b",
    "=1+1",
    "NA",
    "null",
    "ünï",
    "😀",
    "\x1b[31m",
    "a\nb",
]
WORDS += [
    "\udce9",
    "x" * 70,
    'a "q" \\',
    "\u202e",
    "sgd",
    "numpy",
    "r",
    "balanced",
    "class",
    "table",
    "softmax",
]

# What is no plain value: the same thing in each language.
ODD = [
    Value("None", "NULL"),
    Value("True", "TRUE"),
    Value("False", "FALSE"),
    Value("float('nan')", "NaN"),
    Value("float('inf')", "Inf"),
    Value("-float('inf')", "-Inf"),
    Value("10**400", "1e400"),
    Value("-10**400", "-1e400"),
    Value("1j", "1i"),
    Value("(lambda *_: None)", "function(...) NULL"),
    Value("len", "length"),
    Value("object()", "new.env()"),
    Value("object()", 'quote(stop("evaluated"))'),
    Value("object()", "quote(evaluated)"),
    Value("object()", "expression(stop('evaluated'))"),
    Value("object()", "~ evaluated"),
    Value("sparse", "sparse"),
    Value("timedelta(1)", 'as.difftime(1, units = "days")'),
    Value("date(2020, 1, 1)", 'as.Date("2020-01-01")'),
    Value("b'abc'", "as.raw(97:99)"),
    Value("'\\xe9'", 'iconv("\\u00e9", "UTF-8", "latin1")'),
    Value("[]", "list()"),
    Value("{}", "setNames(list(), character(0))"),
    Value("[[]]", "list(list())"),
    Value("[None]", "list(NULL)"),
    Value("[None, None]", "list(NULL, NULL)"),
    Value("[True, False]", "list(TRUE, FALSE)"),
    Value("deep(3000)", "deep(3000)"),
    Value("deep(70)", "deep(70)"),
    Value("np.zeros((0, 2))", "matrix(0, 0, 2)"),
    Value("np.zeros((2, 0))", "matrix(0, 2, 0)"),
    Value("np.zeros((2, 2, 2))", "array(0, c(2, 2, 2))"),
    Value("np.array([[1, 2], [3, 4]])", "rbind(c(1L, 2L), c(3L, 4L))"),
    Value("np.array([[1.0, np.nan], [3, 4]])", "rbind(c(1, NaN), c(3, 4))"),
    Value("np.array([['a', 'b'], ['c', 'd']])", 'rbind(c("a", "b"), c("c", "d"))'),
    Value("np.array([1.0, 2.0])", "c(1, 2)"),
    Value("np.array([0, 1, 1, 0])", "c(0L, 1L, 1L, 0L)"),
    Value("np.array([True, False, True, False])", "c(TRUE, FALSE, TRUE, FALSE)"),
    Value("np.array(['a', 'b', 'b', 'a'])", 'c("a", "b", "b", "a")'),
    Value("np.array(['a', 'b', 'c', 'a'])", 'c("a", "b", "c", "a")'),
    Value("np.float64(2)", "2"),
    Value("np.bool_(True)", "TRUE"),
    Value(
        "pd.DataFrame({'a': [0.0, 1, 0, 1], 'b': [0.0, 0, 1, 1]})",
        "data.frame(a = c(0, 1, 0, 1), b = c(0, 0, 1, 1))",
    ),
    Value(
        "pd.DataFrame({'a': ['u', 'v', 'u', 'v'], 'b': [0.0, 0, 1, 1]})",
        "data.frame(a = c('u', 'v', 'u', 'v'), b = c(0, 0, 1, 1))",
    ),
    Value("pd.DataFrame()", "data.frame()"),
    Value("model", "model"),
    Value("draws", "draws"),
    Value("ops", "ops"),
    Value("trace", "trace"),
]

# What one language alone can say, and why; the test reads this list.
ALONE = [
    OneLanguage("R", "NA", "Python has no truth value that is missing"),
    OneLanguage(
        "R", "NA_character_", "Python's None is R's NULL, and it has no text that is missing"
    ),
    OneLanguage("R", "NA_integer_", "Python has no whole number that is missing"),
    OneLanguage(
        "R",
        "c(a = 1, b = 2)",
        "a vector with names, which is Python's object or list, whichever is wanted",
    ),
    OneLanguage("R", "list(a = 1, 2)", "a list of which some items have names"),
    OneLanguage("R", "list(a = 1, a = 2)", "an object with a name twice"),
    OneLanguage("R", "factor(c('a', 'b', NA, 'a'))", "Python has no factors"),
    OneLanguage("R", "as.raw(1)", "one byte, which in Python is a list of bytes"),
    OneLanguage("R", "numeric(0)", "a vector of nothing, which may be a list or no list"),
    OneLanguage("R", "character(0)", "the same, of text"),
    OneLanguage("R", "as.POSIXlt('2020-01-01')", "a list with names behind the face of a time"),
    OneLanguage("R", "structure(1, class = 'odd')", "a number of a class without methods"),
    OneLanguage("R", "I(list(1, 2))", "a list with a class"),
    OneLanguage("Python", "'\\x00'", "R's text has no U+0000"),
    OneLanguage("Python", "2**53 + 1", "R's numbers are doubles"),
    OneLanguage("Python", "{1: 2}", "the names of R's lists are text"),
    OneLanguage("Python", "{1, 2}", "R has no sets"),
    OneLanguage("Python", "np.array([1.0])", "an array of one, which in R is one number"),
    OneLanguage("Python", "np.array(1.0)", "an array without dimensions"),
    OneLanguage("Python", "np.array([1, 'a', None], dtype=object)", "a vector of different kinds"),
    OneLanguage("Python", "np.ma.masked_array([1.0, 2.0], [True, False])", "R has no masks"),
    OneLanguage("Python", "(x for x in [1])", "R has no generators"),
    OneLanguage("Python", "range(3)", "a list that is none"),
    OneLanguage("Python", "Unfriendly()", "an object whose every method raises"),
    OneLanguage("Python", "pd.Series([1.0, None])", "a series with what is missing"),
    OneLanguage("Python", "pd.DataFrame({1: [0.0, 1]})", "columns whose names are numbers"),
    OneLanguage("Python", "type", "a class"),
]

NAMED = ("draws", "ops", "comparison")
NAMES = [
    "name",
    "learning_rate",
    "l1",
    "l2",
    "biases",
    "norm",
    "value",
    "W",
    "b",
    "alpha",
    "delta",
    "every",
    "drop",
]
NAMES += [
    "period",
    "sd",
    "bias",
    "low",
    "momentum",
    "rho",
    "memory",
    "trials",
    "X",
    "y",
    "zz",
    "",
    "a b",
    "derivative",
]

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
