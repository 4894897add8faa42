"""The error classes, the one function that raises them, and the one that warns.

Every refusal has a stable code and a text that is the same, byte by byte, in Python and in R; so
has every warning its text.
"""

from __future__ import annotations

import inspect
import json
import math
import re
import sys
import warnings
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from .foreign import dimensions_of, is_real, nearest_double


class TwinMLPError(ValueError):
    """Base class of all refusals; `code` says which kind it is, whatever the wording.

    >>> try:
    ...     MLP(epochs=-1)
    ... except TwinMLPError as error:
    ...     print(error.code, error)
    E_RANGE `epochs` must be a whole number, 0 or more, got -1.
    """

    code = "E_TWINMLP"


class TypeOfInputError(TwinMLPError):
    """A value of the wrong type, such as text where a number belongs."""

    code = "E_TYPE"


class ShapeError(TwinMLPError):
    """A matrix, vector or list of the wrong size."""

    code = "E_SHAPE"


class NotFiniteError(TwinMLPError):
    """NaN or an infinity where a finite number belongs."""

    code = "E_NOT_FINITE"


class RangeError(TwinMLPError):
    """A number outside its range."""

    code = "E_RANGE"


class ChoiceError(TwinMLPError):
    """A name that is not in its table."""

    code = "E_CHOICE"


class FileError(TwinMLPError):
    """A file that cannot be read or written."""

    code = "E_FILE"


class FormatError(TwinMLPError):
    """A file whose content is not what it should be."""

    code = "E_FORMAT"


class UsageError(TwinMLPError):
    """A command line that asks for something unknown."""

    code = "E_USAGE"


class DivergedError(TwinMLPError):
    """A training run whose numbers left the finite range."""

    code = "E_DIVERGED"


class PlatformError(TwinMLPError):
    """A machine whose arithmetic is not IEEE 754 double precision as SPEC needs it."""

    code = "E_PLATFORM"


class TwinMLPWarning(UserWarning):
    """An input that is accepted but probably a mistake, such as targets that no output can reach.

    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     model = MLP(hidden=2, epochs=1).fit([[0], [1]], [1.5, 2])
    >>> caught[0].category.__name__
    'TwinMLPWarning'
    """


ERRORS = {
    kind.code: kind
    for kind in (
        TypeOfInputError,
        ShapeError,
        NotFiniteError,
        RangeError,
        ChoiceError,
        FileError,
        FormatError,
        UsageError,
        DivergedError,
        PlatformError,
    )
}


# Controls, ends of lines, and what turns the direction of writing.
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def fail(code: str, argument: str, requirement: str, found: str) -> NoReturn:
    """Raise the error of `code`: "`{argument}` must be {requirement}, got {found}"."""
    raise ERRORS[code](one_line(f"`{argument}` must be {requirement}, got {found}."))


def warn(argument: str, text: str) -> None:
    """Warn of an input that is probably a mistake: "`{argument}` {text}."."""
    text = one_line(f"`{argument}` {text}.")
    warnings.warn(text, TwinMLPWarning, stacklevel=depth_of_caller())


def one_line(text: str) -> str:
    """Escape characters that would move a terminal's cursor or change the reading order."""
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def depth_of_caller() -> int:
    """Return the stack level, counted from `warn`, of the line that called the package."""
    package, depth, frame = Path(__file__).parents[1], 1, sys._getframe(1)
    while frame.f_back is not None and package in Path(frame.f_code.co_filename).parents:
        frame, depth = frame.f_back, depth + 1
    return depth


def describe(value: Any) -> str:
    """Describe a value in words that are the same in both languages, but for its class where the
    other has none of that kind.
    """
    if value is None:
        return "null"
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, str):
        return quote_json(value if len(value) <= 60 else value[:57] + "...")
    if is_real(value):
        return describe_number(nearest_double(value))
    if isinstance(value, dict) or hasattr(type(value), "_fields"):  # a NamedTuple, as a stream is
        return "an object"
    shape = dimensions_of(value)
    if shape is None:
        return describe_class(value)
    if len(shape) == 2:
        return f"a {shape[0]} x {shape[1]} matrix"
    return f"a list of {shape[0] if shape else 1}"


def describe_class(value: Any) -> str:
    """Describe a value by its class."""
    return "a function" if inspect.isroutine(value) else f"a {type(value).__name__}"


def describe_number(value: float) -> str:
    """Write one number with up to 15 significant digits."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return "%.15g" % value


def quote_json(text: str) -> str:
    """Write text between double quotes, as JSON does."""
    return json.dumps(text, ensure_ascii=False)
