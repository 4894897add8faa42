"""Values as both languages write them: each is a pair of texts, so that every input can be printed and run by hand."""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence


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


def same(*names: str) -> list[Value]:
    """Values that have a name on both sides, in the world of the inputs."""
    return [Value(name, name) for name in names]


def words(*values: str) -> list[Value]:
    """Words."""
    return [text(value) for value in values]


def json_value(value: Any) -> Value:
    """A value of JSON in both languages."""
    if value is None or isinstance(value, bool):
        return {None: NULL, True: YES, False: NO}[value]
    if isinstance(value, (int, float)):
        return whole(value) if isinstance(value, int) else number(value)
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list):
        return list_of([json_value(item) for item in value])
    return object_of({name: json_value(item) for name, item in value.items()})


def lists(*values: Any) -> list[Value]:
    """Values of JSON."""
    return [json_value(value) for value in values]


NULL, YES, NO = Value("None", "NULL"), Value("True", "TRUE"), Value("False", "FALSE")
