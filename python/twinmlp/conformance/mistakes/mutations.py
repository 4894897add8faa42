"""Mistakes that nobody has written down: a line of the step with one thing in it changed."""

from __future__ import annotations

import ast
import re
from typing import Any, Iterator

from .case_lines import lines
from .changes import Change, changes_of
from .names import Names
from .operands import COUNTS, KINDS
from .step import ACTIVATIONS, BACK, name_of
from .table import Mistake
from .words import WORDS, lines_of

LINE_CHANGED = "LINE_CHANGED"
AT_START = {"Z": ("W", "B"), "W": ("w",), "b": ("w",)}  # what a line has of the parameters
GELU = {
    "gelu_argument(Z)": "2 * sqrt(2 / pi) * (Z + 0.044715 * Z ** 3)",
    "gelu_slope(Z)": "(2 * sqrt(2 / pi) * (1 + 3 * 0.044715 * Z * Z))",
}
# softmax as a program may have it, with the largest of a row taken off or not
SOFTMAX = tuple(f"A = exp({z}) / row_sums(exp({z}))" for z in ("Z", "Z - row_largest(Z)"))


def changed_lines(names: Names) -> Iterator[Mistake]:
    """The lines of a quantity, each with one thing changed; a number that nobody knows is to be
    solved for."""
    quantity, own = names.quantity, own_names(names.quantity)
    text = written_out(names.case, names.l, quantity)
    of_error = quantity in ("dA", "dZ") and "error" in text  # else the line of an activation
    where = [f"activation == '{names['activation']}'"] if quantity in ("A", "dZ") else []
    where = [f"is_last == {names['is_last']}"] if of_error or quantity == "dA" else where
    found = []
    forms = [one for form in SOFTMAX for one in lines_of(form)] if "softmax(Z)" in text else []
    for target, right in [*lines_of(text), *repeated(text), *forms]:
        line = f"{target} = {right}" if target != right else those_with(target, text)
        for change in changes_of(right):
            if not own.search(change.text):
                mistake = changed_line(quantity, target, line, change)
                when = " and ".join(where) or "True"
                order = KINDS.index(change.kind), len(change.text)
                found.append((order, mistake._replace(when=when)))
    for name in AT_START.get(quantity, ()):
        for change in changes_of(name):
            if not own.search(change.text):
                order = len(KINDS) + KINDS.index(change.kind), len(change.text)
                found.append((order, changed_start(quantity, name, change)))
    if quantity.endswith("_power"):
        yield from other_counts()
    yield from (mistake for _, mistake in sorted(found, key=lambda one: one[0]))


def those_with(name: str, text: str) -> str:
    """The lines that ask for a name."""
    asked = (line for line in lines_of(text) if re.search(rf"\b{name}\b", line[1]))
    return "; ".join(" = ".join(line) for line in asked)


def own_names(quantity: str) -> re.Pattern[str]:
    """The names that stand for a trace's own value of a quantity, from which nothing can be
    told."""
    names = {"gW": "gW|g", "gb": "gb|g", "W": "W_after", "b": "b_after|B_after"}
    return re.compile(rf"\b({names.get(quantity, quantity)})\b")


def changed_line(quantity: str, target: str, line: str, change: Change) -> Mistake:
    """A changed line as a mistake; or a name that is another in all lines."""
    says = f"the line is `{target} = {change.text}`, not `{line}`"
    if not line.startswith(f"{target} = ") or line.count(target) > 1 and ";" in line:
        says = f"`{target}` is `{change.text}` throughout, not `{target}`, in `{line}`"
    if change.fitted:
        says = f"%s stands for {change.fitted} in `{line}`"
    patch, mend = f"{target} = {change.text}", f"`{line}`, in the notation of SPEC.md."
    tags = ("general", "solved") if change.fitted else ("general",)
    return Mistake(LINE_CHANGED, (quantity,), patch, says, mend, tags=tags, fit=change.fitted)


def repeated(text: str) -> Iterator[tuple[str, str]]:
    """The names that lines ask for more than once: what is another in all places."""
    targets = {target for target, _ in lines_of(text)}
    used = [name for name in re.findall(r"[A-Za-z]\w*", text) if name not in WORDS]
    often = (name for name in dict.fromkeys(used) if used.count(name) > 1)
    yield from ((name, name) for name in often if name not in targets)


def other_counts() -> Iterator[Mistake]:
    """The powers of both betas with another count of the updates."""
    for count in COUNTS:
        power = "{0}_power = {0} ** ({1}) + 0 * {0}_power"
        text = "; ".join(power.format(beta, count) for beta in ("beta1", "beta2"))
        change = Change(count, "another step")
        mistake = changed_line("beta1_power", "t", "t = step_number + 1", change)
        yield mistake._replace(quantities=("beta1_power", "beta2_power"), patch=text)


def changed_start(quantity: str, name: str, change: Change) -> Mistake:
    """A parameter that is another before the first step, and nowhere else."""
    usual = changed_line(quantity, name, f"{name} = {name}", change)
    plain = ast.unparse(ast.parse(change.text, mode="eval"))
    says = f"the run starts from other parameters than the case's: `{plain}` for `{name}`"
    return usual._replace(
        patch=f"{name} = ({change.text}) if step_number == 0 else {name}",
        says=f"{says}, with %s" if change.fitted else says,
        mend="Begin with the W and b that the case states.",
    )


def told(mistake: Mistake) -> Mistake:
    """A changed line that fits, in words."""
    text = lines_of(mistake.patch)[0][1]
    plain = ast.unparse(ast.parse(text, mode="eval"))
    return mistake._replace(says=mistake.says.replace(text, plain))


def written_out(case: dict[str, Any], l: int, quantity: str) -> str:
    """The lines of a quantity, with the equation of an activation in the place of its name."""
    value, slope = ACTIVATIONS[name_of(case["network"]["layers"][l]["activation"])]
    back = f"dA * ({slope})" if slope else BACK
    text = lines(case, l, quantity).replace("back(dA, Z, A)", back)
    text = text.replace("A = f(Z)", f"A = {value}") if quantity == "A" else text
    for word, meaning in GELU.items():
        text = text.replace(word, meaning)
    return text
