"""Read and write JSON: numbers are exact, with 17 significant digits, and a file is replaced as a
whole.
"""

from __future__ import annotations

import json
import os
import re
import stat
from functools import cache
from pathlib import Path
from typing import Any

from .checks import check_choice, check_word
from .errors import fail, quote_json
from .json_scan import json_flaw
from .json_text import as_read, check_written, to_json
from .schema import check_schema, schema_of_parts
from .structures import check_path
from .writing import write_bytes

# An installed package carries the fixtures; a checkout has them once, at the top.
FIXTURES = Path(__file__).parents[1] / "fixtures"
if not FIXTURES.is_dir():
    FIXTURES = Path(__file__).parents[3] / "fixtures"

# The tables of the project that have a schema, and the kinds of documents; a reference is a golden
# file or a trace.
TABLES = ("commands", "mistakes", "options", "quantities")
DOCUMENTS = ("case", "trace", "network", "checkpoint", "golden", "reference", *TABLES)

# How many bytes of JSON are read at most.
LARGEST_JSON = 100_000_000


def fixture_path(name: str) -> Path:
    """Find a file of the fixtures, such as cases/NAME.json."""
    return FIXTURES / name


def read_bytes(path: str | os.PathLike[str], argument: str) -> bytes:
    """Read a file.

    Errors: E_FILE if it cannot be read, or is a device or a pipe.
    """
    path = check_path(path, argument)
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise OSError("no plain file")
        return Path(path).read_bytes()
    except (OSError, ValueError):
        return fail("E_FILE", argument, "a readable file", quote_json(path))


def read_text(path: str | os.PathLike[str], argument: str, requirement: str, flaw: str) -> str:
    """Read a UTF-8 file, without a byte-order mark at its start.

    Errors: E_FILE if it cannot be read, or is a device or a pipe; E_FORMAT if it is no text.
    """
    path = check_path(path, argument)
    try:
        text = read_bytes(path, argument).decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        fail("E_FORMAT", argument, requirement, f"{quote_json(path)}, {flaw}")
    return text


def check_file_size(path: str, argument: str) -> None:
    """Refuse a file that is too large to be read as JSON."""
    if os.path.isfile(path) and os.path.getsize(path) > LARGEST_JSON:
        found = f"{quote_json(path)}, which has {os.path.getsize(path)}"
        fail("E_FORMAT", argument, f"a JSON file of at most {LARGEST_JSON} bytes", found)


def read_json(path: str | os.PathLike[str], argument: str, words: bool = False) -> Any:
    """Read a JSON file; every number becomes the nearest double.

    With `words`, NaN, Infinity and -Infinity, which are not JSON, are read as text. Errors: E_FILE
    if it cannot be read, E_FORMAT if it is not JSON, has a name twice in an object, or is too large
    or nested too deep to be believed.
    """
    check_file_size(check_path(path, argument), argument)
    invalid = "which is not valid JSON"
    text = read_text(path, argument, "a JSON file", invalid)
    flaw = json_flaw(text.encode())
    try:
        if flaw is None:
            return parse_json(text, words)
    except ValueError:
        flaw = invalid
    return fail("E_FORMAT", argument, "a JSON file", f"{quote_json(str(path))}, {flaw}")


def parse_json(text: str, words: bool) -> Any:
    """Parse a text in which json_flaw has found nothing."""
    negative_zero = re.search("-0(?![.0-9eE])", text) is not None
    return json.loads(
        text,
        parse_int=whole_number if negative_zero else float,
        parse_constant=str if words else refuse_constant,
        object_pairs_hook=unique_names,
    )


def whole_number(text: str) -> float:
    """Read a number without a decimal point as a double; "-0" is 0."""
    return float(text) + 0.0


def refuse_constant(text: str) -> None:
    """Refuse NaN and Infinity, which are not JSON."""
    raise ValueError(text)


def unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object, and refuse a name that occurs twice."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a name twice")
    return dict(pairs)


def read_document(path: str | os.PathLike[str], kind: str) -> Any:
    """Read a case, trace, network or golden file and check it against its schema.

    The kind "reference" accepts a golden file or a trace. Errors: E_FILE if it cannot be read,
    E_FORMAT and others if it does not fit the schema.

    path: The file, a path.
    kind: "case", "trace", "network", "golden" or "reference".
    Returns: the object of the file.
    Errors: E_FILE for a file that cannot be read, E_FORMAT for one that is no JSON; those of its
        schema say where it does not fit.

    >>> write_json("case.json", read_document(fixture_path("cases/one_unit.json"), "case"))
    >>> read_document("case.json", "case")["id"]
    'one_unit'
    """
    check_choice(kind, "kind", DOCUMENTS)
    document = read_json(path, kind)
    check_schema(document, fixture_table(f"schemas/{kind_of(document, kind)}.schema"))
    return document


def check_document(value: Any, kind: str, parts: bool = False) -> Any:
    """Check an object as a document of a kind, or with `parts` as some parts of one; return it as
    it would be read from a file.
    """
    document = as_read(check_written(value, kind))
    schema = fixture_table(f"schemas/{kind_of(document, kind)}.schema")
    check_schema(document, schema_of_parts(schema) if parts else schema, kind if parts else "")
    return document


def kind_of(document: Any, kind: str) -> str:
    """Return the kind of a document: a reference is a golden file or a trace."""
    if kind != "reference":
        return kind
    is_golden = isinstance(document, dict) and document.get("format") == "twinmlp-golden"
    return "golden" if is_golden else "trace"


@cache
def fixture_table(name: str) -> Any:
    """Read a JSON file of the fixtures, such as options or schemas/case.schema, once."""
    return read_json(fixture_path(name + ".json"), name)


def write_text(path: str | os.PathLike[str], text: str, argument: str) -> None:
    """Write a file of text, in UTF-8, whole or not at all."""
    try:
        content = text.encode("utf-8")
    except UnicodeEncodeError:
        fail("E_TYPE", argument, "text that UTF-8 can hold", "half of a character")
    write_bytes(path, content, argument)


def write_json(path: str | os.PathLike[str], value: Any, argument: str = "out") -> None:
    """Write a value as a JSON file.

    path: The file, a path.
    value: What to write: objects, lists, numbers, matrices, text, true, false and null.
    argument: What an error calls the file; default "out".
    Returns: nothing.
    Errors: E_FILE for a file that cannot be written; the old file is left as it was.

    >>> write_json("numbers.json", {"a": 0.1, "b": [1, 2]})
    >>> from pathlib import Path
    >>> print(Path("numbers.json").read_text(), end="")
    {
      "a": 0.10000000000000001,
      "b": [1, 2]
    }
    """
    write_text(
        path, to_json(check_written(value, "value")) + "\n", check_word(argument, "argument")
    )
