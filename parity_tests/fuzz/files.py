"""Files of bytes - workbooks, worksheets, tensors, networks - in which bytes are others, and parts of workbooks are."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from hypothesis import strategies as st

from .running import Input

# How a file is used; R does not read workbooks.
USES: dict[str, tuple[str, str | None]] = {
    "net.safetensors": ('from_safetensors("net.safetensors")',) * 2,
    "network.json": ('MLP.load("network.json")', 'read_mlp("network.json")'),
    "run.json": ('MLP.resume("run.json", X, y)', 'mlp_resume("run.json", X, y)'),
    "sheet.csv": ('main(["mark", "case.json", "sheet.csv"])', None),
    "sheet.xlsx": ('main(["mark", "case.json", "sheet.xlsx"])', None),
    "book.xlsx": ('main(["workbook-trace", "case.json", "book.xlsx", "--out", "t.json"])', None),
}
PIECES = [
    b"",
    b"\0",
    b"\xff",
    b'"',
    b"<",
    b"&",
    b"{",
    b"[",
    b"9" * 30,
    b"1e999",
    b"-",
    b"=1+1",
    b"\n",
]


def contents_of(folder: Path) -> dict[str, bytes]:
    """The files as they are."""
    return {name: (folder / name).read_bytes() for name in USES}


def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """Up to three places of a file are others."""
    for _ in range(draw(st.integers(1, 3))):
        at, gone = draw(st.integers(0, len(content))), draw(st.sampled_from([0, 1, 1, 8, 10**6]))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8)))
        content = content[:at] + piece + content[at + gone :]
    return content


def repacked(draw: st.DrawFn, content: bytes) -> bytes:
    """A workbook in which one part is another, or away."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    name = draw(st.sampled_from(sorted(parts)))
    changed = damaged(draw, parts.pop(name))
    if draw(st.integers(0, 5)):
        parts[name] = changed
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as book:
        for part, text in parts.items():
            book.writestr(part, text)
    return packed.getvalue()


@st.composite
def files(draw: st.DrawFn, contents: dict[str, bytes]) -> Input:
    """A use of a damaged file."""
    name = draw(st.sampled_from(list(USES)))
    content = contents[name]
    inside = name.endswith(".xlsx") and draw(st.booleans())
    content = repacked(draw, content) if inside else damaged(draw, content)
    return Input("bytes of " + name, *USES[name], ((name, content),))
