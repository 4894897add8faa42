"""The backward pass of a program, in both styles."""

from __future__ import annotations

from ..nn.losses import is_fused
from .literals import count_text
from .statements import Plan, Statement, has_slope, listed_note, loss_text, slope_of, statement
from .update import Parameter, count_of, listed_update


def listed_backward(plan: Plan) -> list[Statement]:
    """The statements for all derivatives, and the update."""
    return article_backward(plan) if plan.style == "article" else plain_backward(plan)


def each_element(plan: Plan, target: str, text: str, l: int) -> Statement:
    """One line for all elements of a matrix of layer l."""
    m = plan.parts.network[l - 1].W.shape[1]
    return statement("each", target=target, text=text, count=count_text("n", m), columns=m)


def output_text(plan: Plan, part: str) -> str:
    """The derivative by the outputs, or with the article's sign the error."""
    text = loss_text(plan, part)
    if plan.parts.config.reduction == "mean":
        text = f"({text}) / n"
    return text if plan.parts.weight is None else f"({text}) * %weight"


def plain_backward(plan: Plan) -> list[Statement]:
    """Layer by layer, from the last to the first; then the update."""
    L, name = len(plan.parts.network), plan.name
    fused = is_fused(plan.parts.config.loss)
    start = name("dZ" if fused else "dA", L)
    found = listed_note(plan, "fused" if fused else "output", dA=start, dZ=start)
    found.append(each_element(plan, start, output_text(plan, "gradient"), L))
    for l in range(L, 0, -1):
        if not (fused and l == L):
            found += listed_note(plan, "delta", l=l, dZ=name("dZ", l)) + listed_delta(plan, l)
        else:
            found += listed_note(plan, "gradients", l=l)
        found += listed_gradients(plan, l)
        if l > 1:
            found += listed_note(plan, "back", dA=name("dA", l - 1)) + [listed_back(plan, l)]
    return [*found, *listed_update(plan)]


def listed_delta(plan: Plan, l: int) -> list[Statement]:
    """The statements for dZ of layer l, from its dA."""
    dA, dZ, A = plan.name("dA", l), plan.name("dZ", l), plan.name("A", l)
    if not has_slope(plan, l):
        m = plan.parts.network[l - 1].W.shape[1]
        return [statement("softmax_delta", dA=dA, dZ=dZ, A=A, m=m)]
    slope = slope_of(plan, l)
    return [each_element(plan, dZ, "#" + dA + ("" if slope == "1" else f" * {slope}"), l)]


def layer_fields(plan: Plan, l: int) -> dict[str, object]:
    """The sizes and names of layer l."""
    layer, name = plan.parts.network[l - 1], plan.name
    k, m = layer.W.shape
    named = {q: name(q, l) for q in ("W", "b", "dA", "dZ", "dW", "db")}
    return {"below": k, "m": m, **named, "A": name("A", l - 1)}


def listed_gradients(plan: Plan, l: int) -> list[Statement]:
    """The statements for dW and db of layer l."""
    found = [statement("weight_gradient", **layer_fields(plan, l))]
    if plan.parts.network[l - 1].b is not None:
        found.append(statement("bias_gradient", **layer_fields(plan, l)))
    return found


def listed_back(plan: Plan, l: int) -> Statement:
    """The statements for dA of the layer below l."""
    return statement("back", **{**layer_fields(plan, l), "dA": plan.name("dA", l - 1)})


def article_backward(plan: Plan) -> list[Statement]:
    """Steps 5 to 11 with the article's sign: what others subtract is added here."""
    L, name = len(plan.parts.network), plan.name
    fused = is_fused(plan.parts.config.loss)
    found = listed_note(plan, "fused" if fused else "output")
    found.append(
        each_element(plan, name("dZ" if fused else "dA", L), output_text(plan, "error"), L)
    )
    sloped = [l for l in range(L, 0, -1) if has_slope(plan, l)]
    found += listed_note(plan, "slopes") if sloped else []
    found += [each_element(plan, name("slope", l), slope_of(plan, l), l) for l in sloped]
    for l in range(L, 0, -1):
        if l < L:
            found += [*listed_note(plan, "back"), listed_back(plan, l + 1)]
        if l in sloped:
            found += listed_note(plan, "delta_output" if l == L else "delta")
            found.append(
                each_element(plan, name("dZ", l), f"#{name('dA', l)} * #{name('slope', l)}", l)
            )
    for quantity in ("W", "b"):
        network = plan.parts.network
        layers = [l for l in range(L, 0, -1) if getattr(network[l - 1], quantity) is not None]
        found += listed_note(plan, "update_" + quantity) if layers else []
        for l in layers:
            count = count_of(plan, Parameter(quantity, l))
            found.append(statement("climb_" + quantity, count=count, **layer_fields(plan, l)))
    return found
