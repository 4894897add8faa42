"""Damaged documents and texts are refused alike in both languages."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from both_refuse import ARTICLE, both, changed
from bridge import ROOT
from refusals import ACCEPTED

ONE_UNIT = json.loads((ROOT / "fixtures/cases/one_unit.json").read_text())

VALUES = [
    None,
    True,
    False,
    0,
    1,
    -1,
    3,
    1.5,
    2.0,
    1e300,
    1e-300,
    "",
    "1",
    "sigmoid",
    'a "quoted" </word> \\ \t ünï 😀',
    "x" * 70,
    "\x7f",
    [],
    [[]],
    [1],
    [[1, 2], [3]],
    [[1, 2], [3, 4]],
    [[1], [2], [3]],
    [None],
    {},
    {"name": "sgd"},
    {"name": "zeros"},
    12345678901234567890,
    2**53 + 1,
    100000,
    1e5,
    123456.789,
]


def places(value: Any, path: tuple = ()):
    for key, item in (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    ):
        yield (*path, key)
        yield from places(item, (*path, key))


def damaged(document: Any, choose: random.Random) -> Any:
    """A document with one or two values replaced, taken away or added; the values high up as often as those deep down."""
    for _ in range(choose.choice((1, 1, 2))):
        depth = choose.choice((1, 2, 3, 4, 9))
        path = choose.choice([p for p in places(document) if len(p) <= depth])
        action = choose.random()
        if action < 0.15:
            document = changed(document, {"remove": [path]})
        elif action < 0.3 and isinstance(path[-1], str):
            document = changed(
                document,
                {
                    "set": [
                        (
                            [*path[:-1], choose.choice(("extra", "", "ä b", "id", "W"))],
                            choose.choice(VALUES),
                        )
                    ]
                },
            )
        else:
            document = changed(document, {"set": [(path, choose.choice(VALUES))]})
    return document


@pytest.mark.parametrize("kind", ["case", "network", "reference"])
def test_damaged_documents(kind, r_package, tmp_path):
    """Same acceptance, same code, same text, on documents damaged at random places."""
    choose, path = random.Random(kind), tmp_path / "document.json"
    network = {
        "format": "twinmlp-network",
        "version": 1,
        "layers": [{"activation": "tanh", **p} for p in ARTICLE["parameters"]],
        "implementation": {
            "name": "twinmlp",
            "version": "0.1.0",
            "language": "R",
            "arithmetic": "native",
        },
        "loss": {"name": "half_squared_error", "reduction": "sum"},
    }
    golden = json.loads((ROOT / "fixtures/golden/one_unit.json").read_text())
    drawn = {**ONE_UNIT, "parameters": {"initializer": {"name": "zeros"}, "seed": 7}}
    documents = {"case": [ARTICLE, ONE_UNIT, drawn], "network": [network], "reference": [golden]}
    verdicts = []
    for _ in range(40 if kind == "reference" else 100):
        path.write_text(
            json.dumps(damaged(choose.choice(documents[kind]), choose)), encoding="utf-8"
        )
        verdicts.append(both(kind, path))
    assert (
        3 <= verdicts.count(ACCEPTED) < len(verdicts) - 20
        and len({code for code, _ in verdicts}) >= 4
    )


def test_damaged_text(r_package, tmp_path):
    """A case file cut off, or with one byte changed."""
    choose, path, text = random.Random(1), tmp_path / "case.json", json.dumps(ONE_UNIT).encode()
    verdicts = []
    for _ in range(100):
        at = choose.randrange(len(text))
        byte = choose.choice(b'0-+.eE"\\/{}[],:ntx \t\n\x00\x1f\x80\xc3\xff')
        path.write_bytes(
            text[:at]
            if choose.random() < 0.2
            else text[:at] + bytes([byte]) + text[at + choose.choice((0, 1)) :]
        )
        verdicts.append(both("case", path))
    assert verdicts.count(ACCEPTED) >= 3 and len({text for _, text in verdicts}) >= 10


@pytest.mark.parametrize(
    "text",
    [
        "[1 // a\n]",
        "[1 /* a */]",
        '{"a": 1, "a": 2}',
        '["\\u0000"]',
        '["\\ud800"]',
        '["\\ude00"]',
        '["\\ud83d\\ude00"]',
        '["\\\\u0000"]',
        "[1e999]",
        "[-0]",
        "\ufeff[1]",
        "\u00a0[1]",
        "[" * 2000,
        "[" * 100 + "]" * 100,
        "nul",
        "'a'",
        "[01]",
        "[.5]",
        "[5.]",
        "[+1]",
        "[1,]",
        "",
        " ",
        "1",
        '"text"',
        "null",
        "[Infinity]",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_json_at_its_edges(text, r_package, tmp_path):
    path = tmp_path / "network.json"
    path.write_text(text, encoding="utf-8")
    assert both("network", path) != ACCEPTED


def test_tables(r_package, tmp_path):
    """CSV files put together from cells and marks at random."""
    choose, path = random.Random(2), tmp_path / "t.csv"
    good = ["1", "-2.5", "+1", ".5", "1.", "1e5", " 3 ", "\t4", '"5"', "-0", "007"]
    bad = ['"6""', "a", "", '""', "NA", "1e999", "0x1", "1_0", "ü", "1 2", '"1,2"', "٣"]
    verdicts = []
    for _ in range(250):
        lines = [
            ",".join(choose.choice(good if choose.random() < 0.95 else bad) for _ in range(3))
            for _ in range(choose.choice((0, 1, 2, 3)))
        ]
        header, end = (
            choose.choice(["a,b,c", 'a," b ",c', "\ufeffa,b,c", "a,b", "a,a,a"]),
            choose.choice(["\n", "\r\n", "\r"]),
        )
        path.write_bytes((header + end + end.join(lines)).encode())
        verdicts.append(both("table", path))
    assert verdicts.count(ACCEPTED) >= 20 and len({text for _, text in verdicts}) >= 15
