"""Same input, same refusal: the code and the text of every error in both languages, byte for byte."""

from __future__ import annotations

import json
import random
from typing import Any

import numpy as np
import pytest
from bridge import ROOT
from programs import run_both
from refusals import ACCEPTED, RSays, python_says
from twinmlp.base.files import read_document
from twinmlp.data.data_file import read_data
from twinmlp.data.tables import read_table
from twinmlp.model.mlp import MLP
from twinmlp.trace.case import case_parts
from twinmlp.trace.compare import compare_traces
from twinmlp.trace.record import run_case

REFUSED = json.loads((ROOT / "fixtures/errors.json").read_text(encoding="utf-8"))
CASE = str(ROOT / "fixtures/cases/one_unit.json")
ONE_UNIT = json.loads((ROOT / "fixtures/cases/one_unit.json").read_text())
ARTICLE = json.loads((ROOT / "fixtures/cases/article_a_uniform.json").read_text())
X, Y = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]], [0.0, 1.0, 1.0]


def named(entries):
    return pytest.mark.parametrize("entry", entries, ids=[entry["id"] for entry in entries])


@pytest.fixture(scope="module")
def r(r_package):
    """What R says, kind by kind."""
    return {
        "case": RSays('case_parts(read_document(path, "case"))'),
        "network": RSays("read_mlp(path)"),
        "reference": RSays(
            f'compare_traces(run_case(read_document("{CASE}", "case")), read_document(path, "reference"))'
        ),
        "table": RSays('read_table(path, "data")'),
        "data": RSays("read_data(path)"),
        "model": RSays(
            f"do.call(mlp, c(list(x = {r_matrix(X)}, y = c(0, 1, 1)), jsonlite::parse_json(path)))"
        ),
        "matrix": RSays('check_matrix(jsonlite::parse_json(path), "X")'),
        "vector": RSays('check_vector(jsonlite::parse_json(path), "b", 2)'),
        "targets": RSays(f"mlp({r_matrix(X)}, jsonlite::parse_json(path), epochs = 1)"),
    }


PYTHON = {
    "case": lambda path: case_parts(read_document(path, "case")),
    "network": MLP.load,
    "reference": lambda path: compare_traces(
        run_case(read_document(CASE, "case")), read_document(path, "reference")
    ),
    "table": lambda path: read_table(path, "data"),
    "data": read_data,
}


def r_matrix(rows: list[list[float]]) -> str:
    return "rbind(" + ", ".join(f"c({', '.join(map(str, row))})" for row in rows) + ")"


def both(r, kind: str, path: Any) -> tuple[str, str]:
    """What both say to a file; they must say the same."""
    python = python_says(PYTHON[kind], str(path))
    assert r[kind](path) == python
    return python


def changed(document: Any, change: dict[str, Any]) -> Any:
    document = json.loads(json.dumps(document))
    for path, *value in [*change.get("set", []), *([path] for path in change.get("remove", []))]:
        parent = document
        for key in path[:-1]:
            parent = parent[key]
        if value:
            parent[path[-1]] = value[0]
        else:
            del parent[path[-1]]
    return document


@named(REFUSED["cases"])
def test_cases(entry, r, tmp_path):
    path = tmp_path / "case.json"
    path.write_text(json.dumps(changed(ARTICLE, entry)))
    assert both(r, "case", path) == (entry["code"], entry["text"])


@named(REFUSED["files"])
def test_files(entry, r, tmp_path):
    path = tmp_path / "case.json"
    path.write_bytes(entry["content"].encode())
    assert both(r, "case", path) == (
        entry["code"],
        entry["text"].replace("{path}", json.dumps(str(path))),
    )


@named(REFUSED["models"])
def test_models(entry, r):
    python = python_says(lambda: MLP(**entry["arguments"]).fit(X, Y))
    assert python[0] == entry["code"] and r["model"](json.dumps(entry["arguments"])) == python


