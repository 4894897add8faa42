"""What the phases of a step are computed from."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from twinmlp.nn.layers import Backward, Forward
from twinmlp.optim.update import (
    GradientForUpdate,
)


def network_of(network, record):
    """The network with the parameters of a record."""
    return [
        layer._replace(W=np.array(now["W"]), b=None if now["b"] is None else np.array(now["b"]))
        for layer, now in zip(network, record["layers"])
    ]


def looked_at(network, record):
    """A record as an evaluation: of a step or of a trial of it."""
    numbers = lambda layer: {
        name: None if v is None else np.array(v)
        for name, v in layer.items()
        if name not in ("state", "tolerance")
    }
    layers = [numbers(layer) for layer in record["layers"]]
    return {
        "network": network,
        "loss": record["loss"],
        "values": [Forward(layer["Z"], layer["A"]) for layer in layers],
        "gradients": [
            Backward(layer["dA"], layer["dZ"], layer["dW"], layer["db"]) for layer in layers
        ],
        "gradients_for_update": [GradientForUpdate(layer["gW"], layer["gb"]) for layer in layers]
        if "gW" in layers[0]
        else None,
    }


def search_own(step, found):
    """The recorded step with what a search gave in place of what it gives."""

    def of(layer, prefix=""):
        """W and b; R's lists of one number come as the number."""
        W, b = (layer["W"], layer["b"]) if isinstance(layer, dict) else (layer.W, layer.b)
        return {prefix + "W": W, prefix + "b": None if b is None else np.atleast_1d(b)}

    def kept(state):
        pairs = lambda kept: [pair if np.ndim(pair) else np.atleast_1d(pair) for pair in kept]
        return {
            name: {part: pairs(values) for part, values in parts.items()}
            for name, parts in state.items()
            if parts
        }

    trials = [
        {
            **true,
            "t": t,
            "slope": slope,
            "layers": [{**layer, **of(own)} for layer, own in zip(true["layers"], network)],
        }
        for true, (t, slope, network) in zip(step["search"]["trials"], found["trials"], strict=True)
    ]
    layers = [
        {**layer, **of(p, "p"), **of(own), "state": kept(state)}
        for layer, p, own, state in zip(
            step["layers"], found["direction"], found["network"], found["states"]
        )
    ]
    return {
        **step,
        "layers": layers,
        "search": {"slope": found["slope"], "taken": found["taken"], "trials": trials},
    }


def parameters(network, states):
    return [
        {
            "W": layer.W.tolist(),
            "b": None if layer.b is None else layer.b.tolist(),
            "state": {name: s for name, s in state.items() if s},
        }
        for layer, state in zip(network, states)
    ]


def gradients_of(step):
    """The recorded gradients that the optimizer is given, as a step has them."""
    kind = "g" if "gW" in step["layers"][0] else "d"
    arrays = [
        {
            "d" + name: None if layer[kind + name] is None else np.array(layer[kind + name])
            for name in ("W", "b")
        }
        for layer in step["layers"]
    ]
    return {
        "gradients_for_update": None,
        "gradients": [SimpleNamespace(**layer) for layer in arrays],
    }
