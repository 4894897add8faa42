"""Mistakes that nobody has written down: a line of the step with one thing in it changed - a term,
a factor or a call left out, an operator or an operand exchanged, a number another."""

from __future__ import annotations

import ast
import copy
from functools import lru_cache
from typing import Any, Iterator

from .moment import OF_OPTIMIZER, RENAMED
from .names import Names
from .step import ACTIVATIONS, BACK, TIMES, lines, name_of
from .table import Mistake
from .words import WORDS, lines_of

CODE = "LINE_CHANGED"
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}
GELU = {
    "gelu_argument(Z)": "2 * sqrt(2 / pi) * (Z + 0.044715 * Z ** 3)",
    "gelu_slope(Z)": "(2 * sqrt(2 / pi) * (1 + 3 * 0.044715 * Z * Z))",
}
CALLS = {"minimum": "maximum", "maximum": "minimum", "expm1": "exp", "total": "mean"}
# Names of single numbers, for which another may stand.
NUMBERS = {*OF_OPTIMIZER, *TIMES, *RENAMED, "alpha", "scale", "drop", "delta", "limit", "l1", "l2"}


def changed_lines(names: Names) -> Iterator[Mistake]:
    """The lines of a quantity, each with one thing changed; a number that nobody knows is to be
    solved for."""
    case, quantity = names.case, names.quantity
    for target, right in lines_of(written_out(case, names.l, quantity)):
        for text, fitted in changes_of(right):
            says = f"the line is `{target} = {text}`, not `{target} = {right}`"
            if fitted:
                says = f"%s stands for {fitted} in the line `{target} = {right}`"
            yield Mistake(
                code=CODE,
                quantities=(quantity,),
                patch=f"{target} = {text}",
                when="True",
                says=says,
                mend=f"`{target} = {right}`, in the notation of SPEC.md.",
                detail="",
                plant="",
                cases=(),
                tags=("general", "solved") if fitted else ("general",),
                fit=fitted,
            )


def written_out(case: dict[str, Any], l: int, quantity: str) -> str:
    """The lines of a quantity, with the equation of an activation in the place of its name."""
    value, slope = ACTIVATIONS[name_of(case["network"]["layers"][l]["activation"])]
    back = f"dA * ({slope})" if slope else BACK
    text = lines(case, l, quantity).replace("back(dA, Z, A)", back)
    text = text.replace("A = f(Z)", f"A = {value}") if quantity == "A" else text
    for word, meaning in GELU.items():
        text = text.replace(word, meaning)
    return text


@lru_cache(maxsize=None)
def changes_of(expression: str) -> tuple[tuple[str, str], ...]:
    """An expression with one thing changed, in every way; and what a number to be found stands for,
    which is `fitted` in it."""
    tree = ast.parse(expression, mode="eval").body
    found: dict[str, str] = {}
    for place, node in enumerate(ast.walk(tree)):
        for other, fitted in others_than(node, tree):
            text = ast.unparse(with_other(tree, place, other))
            if text != ast.unparse(tree):
                found.setdefault(text, fitted)
    return tuple(found.items())


def with_other(tree: ast.expr, place: int, other: ast.expr) -> ast.expr:
    """A tree with another node at a place, counted as ast.walk does."""
    made = ast.Expression(copy.deepcopy(tree))
    old = list(ast.walk(made.body))[place]

    class Exchange(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> Any:
            return copy.deepcopy(other) if node is old else self.generic_visit(node)

    Exchange().visit(made)
    return made.body


def others_than(node: ast.AST, tree: ast.expr) -> Iterator[tuple[Any, str]]:
    """What may stand for a node, by mistake."""
    if isinstance(node, ast.BinOp):
        yield from ((other, "") for other in others_than_operation(node))
    elif isinstance(node, ast.UnaryOp):
        yield node.operand, ""
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        yield from ((other, "") for other in others_than_call(node, node.func.id))
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        yield from ((ast.Constant(node.value + by), "") for by in (1, -1))
        yield ast.Name("fitted"), repr(node.value)
    elif isinstance(node, ast.Name) and node.id not in WORDS:
        others = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id not in WORDS}
        yield from ((ast.Name(name), "") for name in sorted(others - {node.id}))
        yield ast.BinOp(node, ast.Mult(), node), ""
        if node.id in NUMBERS:
            yield ast.Name("fitted"), node.id
    if isinstance(node, ast.BinOp) and is_number(node):
        yield ast.Name("fitted"), ast.unparse(node)


def is_number(node: ast.expr) -> bool:
    """Whether an expression is a single number in every case."""
    inside = [part for part in ast.walk(node) if isinstance(part, (ast.Name, ast.Call))]
    return bool(inside) and all(isinstance(p, ast.Name) and p.id in NUMBERS for p in inside)


def others_than_operation(node: ast.BinOp) -> Iterator[ast.expr]:
    """One side alone, another operator, the sides exchanged, and brackets in other places."""
    left, right, op = node.left, node.right, node.op
    yield from (left, right)
    if type(op) in OPERATORS:
        yield ast.BinOp(left, OPERATORS[type(op)](), right)
    if isinstance(op, (ast.Sub, ast.Div, ast.Pow)):
        yield ast.BinOp(right, op, left)
    for here, there in ((left, right), (right, left)):
        if isinstance(op, (ast.Add, ast.Sub)) and isinstance(there, ast.BinOp):
            if isinstance(there.op, ast.Mult):  # a + b c as b (a + c), or as (a + b) c
                for out, inner in ((there.left, there.right), (there.right, there.left)):
                    yield ast.BinOp(out, ast.Mult(), ast.BinOp(here, op, inner))
        if isinstance(op, ast.Mult) and isinstance(there, ast.Call) and len(there.args) == 3:
            condition, one, other = there.args  # a factor of one branch alone
            for branches in (
                [condition, ast.BinOp(here, op, one), other],
                [condition, one, ast.BinOp(here, op, other)],
            ):
                yield ast.Call(there.func, branches, [])


def others_than_call(node: ast.Call, name: str) -> Iterator[ast.expr]:
    """The argument alone, the call of a part of it, another call, and branches exchanged."""
    if len(node.args) == 1:
        (inside,) = node.args
        yield inside
        if isinstance(inside, ast.BinOp) and isinstance(inside.op, (ast.Mult, ast.Div)):
            call = lambda part: ast.Call(node.func, [part], [])
            yield ast.BinOp(call(inside.left), inside.op, inside.right)
            yield ast.BinOp(inside.left, inside.op, call(inside.right))
    elif name == "where":
        condition, one, other = node.args
        yield ast.Call(node.func, [condition, other, one], [])
        yield from (one, other)
    elif len(node.args) == 2:
        yield from node.args
    if name in CALLS:
        yield ast.Call(ast.Name(CALLS[name]), node.args, [])
