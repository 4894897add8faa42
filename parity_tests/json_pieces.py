"""What is put into JSON texts to damage them."""

from __future__ import annotations

PIECES = [
    b"\x0b",
    b"\x0c",
    b"\\u",
    b"\\ud83d",
    b"\\ude00",
    b"\\",
    b'"',
    b"[",
    b"]",
    b"{",
    b"}",
    b"//",
    b"%n",
]
PIECES += [
    b"/**/",
    b"NaN",
    b"-Infinity",
    b"0",
    b"-",
    b".",
    b"e",
    b"1e999",
    b",",
    b":",
    b"\xef\xbb\xbf",
]
PIECES += [
    b"\xff",
    b"\xc3",
    b"\x1f",
    b"\t",
    b"\n",
    b" ",
    b"null",
    b"true",
    b'"a": 1,',
    b"[" * 70,
    b"x" * 300,
]
