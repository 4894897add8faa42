"""Files of any bytes: JSON and CSV put together from pieces, and from pieces of other encodings."""

from __future__ import annotations

from hypothesis import strategies as st
from json_pieces import PIECES

from .running import Input

CELLS = [
    "1",
    "-2.5",
    "+1",
    ".5",
    "1.",
    "1e5",
    " 3 ",
    "\t4",
    '"5"',
    "-0",
    "007",
    "1e-400",
    "1E+05",
    "0.1",
    "00.5e01",
]
CELLS += [
    "12345678901234567890",
    "4.9406564584124654e-324",
    "0.30000000000000004",
    "9007199254740993",
    "1e22",
]
BAD = [
    '"6""',
    "a",
    "",
    '""',
    "NA",
    "1e999",
    "0x1",
    "1_0",
    "ü",
    "1 2",
    '"1,2"',
    "٣",
    "=1+1",
    "-",
    "+",
    "e5",
    ".",
    '"',
    "1e",
    "\x00",
]
BAD += [
    '"a\nb"',
    "Inf",
    "nan",
    "1e+",
    "--1",
    "\x1b",
    "b",
    "b",
    "TRUE",
    "'1'",
    "1d5",
    "1e99999999999",
    "\u2028",
    "\x85",
    "\x0b",
    "\u00a0",
]
HEADERS = [
    "a,b,c",
    'a," b ",c',
    "\ufeffa,b,c",
    "a,b",
    "a,a,a",
    "a",
    "=a,+b,@c",
    '"a,b",c,d',
    ",,",
    "é,b,c",
    "X,y",
    "",
]
ENDS = ["\n", "\r\n", "\r", "\n\n", ""]
ENCODINGS = ["utf-8"] * 8 + ["latin-1", "utf-16", "utf-8-sig"]
USES = [
    ('read_table("d.csv", "data")', 'read_table("d.csv", "data")'),
    ('read_data("d.csv")', 'read_data("d.csv")'),
    ('read_data("d.csv", categorical=["a"])', 'read_data("d.csv", categorical = "a")'),
    ('read_data("d.csv", ["c"], ["a"])', 'read_data("d.csv", "c", "a")'),
    (
        'main(["train", "d.csv", "--out", "out.json", "--epochs", "1"])',
        'main(c("train", "d.csv", "--out", "out.json", "--epochs", "1"))',
    ),
]
MORE_PIECES = [
    b"[" * 30 + b"]" * 30,
    b"\xed\xa0\xbd",
    b"\x00",
    b"1",
    b"\\u0000",
]
TEXTS = [
    b"[[1, 2], []]",
    b'{"a": ["\\ud83d\\ude00", "\\\\u0000", -0, 1e5], "b": {"c": null}}',
    b'{"X": [[0], [1]], "y": [0, 1]}',
]
READ = [
    ('read_json("d.json", "case")',) * 2,
    ('read_data("d.json")',) * 2,
    ('read_document("d.json", "case")',) * 2,
]


@st.composite
def tables(draw: st.DrawFn) -> Input:
    """A CSV file of cells and marks."""
    cell = st.one_of(*[st.sampled_from(CELLS)] * 9, st.sampled_from(BAD))
    width = draw(st.sampled_from([3, 3, 3, 2, 1]))
    end = draw(st.sampled_from(ENDS))
    rows = draw(st.lists(st.lists(cell, min_size=width, max_size=width), max_size=4))
    lines = [draw(st.sampled_from(HEADERS)), *[",".join(row) for row in rows]]
    text = end.join(lines) + draw(st.sampled_from([end, "", ",", "\x1a"]))
    content = text.encode(draw(st.sampled_from(ENCODINGS)), "replace")
    return Input("CSV", *draw(st.sampled_from(USES)), (("d.csv", content),))


@st.composite
def texts(draw: st.DrawFn) -> Input:
    """A JSON text with pieces put in and taken out, or any bytes."""
    content = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(0, 3))):
        at, gone = draw(st.integers(0, len(content))), draw(st.sampled_from([0, 0, 1, 5]))
        content = (
            content[:at]
            + draw(st.one_of(st.sampled_from(PIECES + MORE_PIECES), st.binary(max_size=3)))
            + content[at + gone :]
        )
    return Input("JSON", *draw(st.sampled_from(READ)), (("d.json", content),))
