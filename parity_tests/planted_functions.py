"""The functions that take the place of a twin's while a mistake is planted: they evaluate the
step's lines, some changed.

The same functions stand in for those of Python and of R. Arguments are taken by their place; a
record is a NamedTuple of Python, or a named list of R as a dict. Results are dicts and lists.
"""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
from twin_values import layers_of, part, state_of, vector
from twinmlp.conformance.mistakes.moment import Moment, Patch
from twinmlp.conformance.mistakes.names import Names, evaluate
from twinmlp.conformance.mistakes.replay import take_step
from twinmlp.conformance.mistakes.words import NotApplicable

Case = dict[str, Any]


class Planted:
    """The functions that take the place of a twin's, with what one call leaves for the next."""

    def __init__(self, case: Case, patch: Patch | None) -> None:
        self.case, self.patch = case, patch
        self.earlier: Moment | None = None
        self.moment: Moment | None = None
        self.draws = self.epochs = self.updates = 0

    def at(
        self, X: Any, before: Any, now: Any, step: int = 0, epoch: int = 0, **data: Any
    ) -> Moment:
        """A step in which X is all there is of the inputs."""
        X = np.asarray(X, dtype=float)
        rows = np.arange(len(X))
        return Moment(self.case, step, epoch, rows, before, now, cache={"X": X, **data})

    def value(self, moment: Moment, l: int, quantity: str) -> Any:
        """The value of a quantity, by the right line where the mistake cannot be made."""
        for patch in (self.patch, None):
            with contextlib.suppress(NotApplicable):
                return evaluate(Names(moment, l, quantity, patch))
        raise AssertionError(f"{quantity} of layer {l} cannot be evaluated")

    def forward(self, old: Any, network: Any, X: Any, ops: Any, drops: Any, *rest: Any) -> Any:
        """Z and A of every layer."""
        now: list[dict[str, Any]] = [{} for _ in network]
        moment = self.at(X, layers_of(network), now)
        for l, layer in enumerate(now):
            for name in ("Z", "A"):
                layer[name] = self.value(moment, l, name)
            if self.case["network"]["layers"][l].get("dropout"):
                drop = drops[l] if drops else None
                layer["mask"] = np.ones_like(layer["A"]) if drop is None else part(drop, "mask")
                layer["D"] = layer["A"] if drop is None else self.value(moment, l, "D")
        return [{"Z": layer["Z"], "A": layer["A"]} for layer in now]

    def drop_units(self, old: Any, values: Any, drop: Any, *rest: Any) -> Any:
        """D = A mask / (1 - rate), of any layer with this rate."""
        if drop is None:
            return values
        rate = 1 - float(part(drop, "keep"))
        layers = self.case["network"]["layers"]
        l = next(l for l, x in enumerate(layers) if abs(x.get("dropout", 0) - rate) < 1e-12)
        now = [{} for _ in layers]
        now[l] = {"A": np.asarray(values), "mask": np.asarray(part(drop, "mask"))}
        return self.value(self.at(values, [{} for _ in layers], now), l, "D")

    def backward(self, old: Any, *arguments: Any) -> Any:
        """dA, dZ, dW and db of every layer."""
        network, X, values, dA, _, drops, dZ = arguments
        now = [{"Z": np.asarray(part(v, "Z")), "A": np.asarray(part(v, "A"))} for v in values]
        moment = self.at(X, layers_of(network), now)
        moment.earlier, self.earlier = self.earlier, moment
        for l, layer in enumerate(now):
            if self.case["network"]["layers"][l].get("dropout"):
                layer["mask"] = np.asarray(part(drops[l], "mask"))
                layer["D"] = layer["A"] * layer["mask"] / part(drops[l], "keep")
        now[-1] |= {"dA": np.asarray(dA)} if dZ is None else {"dZ": np.asarray(dZ)}
        for l in reversed(range(len(now))):
            names = ("dA", "dZ", "dW", *(() if moment.before[l]["b"] is None else ("db",)))
            for name in names:
                if name not in now[l] and not (
                    name == "dA" and dZ is not None and l == len(now) - 1
                ):
                    now[l][name] = self.value(moment, l, name)
        moment.earlier = None
        return [{name: layer.get(name) for name in ("dA", "dZ", "dW", "db")} for layer in now]

    def of_loss(self, outputs: Any, y: Any, weight: Any) -> tuple[Moment, int]:
        """The last layer's values, and the loss's inputs."""
        l = len(self.case["network"]["layers"]) - 1
        layers, now = (
            [{"W": np.zeros((1, 1)), "b": None} for _ in range(l + 1)],
            [{} for _ in range(l + 1)],
        )
        now[l]["A"] = np.asarray(outputs, dtype=float)
        moment = self.at(outputs, layers, now, y=np.asarray(y, dtype=float))
        if weight is not None:
            moment.cache["sample_weight"] = vector(weight)
        return moment, l

    def loss_value(self, old: Any, A: Any, y: Any, *rest: Any) -> Any:
        """J without the penalty."""
        moment, l = self.of_loss(A, y, rest[3])  # after loss, reduction and ops
        names = Names(moment, l, "loss")
        if names["fused"]:
            moment.now[l] = {"Z": moment.now[l]["A"], "A": names["f"](moment.now[l]["A"])}
        return float(self.value(moment, l, "loss"))

    def loss_gradient(self, old: Any, A: Any, y: Any, *rest: Any) -> Any:
        """dA of the outputs, or dZ of a fused loss."""
        moment, l = self.of_loss(A, y, rest[3])
        return self.value(moment, l, "dZ" if Names(moment, l, "dA")["fused"] else "dA")

    def with_penalty(self, old: Any, loss: Any, network: Any, *rest: Any) -> Any:
        """J with the penalty: what it adds where the data's part of J is 0."""
        layers = layers_of(network)
        n = self.case["training"].get("batch_size") or len(self.case["data"]["X"])
        moment = self.at(np.zeros((n, 1)), layers, [{} for _ in layers])
        added = 0.0
        of_penalty = self.patch and any(
            w in self.patch.text for w in ("case_l", "sizes", "squares", "on_b")
        )
        for patch in (self.patch if of_penalty else None, None):
            names = Names(moment, len(layers) - 1, "loss", patch)
            names.update(A=np.zeros((1, 1)), Z=np.zeros((1, 1)), y=np.zeros((1, 1)), weight=0.0)
            with contextlib.suppress(NotApplicable):
                added = evaluate(names)
                break
        return float(loss + added)

    def update_network(
        self, old: Any, network: Any, gradients: Any, states: Any, config: Any, *rest: Any
    ) -> Any:
        """What the optimizer is handed, and W, b and the state of every layer."""
        before, now = layers_of(network), []
        for layer, state, gradient in zip(before, states, gradients):
            known = {name: state_of(part(state, name)) for name in ("W", "b")}
            layer["state"] = {name: value for name, value in known.items() if value}
            db = {} if layer["b"] is None else {"db": vector(part(gradient, "db"))}
            values = {name: np.asarray(part(gradient, name)) for name in ("dZ", "dW")}
            now.append({**values, **db, "dA": 0, "Z": 0, "A": 0, "D": 0, "mask": 0})
        moment = self.at(now[0]["dZ"], before, now, self.updates)
        rate = np.ravel(part(part(config, "options"), "learning_rate"))[0]
        moment.numbers = {"loss": 0.0, "learning_rate": np.float64(rate)}
        moment.earlier, self.moment, self.updates = self.moment, moment, self.updates + 1
        take_step(moment, self.patch)
        moment.earlier = None
        found = [
            {"W": layer["W"], "b": layer.get("b"), "activation": part(one, "activation")}
            for layer, one in zip(now, network)
        ]
        states = [{"W": {}, "b": {}, **layer.get("state", {})} for layer in now]
        handed = [{"dW": layer["gW"], "db": layer.get("gb")} for layer in now if "gW" in layer]
        norm = moment.numbers.get("gradient_norm")
        return {"network": found, "states": states, "gradients": handed or None, "norm": norm}

    def scheduled_rate(
        self, old: Any, rate: Any, schedule: Any, epoch: Any, step: Any, ops: Any
    ) -> Any:
        """The learning rate of a step."""
        layers = [{} for _ in self.case["network"]["layers"]]
        moment = self.at(np.zeros((1, 1)), layers, layers, int(step), int(epoch))
        moment.earlier, self.earlier = self.earlier, moment
        found = self.value(moment, 0, "learning_rate")
        moment.numbers["learning_rate"], moment.earlier = np.float64(found), None
        return float(found)

    def draw_drops(self, old: Any, rates: Any, units: Any, n: Any, *rest: Any) -> Any:
        """The masks of dropout, made from those that the stream gives."""
        drops, draws = old(rates, units, n, *rest)
        layers = [{} for _ in self.case["network"]["layers"]]
        moment = self.at(np.zeros((int(n), 1)), layers, layers, self.draws)
        self.draws += 1
        for l, drop in enumerate(drops):
            if drop is not None:
                names = Names(moment, l, "mask", self.patch)
                names["right"] = np.asarray(part(drop, "mask"))
                with contextlib.suppress(NotApplicable):
                    drops[l] = {
                        "mask": evaluate(names) if self.patch else names["right"],
                        "keep": part(drop, "keep"),
                    }
        return drops, draws

    def batches(self, old: Any, n: Any, *rest: Any) -> Any:
        """The rows of every batch of an epoch."""
        found, draws = old(n, *rest)
        changed = []
        for k, rows in enumerate(found):
            layers = [{} for _ in self.case["network"]["layers"]]
            step, right = self.epochs * len(found) + k, np.atleast_1d(rows).astype(int)
            moment = Moment(self.case, step, self.epochs, right, layers, layers)
            changed.append(np.asarray(self.value(moment, 0, "rows"), dtype=int))
        self.epochs += 1
        return changed, draws
