"""Lines of the step with one thing changed, where what a wrong value is made from is not recorded:
a run with each, gone on with from what is recorded, until it comes to the value or to another."""

from __future__ import annotations

import contextlib
from typing import Any, Iterator

import numpy as np

from ..mistakes.applicable import NO_SENSE, NotApplicable
from ..mistakes.autograd import followed, in_loss
from ..mistakes.moment import Moment, Patch
from ..mistakes.mutations import changed_lines, told
from ..mistakes.names import Names, evaluate
from ..mistakes.optimizers import OPTIMIZERS
from ..mistakes.order import backward_quantities, forward_quantities
from ..mistakes.table import LOCAL, Mistake, all_mistakes
from .spots import Spot
from .whole_runs import add_run, add_with_numbers, reaches

STEPS = 20  # a later wrong step is not gone to
FIRST = 3  # steps that tell lines apart
TOLD = 3  # lines that give the same numbers are kept


def add_lines(explanation: Any, spot: Spot) -> None:
    """Keep the changed lines whose run comes to the value of a spot, and to more; those with a
    number if there are no others; those of one layer if none is in all of them."""
    step, runs = spot.place[0], explanation.runs
    if step is None or step > STEPS or not spot.tells:
        return
    try:
        moments = runs.moments(None, runs.last, runs.as_recorded)[0]
    except NotApplicable:
        return
    some = [moments[number] for number in sorted(runs.recorded)[:FIRST] if number in moments]
    known = explanation.run.before.get(step) is not None
    updated = is_of_update(spot.place[3]) and gradients_are_right(explanation, step)
    are_known = all(explanation.run.before.get(number) for number in range(step))
    gradients = moments if updated and are_known else None
    groups: dict[Any, list[Mistake]] = {}
    numbers = []
    for mistake in candidates(explanation, spot, moments[step], known, updated):
        if mistake.fit:
            of_loss = in_loss(mistake, explanation.run.case["loss"]["name"])
            numbers += [mistake] if of_loss is None else [mistake, of_loss]
        elif (key := signature(mistake.patched, some)) is not None:
            groups.setdefault(key, []).append(mistake)

    def fits(mistake: Mistake) -> bool:
        of_update = is_of_update(mistake.on[0])
        from_gradients = gradients if of_update else None
        return reaches(explanation, mistake.patched, spot, known and not of_update, from_gradients)

    for one, *_ in [*groups.values()]:
        for other in (followed(one), in_loss(one, explanation.run.case["loss"]["name"])):
            if other is not None:
                groups[other.patch] = [other]
    ones = [group[0] for group in groups.values()]
    layers = range(len(moments[step].now) if len(moments[step].now) > 1 else 0)
    at_other_times = [at_times(one, time) for time in times(moments[step]) for one in ones]
    in_layers = [in_layer(m, l) for m in ones if not is_of_update(m.on[0]) for l in layers]
    i = next(i for i, one in enumerate(explanation.wrong) if one is spot)
    for stage in (list(groups.values()), [[m] for m in at_other_times], [[m] for m in in_layers]):
        for group in [group for group in stage if fits(group[0])]:
            for mistake in group[:TOLD]:
                add_run(explanation, told(mistake), mistake.patched, spot)
        if explanation.causes.is_explained(i):
            return
    rows = [one for one in all_mistakes() if one.fit and not LOCAL & {*one.tags}]
    later = [at_times(one, time) for one in rows for time in times(moments[step])[: step == 1]]
    for mistake in [*rows, *later, *numbers]:
        add_with_numbers(explanation, mistake, spot)


def times(moment: Moment) -> list[tuple[str, str]]:
    """When a mistake may be made that is first seen in a step."""
    names = Names(moment, 0, "Z")
    if moment.step == 1:
        return [("step_number > 0", "from the second step on")]
    if names["epoch_begins"]:
        return [
            ("epoch_begins", "in the first step of every epoch but the first"),
            ("epoch_number > 0", "from the second epoch on"),
        ]
    if names["n"] < names["batch_size"]:
        return [("n < batch_size", "in a smaller batch")]
    return []


def at_times(mistake: Mistake, time: tuple[str, str]) -> Mistake:
    """A mistake that is made in some steps."""
    when, says = time
    return mistake._replace(when=f"{mistake.when} and {when}", says=f"{says}: {mistake.says}")


def in_layer(mistake: Mistake, l: int) -> Mistake:
    """A mistake that is made in one layer alone."""
    says = f"in layer {l + 1}: {mistake.says}"
    return mistake._replace(when=f"{mistake.when} and layer == {l}", says=says)


def gradients_are_right(explanation: Any, step: int) -> bool:
    """Whether the gradients of a step are recorded, and right."""
    layers = explanation.run.case["network"]["layers"]
    wanted = {(step, l + 1, "dW") for l in range(len(layers))}
    wanted |= {(step, l + 1, "db") for l, layer in enumerate(layers) if layer.get("bias", True)}
    return wanted <= {*explanation.right_at}


def candidates(
    explanation: Any, spot: Spot, moment: Moment, known: bool, updated: bool
) -> Iterator[Mistake]:
    """The changed lines of the quantities that a spot is made from and of which nothing says that
    they are right, each once; of an update of b alone, if all W are right."""
    step, _, layer, name = spot.place
    l_of = len(moment.now) - 1 if layer is None else layer - 1
    wanted = [*forward_quantities(moment.case), *backward_quantities(moment.case)]
    if known and (name, l_of) in wanted:
        wanted = wanted[: wanted.index((name, l_of)) + 1]
    if updated:
        wanted = [one for one in wanted if is_of_update(one[0])]
    at_step = {one for one in explanation.right_at if one[0] == step}
    wrong = {one.place[3][0] for one in explanation.wrong if one.place[0] == step}
    seen = set()
    for quantity, l in reversed(wanted):
        if (step, l + 1, quantity) in at_step or (step, None, quantity) in at_step:
            continue
        on: tuple[str, ...] = (quantity,)
        key = quantity
        if quantity[0] in "Wb":
            both = "Wb" if not updated or not {*"Wb"} & wrong else [w for w in "Wb" if w in wrong]
            on, key = tuple(w + quantity[1:] for w in both), "w" + quantity[1:]
        for mistake in changed_lines(Names(moment, l, quantity)):
            if (mistake.patch, mistake.when, key) not in seen:
                seen.add((mistake.patch, mistake.when, key))
                own = mistake.quantities == (quantity,)
                yield mistake._replace(quantities=on) if own else mistake


def is_of_update(quantity: str) -> bool:
    """Whether a quantity is made from the gradients."""
    parts = {part for parts in OPTIMIZERS.values() for part in parts}
    whole = quantity in ("gW", "gb", "W", "b", "gradient_norm", "learning_rate")
    return whole or quantity.rpartition(".")[2] in parts


def signature(patch: Patch, moments: list[Moment]) -> bytes | None:
    """What a changed line gives in a few steps of the right run; None where it changes nothing, or
    cannot be made."""
    found, changed = [patch.quantities[0].encode()], False
    for moment in moments:
        for (quantity, l), right in moment.predicted.items():
            if quantity in patch.quantities:
                value: Any = None
                with np.errstate(all="ignore"), contextlib.suppress(NotApplicable, *NO_SENSE):
                    value = np.asarray(evaluate(Names(moment, l, quantity, patch)), dtype=float)
                if value is None or value.shape != np.shape(right):
                    return None
                changed = changed or bool(np.any(np.abs(value - right) > 1e-12 * np.abs(right)))
                found.append(value.tobytes())
    return b"".join(found) if changed else None
