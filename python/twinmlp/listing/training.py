"""The loop of a program: forward, loss, backward, update, batch by batch."""

from __future__ import annotations

from ..base.registry import entry_name
from ..nn.losses import is_fused
from .backward import listed_backward
from .literals import count_text
from .statements import Plan, Statement, listed_note, loss_text, statement, value_of
from .table import is_batched, is_shuffled, listing_table
from .update import count_of, counts_steps, kept_names, listed_order, schedule_lines


def listing_loop(plan: Plan) -> list[Statement]:
    """Everything after the settings."""
    parts = plan.parts
    n, inputs, outputs = len(parts.X), parts.X.shape[1], parts.y.shape[1]
    shape = {"n": n, "inputs": inputs, "outputs": outputs}
    weighted = parts.weight is not None
    found = [*listed_buffers(plan), statement("main"), *listed_kept(plan)]
    found += [statement("counter")] if counts_steps(plan) else []
    found += [statement("gap"), statement("epochs")]
    if is_batched(parts):
        found += [statement("whole", **shape)] + ([statement("whole_weight")] if weighted else [])
    found += [
        *listed_rows(plan),
        *listed_forward(plan),
        *listed_loss(plan),
        statement("report"),
        statement("stop"),
    ]
    if is_batched(parts):
        found += listed_note(plan, "batches")
        found.append(statement("shuffled" if is_shuffled(parts) else "in_turn", **shape))
        if weighted:
            found.append(statement("batch_weight" if is_shuffled(parts) else "turn_weight"))
        found += [*listed_rows(plan), *listed_forward(plan)]
    found += listed_backward(plan)
    found += [statement("end")] * (2 if is_batched(parts) else 1)
    printed = [
        statement("print", name=plan.name(*parameter), count=count_of(plan, parameter))
        for parameter in listed_order(plan)
    ]
    return [*found, *listed_note(plan, "end"), *printed, statement("end_main")]


def listed_rows(plan: Plan) -> list[Statement]:
    """The number of samples, where losses are averaged."""
    return [statement("mean", X="X")] if plan.parts.config.reduction == "mean" else []


def listed_forward(plan: Plan) -> list[Statement]:
    """The forward pass."""
    found, L = [], len(plan.parts.network)
    for l, layer in enumerate(plan.parts.network, start=1):
        Z, A = plan.name("Z", l), plan.name("A", l)
        key = "forward_output" if l == L and plan.style == "article" else "forward"
        found += listed_note(plan, key, l=l, Z=Z)
        (k, m), below = layer.W.shape, plan.name("A", l - 1)
        fields = {"Z": Z, "A": below, "W": plan.name("W", l), "b": plan.name("b", l)}
        kind = "linear_without" if layer.b is None else "linear"
        found.append(statement(kind, below=k, m=m, **fields))
        value = value_of(plan, l)
        if value is None:
            found.append(statement("softmax", target=A, Z=Z, m=m))
        else:
            found.append(
                statement("each", target=A, text=value, count=count_text("n", m), columns=m)
            )
    return found


def listed_loss(plan: Plan) -> list[Statement]:
    """The loss of all samples."""
    config, L = plan.parts.config, len(plan.parts.network)
    Z, A, m = plan.name("Z", L), plan.name("A", L), plan.parts.y.shape[1]
    found = listed_note(plan, "loss")
    if entry_name(config.loss) == "cross_entropy":
        found.append(statement("log_softmax", target="log_" + A, Z=Z, m=m))
    text = loss_text(plan, "term")
    text = text if plan.parts.weight is None else f"({text}) * %weight"
    found.append(statement("sum", target="loss", text=text, count=count_text("n", m), columns=m))
    if config.reduction == "mean":
        found.append(statement("scalar", target="loss", text="loss / n"))
    if config.penalty is not None:
        found += listed_note(plan, "penalty")
        for parameter in listed_order(plan):
            if parameter.q == "W" or config.penalty["biases"]:
                text, count = "l1 * abs(#w) + l2 / 2 * #w^2", count_of(plan, parameter)
                text = text.replace("#w", "#" + plan.name(*parameter))
                found.append(
                    statement("sum_more", target="loss", text=text, count=count, columns=1)
                )
    return found


def listed_kept(plan: Plan) -> list[Statement]:
    """The initial state of the optimizer."""
    found = []
    for parameter in listed_order(plan):
        own, count = plan.name(*parameter), count_of(plan, parameter)
        for name in kept_names(plan):
            value = listing_table()["kept"][name]
            kind = "kept_zero" if value == "0" else "kept"
            found.append(statement(kind, name=f"{name}_{own}", like=own, value=value, count=count))
    return [*listed_note(plan, "kept"), *found] if found else []


def listed_buffers(plan: Plan) -> list[Statement]:
    """Declare all matrices, in languages that need it."""
    parts, L = plan.parts, len(plan.parts.network)
    n, outputs, batched = len(parts.X), parts.y.shape[1], is_batched(parts)
    sizes: dict[str, str] = {}
    for l, layer in enumerate(parts.network, start=1):
        count = count_text(n, layer.W.shape[1])
        slopes = ["slope"] if plan.style == "article" else []
        for q in ("Z", "A", *slopes, "dA", "dZ"):
            if l < L or not is_fused(parts.config.loss) or q not in ("slope", "dA"):
                sizes[plan.name(q, l)] = count
    if entry_name(parts.config.loss) == "cross_entropy":
        sizes["log_" + plan.name("A", L)] = count_text(n, outputs)
    for parameter in listed_order(plan):
        count = count_of(plan, parameter)
        sizes[plan.name("d" + parameter.q, parameter.l)] = count
        for name in kept_names(plan):
            sizes[f"{name}_{plan.name(*parameter)}"] = count
    if is_shuffled(parts):
        sizes |= {
            "some_inputs": count_text(n, parts.X.shape[1]),
            "some_targets": count_text(n, outputs),
        }
        sizes |= {} if parts.weight is None else {"some_weights": str(n)}
    scalars = ["loss", *(line.split(" = ")[0] for line in schedule_lines(plan))]
    scalars += ["norm"] if "norm" in (parts.config.clipping or {}) else []
    pointers = {"X": "inputs", "y": "targets"} if batched else {}
    pointers |= {"weight": "weights"} if batched and parts.weight is not None else {}
    return [
        statement("samples", n=n),
        *(statement("pointer", name=name, **{"from": place}) for name, place in pointers.items()),
        *(statement("variable", name=name) for name in dict.fromkeys(scalars)),
        statement("buffers", sizes=sizes),
    ]
