"""What the files of the reproducible arithmetic may say: an operation that is not allowed by name is refused."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "twinmlp/arithmetic"
FILES = ("exp_table", "exp", "log", "tree_sums")
OPERATORS = (
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.FloorDiv,
    ast.LShift,
    ast.USub,
    ast.BitOr,
)  # | only joins types
BUILTINS = {"len", "float", "range", "min", "max", "tuple"}
ATTRIBUTES = set(
    "abs add array asarray ascontiguousarray arange concatenate copyto errstate float64 inf intp maximum minimum multiply nan ndarray "
    "negative ones searchsorted sqrt subtract take where zeros "
    "T astype bit_length f_contiguous flags fromhex ndim ravel replace reshape shape split transpose".split()
)
MODULES = {"__future__", "functools", "typing", "numpy", *FILES}


def faults(source: str) -> list[str]:
    """Every operator, call, attribute and import that is not on the lists."""
    module, found = ast.parse(source), []
    known = {node.name for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}
    imported = {
        alias.name
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    parameters = {node.arg for node in ast.walk(module) if isinstance(node, ast.arg)}
    for node in ast.walk(module):
        if isinstance(node, (ast.BinOp, ast.AugAssign, ast.UnaryOp)) and not isinstance(
            node.op, OPERATORS
        ):
            found.append(type(node.op).__name__)
        if isinstance(node, ast.Call) and not isinstance(node.func, ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else "call"
            if name not in BUILTINS | known | imported | parameters:
                found.append(name)
        if isinstance(node, ast.Attribute) and node.attr not in ATTRIBUTES:
            found.append(node.attr)
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name not in MODULES]
        if isinstance(node, ast.ImportFrom) and node.module not in MODULES:
            found.append(str(node.module))
    return found


@pytest.mark.parametrize("name", FILES)
def test_only_allowed_operations(name):
    assert faults((PACKAGE / f"{name}.py").read_text(encoding="utf-8")) == []


MUTATIONS = {
    "np.sum": ("tree_sums", "return P[0] + 0.0", "return np.sum(P, axis=0)", ["sum"]),
    "reduce": ("tree_sums", "return P[0] + 0.0", "return np.add.reduce(P)", ["reduce"]),
    "sum of Python": ("tree_sums", "return P[0] + 0.0", "return sum(P)", ["sum"]),
    "matrix product": ("tree_sums", "return branch_by_branch(A, B.T)", "return A @ B", ["MatMult"]),
    "dot": ("tree_sums", "return branch_by_branch(A, B.T)", "return A.dot(B)", ["dot"]),
    "einsum": (
        "tree_sums",
        "return branch_by_branch(A, B.T)",
        'return np.einsum("ik,kj", A, B)',
        ["einsum"],
    ),
    "np.exp": ("exp", "t *= np.where(above, UP, DOWN)\n    return t", "return np.exp(x)", ["exp"]),
    "power": ("exp", "np.multiply(r, r, out=m)", "m = r ** 2", ["Pow"]),
    "np.power": ("exp", "np.multiply(r, r, out=m)", "m = np.power(r, 2)", ["power"]),
    "np.log": ("log", "z = s * s", "z = np.log(s)", ["log"]),
    "math": ("log", "import numpy as np", "import math", ["math"]),
    "remainder": ("log", "z = s * s", "z = s % s", ["Mod"]),
    "mean": ("tree_sums", "return P[0] + 0.0", "return P.mean()", ["mean"]),
}


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_forbidden_operation_is_found(mutation):
    name, old, new, expected = MUTATIONS[mutation]
    source = (PACKAGE / f"{name}.py").read_text(encoding="utf-8")
    assert old in source
    assert faults(source.replace(old, new)) == expected
