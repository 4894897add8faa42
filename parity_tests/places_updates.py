"""Where a mistake of an update is planted in the Python package: penalty, masks, clipping, optimizer, schedule."""

from __future__ import annotations

from typing import Any

import numpy as np
import twinmlp.optim.update
import twinmlp.train.objective
import twinmlp.train.step
from planting import Case, Changes, chosen, lines_of, run_text, with_mistake
from recurrences import CLIP, GIVEN, RECURRENCES, SCHEDULES, TIME
from twinmlp.optim.optimizers import OPTIMIZERS


def place_penalty(text: str, case: Case, words: list[str]) -> Changes:
    """J with the penalty."""

    def with_penalty(loss: float, network: Any, plan: Any, ops: Any) -> float:
        parts = {
            "W": [layer.W for layer in network],
            "b": [layer.b for layer in network if layer.b is not None],
        }
        sums = {
            f"{kind}_{name}": sum(change(v).sum() for v in parts[name])
            for name in parts
            for kind, change in (("sizes", np.abs), ("squares", np.square))
        }
        right = "J = loss + l1 * sizes_W + l2 * squares_W / 2"
        names = {
            "loss": loss,
            "n": case_rows(case),
            "l1": plan.penalty["l1"],
            "l2": plan.penalty["l2"],
            **sums,
        }
        return float(run_text(with_mistake(right, text), names)["J"])

    return [
        (module, "with_penalty", with_penalty)
        for module in (twinmlp.train.objective, twinmlp.train.step)
    ]


def case_rows(case: Case) -> int:
    """The rows of a full batch."""
    return case["training"].get("batch_size") or len(case["data"]["X"])


def chosen_from(right: str, text: str) -> str:
    """The lines of a text that assign names of the right lines."""
    names = {line.split(" = ")[0] for line in lines_of(right)}
    return "; ".join(line for line in lines_of(text) if line.split(" = ")[0] in names)


def place_given(text: str, case: Case, words: list[str]) -> Changes:
    """What the optimizer is given: the penalty, masks, the norm, clipping."""

    def given_gradients(network: Any, gradients: Any, plan: Any, ops: Any) -> Any:
        penalty, clipping = plan.penalty or {"l1": 0.0, "l2": 0.0}, plan.clipping or {}
        kept: list[dict[str, Any]] = []
        for l, (layer, gradient) in enumerate(zip(network, gradients)):
            for name, w, d in (("W", layer.W, gradient.dW), ("b", layer.b, gradient.db)):
                if w is not None:
                    mask = None if plan.masks is None else getattr(plan.masks[l], name)
                    is_W = float(name == "W")
                    names = {
                        "w": w,
                        "d": d,
                        "mask": np.ones_like(w) if mask is None else mask,
                        "n": case_rows(case),
                        "l": l,
                        "name": name,
                        "case_l1": penalty["l1"],
                        "case_l2": penalty["l2"],
                        "l1": penalty["l1"] * is_W,
                        "l2": penalty["l2"] * is_W,
                    }
                    kept.append(run_text(with_mistake(GIVEN, chosen_from(GIVEN, text)), names))
        squares = [float((one["kept"] ** 2).sum()) for one in kept]
        weights = sum(s for s, one in zip(squares, kept) if one["name"] == "W")
        norm = run_text(
            with_mistake("norm = sqrt(squares)", chosen(text, "norm")),
            {"squares": sum(squares), "weight_squares": weights},
        )["norm"]
        found: list[list[Any]] = [[None, None] for _ in network]
        kind = next(iter(clipping), "none")
        for one, square in zip(kept, squares):
            layer_square = sum(s for s, other in zip(squares, kept) if other["l"] == one["l"])
            names = {
                **one,
                "norm": norm,
                "limit": clipping.get(kind, 0.0),
                "own_norm": square**0.5,
                "layer_norm": layer_square**0.5,
                "all_norm": sum(squares) ** 0.5,
            }
            lines = with_mistake(CLIP[kind], chosen_from(CLIP[kind], text))
            found[one["l"]][one["name"] == "b"] = run_text(lines, names)["g"]
        return [twinmlp.optim.update.Given(*pair) for pair in found], float(
            norm
        ) if kind == "norm" else None

    masked = place_masked(chosen(text, "w"), case, words) if chosen(text, "w") else []
    return [(twinmlp.optim.update, "given_gradients", given_gradients), *masked]


def place_masked(text: str, case: Case, words: list[str]) -> Changes:
    """The parameter where the mask is 0."""

    def masked_layer(after: Any, before: Any, mask: Any) -> Any:
        new = {}
        for name in ("W", "b"):
            old, value, known = getattr(before, name), getattr(after, name), getattr(mask, name)
            if value is not None and known is not None:
                value = run_text(text, {"before": old, "after": value, "mask": known})["w"]
            new[name] = value
        return after._replace(**new)

    return [(twinmlp.optim.update, "masked_layer", masked_layer)]


def place_update(text: str, case: Case, words: list[str]) -> Changes:
    """The state and the parameter: the case's recurrence, with the lines of the text in it."""
    name, mode = case["optimizer"]["name"], case["optimizer"].get("epsilon_mode", "outside")
    lines = RECURRENCES.get(f"{name} {mode}", RECURRENCES.get(name, ""))
    old = OPTIMIZERS[name]

    def update(w: Any, g: Any, state: Any, options: Any, ops: Any) -> Any:
        is_W, decay = float(w.ndim == 2), options.get("weight_decay", 0.0)
        start = old.start(w, {**options, "learning_rate": case["optimizer"]["learning_rate"]})
        names = {
            **state,
            **options,
            "w": w,
            "g": g,
            "rate": options["learning_rate"],
            "base_rate": case["optimizer"]["learning_rate"],
            "decay": decay * is_W,
            "case_decay": decay,
            "is_W": is_W,
            "n": case_rows(case),
            **{f"{k}_before": v for k, v in state.items()},
        }
        names["first"] = float(all(np.array_equal(state[part], start[part]) for part in state))
        for part, value in defaults(name).items():
            names["default_" + part] = value
        after = run_text(with_mistake(lines, text), names)
        return after["w"], {part: after[part] for part in state}

    return [
        (OPTIMIZERS, name, old._replace(update=update)),
        (twinmlp.optim.update, "decayed", lambda W, options: W),
    ]


def defaults(name: str) -> dict[str, Any]:
    """The default options of an optimizer."""
    return {part: option.default for part, option in OPTIMIZERS[name].options.items()}


def place_rate(text: str, case: Case, words: list[str]) -> Changes:
    """The learning rate of a step."""

    def scheduled_rate(
        learning_rate: float, schedule: Any, epoch: int, step: int, ops: Any
    ) -> float:
        names = {
            name: np.float64(value)
            for name, value in {
                **schedule,
                "epoch": epoch,
                "step": step,
                "base": learning_rate,
            }.items()
            if not isinstance(value, str)
        }
        names["time"] = names[schedule["by"]]
        with np.errstate(all="ignore"):
            return float(
                run_text(
                    with_mistake(TIME.replace("factor = 1", SCHEDULES[schedule["name"]]), text),
                    names,
                )["rate"]
            )

    return [(twinmlp.train.step, "scheduled_rate", scheduled_rate)]


PLACES = {
    "loss penalty": place_penalty,
    "given": place_given,
    "W mask": place_masked,
    "update": place_update,
    "learning_rate": place_rate,
}
