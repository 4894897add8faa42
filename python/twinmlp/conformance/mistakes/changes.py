"""An expression with one thing changed, in every way that people get wrong: a small grammar, in
which `{x}` is a part of the expression, `{a}` and `{b}` the two sides of an operation."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import Any, Iterator, NamedTuple

from . import operands
from .words import WORDS

Node = ast.AST


class Change(NamedTuple):
    """A changed expression, what was changed, and what a number to be found stands for, which is
    `fitted` in it."""

    text: str
    kind: str
    fitted: str = ""


@lru_cache(maxsize=None)
def changes_of(expression: str) -> tuple[Change, ...]:
    """An expression with one thing changed, in every way, the plainest first."""
    tree = ast.parse(expression, mode="eval").body
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found: dict[str, Change] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.expr) and id(node) not in called:
            start, end = node.col_offset, node.end_col_offset or 0
            for kind, text, fitted in others_than(node, expression, tree):
                changed = f"{expression[:start]}({text}){expression[end:]}"
                found.setdefault(changed, Change(changed, kind, fitted))
    return tuple(found.values())


def source(node: Node, expression: str) -> str:
    """The text of a part, in brackets."""
    assert isinstance(node, ast.expr)
    return f"({expression[node.col_offset : node.end_col_offset]})"


def others_than(node: ast.expr, expression: str, tree: Node) -> Iterator[tuple[str, str, str]]:
    """Kind, text and what is to be found, of all that may stand for a part by mistake."""
    part = lambda one: source(one, expression)
    if isinstance(node, ast.BinOp):
        yield from ((kind, text, "") for kind, text in others_than_operation(node, part))
        if is_number(node):
            yield "a number of its own", "fitted", ast.unparse(node)
    elif isinstance(node, ast.UnaryOp):
        yield "left out", part(node.operand), ""
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        yield from ((kind, text, "") for kind, text in others_than_call(node, node.func.id, part))
    elif isinstance(node, ast.Compare):
        left, right = part(node.left), part(node.comparators[0])
        for other in operands.COMPARED:
            yield "another operator", f"{left} {other} {right}", ""
        return
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
            x = node.value
            rounded = (float(f"{x:.{digits}g}") for digits in (2, 3, 4))
            for other in (x + 1, x - 1, 2 * x, x / 2, 10 * x, x / 10, 0, -x, *rounded):
                yield "another number", repr(other), ""
            yield "a number of its own", "fitted", repr(node.value)
        return
    elif isinstance(node, ast.Name) and node.id not in WORDS:
        yield from ((kind, text, "") for kind, text in others_than_name(node.id, tree))
        if node.id in operands.NUMBERS:
            yield "a number of its own", "fitted", node.id
    if node is tree:
        yield "left out", f"0 * {part(node)}", ""
    if isinstance(node, ast.Name) and node.id == "pi":
        yield from (("another number", other, "") for other in operands.PI)
    if ("Z" in names_in(tree) or "dA" in names_in(tree)) and node is not tree:
        yield from (("another operand", other, "") for other in operands.INSTEAD)
    inside = names_in(tree)
    if inside & {"m", "velocity", "squares"} and node is not tree and not is_number(node):
        yield from (("another operand", other, "") for other in operands.INSTEAD_OF_UPDATE)
    if isinstance(node, ast.Name) and node.id == "Z":
        yield from (("a bound of its own", f"clip(Z, {-b}, {b})", "") for b in operands.BOUNDS)
    for kind, templates in operands.AROUND.items():
        for template in templates.split(";"):
            yield kind, template.strip().format(x=part(node)), ""
    if not is_number(node) and node is not tree:
        for template, whose in operands.FITTED.items():
            yield "a number more", template.format(x=part(node)), whose % ast.unparse(node)
    for beside in operands.BESIDE:
        for operator in "*/":
            yield "more than it should be", f"{part(node)} {operator} {beside}", ""


def others_than_name(name: str, tree: Node) -> Iterator[tuple[str, str]]:
    """The other names of the expression, those of the same shape, and its value in other steps;
    and what may be multiplied in."""
    inside = names_in(tree)
    alike = [other for group in operands.ALIKE if name in group for other in group]
    for other in dict.fromkeys([*sorted(inside), *alike]):
        if other != name:
            yield "another operand", other
    for template in operands.OTHER_STEPS.split("; "):
        yield "another step", template.format(x=name)
    yield from (("a number in its place", "0"), ("a number in its place", "1"))
    for other in sorted(inside):
        for operator in "*/+-" if other != name else "*+":
            yield "more than it should be", f"{name} {operator} {other}"


def others_than_operation(node: ast.BinOp, part: Any) -> Iterator[tuple[str, str]]:
    """One side alone, another operator, the sides exchanged, and brackets in other places."""
    left, right, op = node.left, node.right, node.op
    a, b = part(left), part(right)
    sign = operands.OPERATORS[type(op)]
    yield "left out", a
    if not isinstance(op, ast.Pow):
        yield "left out", f"-{b}" if isinstance(op, ast.Sub) else b
        yield "left out", b
    for other in operands.OPERATORS.values():
        if other != sign:
            yield "another operator", f"{a} {other} {b}"
    yield from (("another operator", f"{name}({a}, {b})") for name in ("maximum", "minimum"))
    if isinstance(op, (ast.Sub, ast.Div, ast.Pow)):
        yield "another order", f"{b} {sign} {a}"
    for here, there in ((left, right), (right, left)):
        if isinstance(there, ast.Call) and len(there.args) == 1 and isinstance(op, ast.Add):
            inside, called = part(there.args[0]), ast.unparse(there.func)
            yield "another order", f"{called}({inside} + {part(here)})"
        if isinstance(op, ast.Add) and len({*map(ast.unparse, factors_of(there))}) == 1:
            both = f"({part(here)} + {part(factors_of(there)[0])})"  # a + b b as (a + b) (a + b)
            yield from [("another order", f"{both} * {both}")] * (len(factors_of(there)) == 2)
        if isinstance(op, (ast.Add, ast.Sub)) and isinstance(there, ast.BinOp):
            factors = list(map(part, factors_of(there)))
            for k in range(1, len(factors)):  # a + b c as (a + b) c, or as b (a + c)
                for inner, out in ((factors[:k], factors[k:]), (factors[k:], factors[:k])):
                    text = f"({part(here)} {sign} {' * '.join(inner)}) * {' * '.join(out)}"
                    yield "another order", text
        if isinstance(op, ast.Mult) and isinstance(there, ast.BinOp):  # a (b + c) as a b + c
            if isinstance(there.op, (ast.Add, ast.Sub)):
                b, c, by = part(there.left), part(there.right), operands.OPERATORS[type(there.op)]
                yield "another order", f"{part(here)} * {b} {by} {c}"
                yield "another order", f"{b} {by} {part(here)} * {c}"
        if isinstance(op, ast.Mult) and isinstance(there, ast.Call) and len(there.args) == 3:
            condition, one, other = map(part, there.args)  # a factor of one branch alone
            yield "another order", f"where({condition}, {part(here)} * {one}, {other})"
            yield "another order", f"where({condition}, {one}, {part(here)} * {other})"


def others_than_call(node: ast.Call, name: str, part: Any) -> Iterator[tuple[str, str]]:
    """The argument alone, the call of a part of it, another call, and branches exchanged."""
    arguments = list(map(part, node.args))
    if len(node.args) == 1:
        (inside,) = node.args
        yield "left out", arguments[0]
        if isinstance(inside, ast.BinOp) and not isinstance(inside.op, ast.Pow):
            a, b, sign = part(inside.left), part(inside.right), operands.OPERATORS[type(inside.op)]
            yield "another order", f"{name}({a}) {sign} {b}"
            yield "another order", f"{a} {sign} {name}({b})"
    elif name == "where":
        condition, one, other = arguments
        yield from (("left out", one), ("left out", other))
        yield "another order", f"where({condition}, {other}, {one})"
    elif len(node.args) == 2:
        yield from (("left out", one) for one in arguments)
        yield "another order", f"{name}({arguments[1]}, {arguments[0]})"
    if name == "softmax":
        yield "another axis or order", f"softmax({arguments[0]}, 0)"
    for other in operands.CALLS.get(name, ()):
        yield "another call", f"{other}({', '.join(arguments)})"


def factors_of(node: ast.expr) -> list[ast.expr]:
    """The factors of a product, from left to right."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return [*factors_of(node.left), *factors_of(node.right)]
    return [node]


def names_in(tree: Node) -> set[str]:
    """The names of values in an expression."""
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id not in WORDS}


def is_number(node: Node) -> bool:
    """Whether an expression is a single number in every case."""
    inside = [one for one in ast.walk(node) if isinstance(one, (ast.Name, ast.Call))]
    return bool(inside) and all(
        isinstance(p, ast.Name) and p.id in operands.NUMBERS for p in inside
    )
