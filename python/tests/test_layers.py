"""The order of the house: what may import what, and which file is whose twin."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from grimp import build_graph
from importlinter.api import read_configuration

PYTHON = Path(__file__).parents[1]
PACKAGE = PYTHON / "twinmlp"
R = PYTHON.parent / "r/R"
CORE = PYTHON.parent / "r/src"
CONTRACTS = read_configuration(str(PYTHON / "pyproject.toml"))["contracts_options"]
LAYERS = next(contract["layers"] for contract in CONTRACTS if contract["type"] == "layers")
SUBJECTS = [name.strip() for layer in LAYERS for name in layer.split("|")]
# The checker of anybody's implementation: Python's and R's share no file.
JUDGE = {"conformance"}


# As the program of versions old and new has it, whose options differ.
LINT = (
    "import sys; from importlinter.cli import lint_imports\n"
    "sys.exit(lint_imports(config_filename=sys.argv[1], no_cache=True))"
)


def lint(folder):
    """Hold the package in a folder against the contracts of pyproject.toml."""
    return subprocess.run(
        [sys.executable, "-c", LINT, str(PYTHON / "pyproject.toml")],
        capture_output=True,
        text=True,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)},
    )


def test_imports_point_only_downward():
    done = lint(PYTHON)
    assert done.returncode == 0, done.stdout + done.stderr


def test_wrong_imports_are_refused(tmp_path):
    """In a copy: upward, in a circle, of a view and by the judge; two of them for types only."""
    copy = tmp_path / "twinmlp"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("fixtures", "__pycache__"))
    for module, line in [
        ("base/text.py", "if TYPE_CHECKING:\n    from ..nn import layers"),
        ("base/errors.py", "if TYPE_CHECKING:\n    from . import checks"),
        ("conformance/report.py", "def f():\n    from ..walkthrough import page"),
        ("conformance/formats.py", "from ..nn import layers"),
    ]:
        with open(copy / module, "a") as stream:
            stream.write(f"\n{line}\n")
    done = lint(tmp_path)
    assert done.returncode == 1
    assert len(re.findall(r"BROKEN", done.stdout)) == len(CONTRACTS) == 4, done.stdout


def test_subjects_are_the_folders_of_the_package():
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders == set(SUBJECTS) and len(SUBJECTS) == len(set(SUBJECTS))
    doors = {"__init__.py", "__main__.py", "record.py", "sklearn.py"}
    assert {path.name for path in PACKAGE.glob("*.py")} == doors


def test_the_tests_of_r_know_the_same_order():
    text = (R.parent / "tests/testthat/test-layers.R").read_text(encoding="utf-8")
    (written,) = re.findall(r"subjects <- c\((.*?)\)", text, flags=re.DOTALL)
    assert re.findall(r'"(\w+)"', written) == SUBJECTS[::-1]


def test_a_module_has_a_twin_or_says_that_it_has_none():
    """The first line of a file without a twin starts with the language that has it alone."""
    files = [file for subject in SUBJECTS for file in (PACKAGE / subject).glob("*.py")]
    for file in files:
        subject, module = file.parent.name, file.stem
        if subject not in JUDGE and module != "__init__":
            alone = file.read_text(encoding="utf-8").startswith('"""Python only:')
            assert alone != (R / f"{subject}-{module}.R").exists(), file
    for file in R.glob("*.R"):
        subject, module = file.stem.split("-", 1)
        assert subject in set(SUBJECTS), file
        alone = file.read_text(encoding="utf-8").startswith("# R only:")
        twin = (PACKAGE / subject / f"{module}.py").exists() and subject not in JUDGE
        assert alone != twin, file


def test_no_module_reaches_itself():
    """The folders of the checker use each other, but their modules are in no circle."""
    graph = build_graph("twinmlp", cache_dir=None, exclude_type_checking_imports=True)
    left = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    while done := {module for module, imported in left.items() if not imported & left.keys()}:
        left = {module: imported for module, imported in left.items() if module not in done}
    assert len(graph.modules) > 100 and not left


# What a file of the core defines for others, and calls.
DEFINED = r"^(?!static|typedef|FN|TARGET static)(?:\w+ )+\**(\w+)\([^;{]*\n\{"
CALLED = r"\b(\w+)\("


def rooms_of_the_core(texts):
    """For each file of the core, the headers that it includes and the files whose functions it calls."""
    home, calls, rooms = {}, {}, {}
    for file, text in texts.items():
        rooms[file] = set(re.findall(r'#include "(.*?)"', text))
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        text = re.sub(r"BY_WIDTH\((\w+),", r"\1(", re.sub(r"NAME\((\w+)\)", r"\1", text))
        home |= dict.fromkeys(re.findall(DEFINED, text, flags=re.MULTILINE), file)
        calls[file] = re.findall(CALLED, text) if file.endswith(".c") else []
    for file, names in calls.items():
        rooms[file] |= {home[name] for name in names if name in home} - {file}
    return rooms


def wrong_ways(rooms):
    """Rooms that use one of a subject above, and rooms that reach themselves."""
    order = [*SUBJECTS[::-1], "r"]
    level = {room: order.index(room.split("-")[0]) for room in rooms}
    upward = [(room, up) for room, used in rooms.items() for up in used if level[up] > level[room]]
    left = dict(rooms)
    while done := {room for room, used in left.items() if not used & left.keys()}:
        left = {room: used for room, used in left.items() if room not in done}
    return upward, sorted(left)


def test_rooms_of_the_core_call_only_downward():
    files = [*CORE.glob("*.c"), *CORE.glob("*.h")]
    rooms = rooms_of_the_core({file.name: file.read_text(encoding="utf-8") for file in files})
    assert wrong_ways(rooms) == ([], [])
    assert {"arithmetic-products.c", "nn-activations.c", "base-exact.h"} < rooms["nn-layers.c"]


def test_wrong_ways_in_the_core_are_seen():
    texts = {
        "nn-a.c": '#include "base-b.h"\nvoid NAME(up)(int x,\n int y)\n{\n    below(x);\n}\n',
        "base-b.c": "static int own(void)\n{\n    return 1; /* up(1) */\n}\nint below(int x)\n{\n}\n",
        "base-b.h": "int below(int x);\n",
    }
    assert wrong_ways(rooms_of_the_core(texts)) == ([], [])
    texts["base-b.c"] += "int wrong(int x)\n{\n    return BY_WIDTH(up, x, x);\n}\n"
    assert wrong_ways(rooms_of_the_core(texts)) == (
        [("base-b.c", "nn-a.c")],
        ["base-b.c", "nn-a.c"],
    )
