"""Documents with values replaced, taken away and added: cases, networks, checkpoints, traces and golden files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from .odd_values import NAMES, NUMBERS, WORDS
from .running import Input

# How a document is used in both languages, by the file that is its seed.
USES = {
    "case.json": [
        ('case_parts(read_document("d.json", "case"))',) * 2,
        ('run_case(read_document("d.json", "case"))',) * 2,
        (
            'main(["run-case", "d.json", "--out", "out.json"])',
            'main(c("run-case", "d.json", "--out", "out.json"))',
        ),
    ],
    "network.json": [('MLP.load("d.json")', 'read_mlp("d.json")')],
    "run.json": [
        ('MLP.resume("d.json", X, y)', 'mlp_resume("d.json", X, y)'),
        ('MLP.resume("d.json", X, y, epochs=4)', 'mlp_resume("d.json", X, y, epochs = 4)'),
    ],
    "trace.json": [('compare_traces(trace, read_document("d.json", "reference"))',) * 2],
    "golden.json": [('compare_traces(trace, read_document("d.json", "reference"))',) * 2],
}
NUMBER = st.one_of(
    st.sampled_from(NUMBERS), st.sampled_from([0, 1, 2, 3, -1, 2**31, 2**64, 10**20])
)
WORD = st.sampled_from([word for word in WORDS if word != "\udce9"])
LEAF = st.one_of(st.none(), st.booleans(), NUMBER, WORD)
KEY = st.sampled_from([*NAMES, "format", "version", "id", "steps", "network"])
VALUE = st.one_of(
    LEAF,
    st.sampled_from(
        [
            [],
            {},
            [[]],
            [None],
            [[1, 2], [3]],
            [[1, 2], [3, 4]],
            [1, 2],
            [[1]],
            {"name": "sgd"},
            {"name": 1},
        ]
    ),
    st.recursive(
        LEAF, lambda x: st.lists(x, max_size=3) | st.dictionaries(KEY, x, max_size=2), max_leaves=4
    ),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all that a document holds; of long lists the first three."""
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value[:3])
        if isinstance(value, list)
        else ()
    )
    found = []
    for key, item in items:
        found += [(*path, key), *places(item, (*path, key))]
    return found


def changed(document: Any, path: tuple[Any, ...], action: str, key: str, value: Any) -> Any:
    """A copy with the value at a path replaced, taken away, or joined by another."""
    document = json.loads(json.dumps(document))
    at = document
    for step in path[:-1]:
        at = at[step]
    if action == "remove":
        del at[path[-1]]
    elif action == "add" and isinstance(at, dict):
        at[key] = value
    elif action == "double" and isinstance(at, list):
        at.append(at[path[-1]])
    else:
        at[path[-1]] = value
    return document


@st.composite
def documents(draw: st.DrawFn, seeds: dict[str, Any]) -> Input:
    """A use of a document in which up to three places are others."""
    name = draw(st.sampled_from(list(USES)))
    python, r = draw(st.sampled_from(USES[name]))
    document = seeds[name]
    for _ in range(draw(st.integers(1, 3))):
        found = places(document)
        if not found:
            break
        depth = draw(st.integers(1, 5))
        near = [p for p in found if len(p) <= depth]
        path = draw(st.sampled_from(near))
        action = draw(st.sampled_from(["set", "set", "set", "add", "remove", "double"]))
        document = changed(document, path, action, draw(KEY), draw(VALUE))
    content = json.dumps(document, ensure_ascii=draw(st.booleans())).encode(
        "utf-8", "surrogateescape"
    )
    return Input(name, python, r, (("d.json", content),))


def seeds_of(folder: Path) -> dict[str, Any]:
    """The documents as they are."""
    return {name: json.loads((folder / name).read_text(encoding="utf-8")) for name in USES}
