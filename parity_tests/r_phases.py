"""The phases of a training step in R, each from the same inputs."""

from __future__ import annotations

import numpy as np
from bridge import to_r
from phase_values import gradients_of, looked_at, search_own
from python_phases import PythonPhases
from twinmlp.base.registry import entry_record
from twinmlp.nn.activations import ACTIVATIONS
from twinmlp.nn.losses import LOSSES, is_fused


class RPhases(PythonPhases):
    """The phases of a step, computed by the R package from given inputs."""

    def __init__(self, parts, r):
        self.parts, self.r, self.ops = parts, r, r.arithmetic("native")

    def in_r(self, layer):
        """The layer with R's own row where its activation has parameters."""
        if isinstance(layer.activation, str):
            return layer
        return layer._replace(
            activation=self.r.choose_activation(entry_record(layer.activation, "", ACTIVATIONS), "")
        )

    def layer_forward(self, layer, A):
        return self.r.layer_forward(self.in_r(layer), A, self.ops)

    def activate(self, layer, Z):
        return self.r.layer_forward(
            self.in_r(layer)._replace(W=np.eye(Z.shape[1]), b=None), Z, self.ops
        )["A"]

    def layer_backward(self, layer, A, values, dA):
        return self.r.layer_backward(self.in_r(layer), A, values, dA, self.ops)

    def loss(self, last, y, weight, before):
        given = self.parts.config.loss
        chosen = (
            given
            if isinstance(given, str)
            else self.r.choose_loss(entry_record(given, "", LOSSES), "")
        )
        how = (y, chosen, self.parts.config.reduction, self.ops, weight)
        loss, penalty = (
            self.r.loss_value(last["Z" if is_fused(given) else "A"], *how),
            self.parts.config.penalty,
        )
        if penalty is not None:
            loss = self.r.penalized_loss(loss, before, penalty, self.ops)
        return loss, self.r.loss_gradient(last["A"], *how)

    def drop_units(self, values, drop):
        return self.r.drop_units(values, drop)

    def tcrossprod(self, A, B):
        from bridge import from_r, to_r

        return from_r(list(self.ops)[list(self.ops.names).index("tcrossprod")](to_r(A), to_r(B)))

    def in_config(self, config):
        """The config without the rows of Python's tables."""
        return config._replace(loss=None)

    def config_at(self, epoch, step):
        return self.r.config_at(self.in_config(self.parts.config), epoch, step, self.ops)[
            "options"
        ]["learning_rate"]

    def given(self, before, gradients, config):
        layers = [layer._replace(activation="identity") for layer in before]
        found = self.r.gradients_for_update(layers, gradients, self.in_config(config), self.ops)
        return [(g["dW"], g["db"]) for g in found["gradients"]], found["norm"]

    def clip_norm(self, gradient, norm, limit):
        return self.r.clip_norm(gradient, norm, limit)

    def largest_gradient(self, step):
        gradients = gradients_of(step)["gradients"]
        return self.r.largest_gradient(
            {"gradients_for_update": None, "gradients": [vars(gradient) for gradient in gradients]}
        )

    def searched(self, before, states, step):
        import rpy2.robjects as ro

        plain = lambda network: [layer._replace(activation="identity") for layer in network]
        given = [looked_at(None, trial) for trial in step["search"]["trials"]]
        evaluate = ro.r(
            "function(recorded) { k <- 0; function(network) { k <<- k + 1; replace(recorded[[k]], 'network', list(network)) } }"
        )
        at = looked_at(plain(before), step)
        config = self.config_of(step)
        found = self.r.lbfgs(
            at, states, config.options, config.frozen, self.ops, evaluate(to_r(given))
        )
        trials = [(trial["t"], trial["slope"], trial["at"]["network"]) for trial in found["trials"]]
        still = {"network": before, "states": states} if self.is_last(step) else {}
        return search_own(
            step, {**found, "trials": trials, "network": found["end"]["network"], **still}
        )

    def update(self, layer, gradient, state, mask, config):
        layer = layer._replace(activation="identity")
        found = self.r.update_layer(layer, gradient, state, self.in_config(config), self.ops)
        after = self.r.keep_frozen(found["layer"], layer, mask)
        return after["W"], after["b"], found["state"]