@named(REFUSED["command_lines"])
def test_command_lines(entry, tmp_path):
    words = [
        word.replace("{data}", str(ROOT / "fixtures/data/cars.json")) for word in entry["arguments"]
    ]
    python, r = run_both(*words, cwd=tmp_path)
    assert python == r == (2, "", entry["text"] + "\n")


@pytest.mark.parametrize(
    "arguments",
    [
        [
            "run-case",
            str(ROOT / "fixtures/cases/one_unit.json"),
            "--out",
            "no/such/folder/trace.json",
        ],
        ["run-case", str(ROOT / "fixtures/cases/one_unit.json"), "--out", "file/trace.json"],
        ["run-case", "file", "--out", "trace.json"],
        ["run-case", "é ü.json", "--out", "trace.json"],
        ["train", "t.csv", "--out", "network.json"],
        ["predict", "missing.json", "t.csv"],
        ["compare", "missing.json", "missing.json"],
    ],
    ids=[
        "no_folder",
        "a_file_as_folder",
        "not_json",
        "missing_with_accents",
        "text_in_csv",
        "no_network",
        "no_trace",
    ],
)
@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_files_through_the_command_lines(arguments, locale, tmp_path):
    (tmp_path / "file").write_text("old")
    (tmp_path / "t.csv").write_text("a,b\n1,zwölf\n")
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(tmp_path), "LC_ALL": locale}
    python, r = run_both(*arguments, cwd=tmp_path, env=environment)
    assert python == r and python.status == 2 and python.out == "" and python.err.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "t.csv"]


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
def test_damaged_documents(kind, r, tmp_path):
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
        verdicts.append(both(r, kind, path))
    assert (
        3 <= verdicts.count(ACCEPTED) < len(verdicts) - 20
        and len({code for code, _ in verdicts}) >= 4
    )


def test_damaged_text(r, tmp_path):
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
        verdicts.append(both(r, "case", path))
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
def test_json_at_its_edges(text, r, tmp_path):
    path = tmp_path / "network.json"
    path.write_text(text, encoding="utf-8")
    assert both(r, "network", path) != ACCEPTED


def test_tables(r, tmp_path):
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
        verdicts.append(both(r, "table", path))
    assert verdicts.count(ACCEPTED) >= 20 and len({text for _, text in verdicts}) >= 15


NOT_MATRICES = [
    None,
    5,
    "a",
    True,
    [],
    [1, 2],
    [[]],
    [[], []],
    [[1, 2], [3]],
    [1, [2]],
    [[1, None]],
    [[1, None], [2, 3]],
    [["1", 2]],
    [[True, 2]],
    {"a": [1]},
    [{"a": 1}],
    [[{"a": 1}]],
    [[[1]]],
    [[[1], [2]], [[3], [4]]],
    [[[1], 2]],
    ["ab", "cd"],
    ["a"],
    [[["a"]]],
    [None],
    [[1, 1e999]],
    [1e999, 2],
    [1],
    [[1], [2]],
    [1, "2"],
    [1, None],
    [1, True],
]


@pytest.mark.parametrize("value", NOT_MATRICES, ids=str)
def test_what_stands_for_a_matrix_or_a_vector(value, r):
    from twinmlp.base.checks import check_matrix, check_vector

    text = json.dumps(value).replace("Infinity", "1e999")
    assert r["matrix"](text) == python_says(check_matrix, value, "X")
    if not np.isscalar(value):  # in R one value is a list of one
        assert r["vector"](text) == python_says(check_vector, value, "b", 2)
        assert r["targets"](text) == python_says(MLP(epochs=1).fit, X, value)


@pytest.mark.parametrize("value", NOT_MATRICES, ids=str)
def test_data_files(value, r, tmp_path):
    path = tmp_path / "d.json"
    path.write_text(json.dumps({"X": value, "y": [[1.0]]}).replace("Infinity", "1e999"))
    both(r, "data", path)
