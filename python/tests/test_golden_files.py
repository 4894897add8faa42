"""The golden files are what the oracle says, which shares no code with the twins."""

from __future__ import annotations

import ast
import math
from pathlib import Path

import pytest
from oracle_cases import CASES, FIXTURES, golden
from twinmlp.conformance.truth import oracle

CONFORMANCE = Path(oracle.__file__).parents[1]


@pytest.mark.parametrize(
    "name", [name for name, case in CASES.items() if "long" not in case["flags"]]
)
def test_golden_files_are_what_the_oracle_says(name):
    assert oracle.run(CASES[name]) == golden(name)


def test_the_first_step_of_the_second_epoch_is_recorded_where_there_are_batches():
    for case in CASES.values():
        training, n = case["training"], len(case["data"]["X"])
        n -= math.ceil((training.get("validation_fraction") or 0) * n)
        batches = math.ceil(n / (training.get("batch_size") or n))
        assert batches == 1 or batches in case["record"]["steps"], case["id"]


def test_files_and_cases_go_together():
    assert len(CASES) >= 16
    golden_traces = [
        path
        for path in (FIXTURES / "golden").glob("*.json")
        if '"twinmlp-golden"' in path.read_text()
    ]
    assert {path.stem for path in golden_traces} == set(CASES)


# The equations in balls, and what makes true values of them; `reference` finds the stored ones.
ORACLE_FILES = sorted(
    str(path.relative_to(CONFORMANCE))
    for folder in ("spec", "truth")
    for path in (CONFORMANCE / folder).glob("*.py")
    if path.name != "reference.py"
)


def imported(path):
    """Every module that a file imports, as a file of conformance where it is one."""
    for node in ast.walk(ast.parse((CONFORMANCE / path).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module
        if isinstance(node, ast.ImportFrom) and node.level > 0:
            folder = (CONFORMANCE / path).parents[node.level - 1]
            inside = folder.joinpath(*(node.module or "").split("."))
            names = (
                [inside]
                if node.module and not inside.is_dir()
                else [inside / a.name for a in node.names]
            )
            yield from (str(name.relative_to(CONFORMANCE)) + ".py" for name in names)


def test_the_list_is_all_that_the_oracle_reaches():
    found, left = set(), {"truth/oracle.py"}
    while left:
        found |= left
        left = {name for path in left for name in imported(path) if name.endswith(".py")} - found
    assert sorted(found | {"spec/__init__.py", "truth/__init__.py"}) == ORACLE_FILES


@pytest.mark.parametrize("path", ORACLE_FILES)
def test_the_oracle_shares_no_code_with_the_twins(path):
    allowed = {"__future__", "decimal", "typing", "numpy", "flint", *ORACLE_FILES}
    assert set(imported(path)) <= allowed
