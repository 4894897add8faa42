"""The phases of a training step in Python, each from the same inputs."""

from __future__ import annotations

import numpy as np
from phase_values import gradients_of, looked_at, search_own
from twinmlp.arithmetic.kinds import NATIVE
from twinmlp.nn.dropout import Drop, drop_units
from twinmlp.nn.layers import Forward, layer_backward, layer_forward
from twinmlp.nn.losses import is_fused, loss_gradient, loss_value
from twinmlp.optim.clipping import clip_norm
from twinmlp.optim.frozen import frozen_masks, keep_frozen
from twinmlp.optim.lbfgs import lbfgs
from twinmlp.optim.line_search import Evaluation
from twinmlp.optim.penalty import penalized_loss
from twinmlp.optim.update import (
    GradientForUpdate,
    gradients_for_update,
    update_layer,
)
from twinmlp.train.monitor import largest_gradient
from twinmlp.train.step import config_at


class PythonPhases:
    """The phases of a step, computed by the Python package from given inputs."""

    def __init__(self, parts):
        self.parts, self.ops = parts, NATIVE

    def layer_forward(self, layer, A):
        return layer_forward(layer, A, self.ops)._asdict()

    def activate(self, layer, Z):
        identity = layer._replace(W=np.eye(Z.shape[1]), b=None)
        return layer_forward(identity, Z, self.ops)._asdict()["A"]

    def layer_backward(self, layer, A, values, dA):
        return layer_backward(layer, A, Forward(**values), dA, self.ops)._asdict()

    def loss(self, last, y, weight, before):
        """J, and what comes from it: dA_L, or dZ_L of a fused loss."""
        how = (y, self.parts.config.loss, self.parts.config.reduction, self.ops, weight)
        loss, penalty = (
            loss_value(last["Z" if is_fused(how[1]) else "A"], *how),
            self.parts.config.penalty,
        )
        if penalty is not None:
            loss = penalized_loss(loss, before, penalty, self.ops)
        return loss, loss_gradient(last["A"], *how)

    def tcrossprod(self, A, B):
        return self.ops.tcrossprod(A, B)

    def drop_units(self, values, drop):
        return drop_units(values, drop)

    def config_at(self, epoch, step):
        return config_at(self.parts.config, epoch, step, self.ops).options["learning_rate"]

    def given(self, before, gradients, config):
        """What the optimizer is given, as (dW, db) of every layer, and the norm."""
        gradients = [GradientForUpdate(layer["dW"], layer["db"]) for layer in gradients]
        given, norm = gradients_for_update(before, gradients, config, self.ops)
        return [(g.dW, g.db) for g in given], norm

    def clip_norm(self, gradient, norm, limit):
        return clip_norm(gradient, norm, limit)

    def update(self, layer, gradient, state, mask, config):
        """The layer and its states after an update, as (W, b, states)."""
        updated, states = update_layer(
            layer, type("Gradient", (), gradient), state, config, self.ops
        )
        updated = keep_frozen(updated, layer, mask)
        return updated.W, updated.b, states

    def updates(self, before, states, step):
        """W, b and state of every layer, from the recorded gradients and learning rate, and the states before."""
        config, updated = self.parts.config, []
        if "learning_rate" in step:
            config = config._replace(
                options={**config.options, "learning_rate": step["learning_rate"]}
            )
        last = self.is_last(step)
        for layer, state, mask, now in zip(
            before, states, frozen_masks(config.frozen, before), step["layers"]
        ):
            kind = "g" if "gW" in now else "d"
            gradient = {
                "d" + name: None if now[kind + name] is None else np.array(now[kind + name])
                for name in ("W", "b")
            }
            W, b, after = (
                (layer.W, layer.b, state)
                if last
                else self.update(layer, gradient, state, mask, config)
            )
            updated.append({"W": W, "b": b, "state": {name: s for name, s in after.items() if s}})
        return updated

    def is_last(self, step):
        """Whether the threshold ends the run in a step, whose update is not made then."""
        threshold = self.parts.config.threshold
        return threshold is not None and self.largest_gradient(step) <= threshold

    def largest_gradient(self, step):
        """The largest gradient of a recorded step, as the optimizer is given it."""
        return largest_gradient(type("Step", (), gradients_of(step)))

    def config_of(self, step):
        """The config with the recorded learning rate."""
        config = self.parts.config
        return (
            config
            if "learning_rate" not in step
            else config._replace(options={**config.options, "learning_rate": step["learning_rate"]})
        )

    def searched(self, before, states, step):
        """The search of a step."""
        recorded = iter(step["search"]["trials"])
        evaluate = lambda network: Evaluation(**looked_at(network, next(recorded)))
        found = lbfgs(
            Evaluation(**looked_at(before, step)),
            states,
            self.config_of(step).options,
            self.config_of(step).frozen,
            self.ops,
            evaluate,
        )
        trials = [(trial.t, trial.slope, trial.at.network) for trial in found.trials]
        still = {"network": before, "states": states} if self.is_last(step) else {}
        return search_own(
            step, {**found._asdict(), "trials": trials, "network": found.end.network, **still}
        )

    def around_update(self, before, step, recorded):
        """The learning rate, the norm, and what the optimizer is given, where the record has them."""
        config = self.parts.config
        if "learning_rate" in step:
            yield (None, "learning_rate"), self.config_at(step["epoch"], step["step"])
        if "gW" not in recorded[0]:
            return
        given, norm = self.given(before, recorded, config)
        if "gradient_norm" in step:
            yield (None, "gradient_norm"), norm
            whole, _ = self.given(before, recorded, config._replace(clipping=None))
            clip = lambda g: (
                None
                if g is None
                else self.clip_norm(g, step["gradient_norm"], config.clipping["norm"])
            )
            given = [tuple(map(clip, one)) for one in whole]
        for l, (gW, gb) in enumerate(given):
            yield (l, "gW"), gW
            if gb is not None:
                yield (l, "gb"), gb

    def recompute(self, before, step, X, y, weight):
        """Every quantity of a step, each from the recorded values of its own inputs."""
        recorded = [
            {
                name: None if v is None else np.array(v)
                for name, v in layer.items()
                if name not in ("state", "tolerance")
            }
            for layer in step["layers"]
        ]
        fused = is_fused(self.parts.config.loss)
        loss, from_loss = self.loss(recorded[-1], y, weight, before)
        yield (None, "loss"), loss
        yield from self.around_update(before, step, recorded)
        for l, (layer, now) in enumerate(zip(before, recorded)):
            A = X if l == 0 else recorded[l - 1].get("D", recorded[l - 1]["A"])
            yield (l, "Z"), self.layer_forward(layer, A)["Z"]
            yield (l, "A"), self.activate(layer, now["Z"])
            drop = None
            if "mask" in now:
                drop = Drop(now["mask"], 1 - self.parts.config.dropout[l])
                yield (l, "D"), self.drop_units(now["A"], drop)
            last, values = l == len(before) - 1, {"Z": now["Z"], "A": now["A"]}
            dA = from_loss if last else self.tcrossprod(recorded[l + 1]["dZ"], before[l + 1].W)
            dA = dA if drop is None else self.drop_units(dA, drop)
            if last and fused:
                assert now["dA"] is None
                yield (l, "dZ"), from_loss
            else:
                yield (l, "dA"), dA
                yield (l, "dZ"), self.layer_backward(layer, A, values, now["dA"])["dZ"]
            # dW and db from the recorded dZ: an identity layer hands dA through as dZ.
            gradient = self.layer_backward(
                layer._replace(activation="identity"), A, values, now["dZ"]
            )
            yield (l, "dW"), gradient["dW"]
            if layer.b is not None:
                yield (l, "db"), gradient["db"]
