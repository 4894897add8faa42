"""Networks of PyTorch that have no counterpart are refused, each with what it is and needs."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn.utils import prune
from twinmlp import TwinMLPError, from_torch


def hooked(change):
    """A layer whose outputs or weights are changed when it is called."""
    layer = nn.Linear(4, 3)
    change(layer)
    return layer


class Twice(nn.Linear):
    def forward(self, X):
        return 2 * super().forward(X)


Renamed = type("Linear", (Twice,), {})
SETTINGS = "of Identity, .*, Linear, or a state_dict, got a "
OTHERS = {
    "batch norm": ([nn.BatchNorm1d(3)], SETTINGS + "BatchNorm1d, which needs .*net.eval"),
    "gelu": ([nn.GELU()], SETTINGS + 'GELU, which needs approximate="tanh"'),
    "beta": ([nn.Softplus(beta=2)], SETTINGS + "Softplus, which needs beta=1"),
    "threshold": ([nn.Softplus(threshold=1)], SETTINGS + "Softplus, .*threshold of 20"),
    "softmax": ([nn.Softmax(dim=0)], SETTINGS + "Softmax, which needs dim=1"),
    "log": ([nn.LogSoftmax(dim=1)], SETTINGS + "LogSoftmax, .*output_activation=.softmax"),
    "celu": ([nn.CELU(2.0)], SETTINGS + "CELU, which needs alpha=1"),
    "slopes": ([nn.PReLU(3)], SETTINGS + "PReLU, which needs one slope"),
    "flatten": ([nn.Flatten(0)], SETTINGS + "Flatten, which needs start_dim=1"),
    "lazy": ([nn.LazyLinear(3)], SETTINGS + "LazyLinear, which has no weights before"),
    "complex": ([nn.Linear(3, 3, dtype=torch.complex64)], SETTINGS + "Linear, .*real numbers"),
    "meta": ([nn.Linear(3, 3, device="meta")], SETTINGS + "Linear, .*real numbers"),
    "of one's own": ([Twice(3, 3)], SETTINGS + "Twice[.]"),
    "of the same name": ([Renamed(3, 3)], SETTINGS + "Linear, with hooks or a forward"),
    "two": ([nn.ReLU(), nn.Tanh()], "an activation and .* got a Tanh after a ReLU[.]"),
    "the same twice": ([nn.Tanh(), nn.Tanh()], "got a Tanh after a Tanh[.]"),
    "dropout of sums": ([nn.Dropout(0.1), nn.Tanh()], "got a Tanh after a Dropout[.]"),
    "dropouts": ([nn.ReLU(), nn.Dropout(0.1), nn.Dropout(0.1)], "a Dropout after a Dropout[.]"),
    "dropout of outputs": ([nn.ReLU(), nn.Dropout(0.1)], "got a dropout of the outputs[.]"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_has_no_counterpart_is_refused(name):
    modules, text = OTHERS[name]
    with pytest.raises(TwinMLPError, match=f"`net` must be .*{text}"):
        from_torch(nn.Sequential(nn.Linear(2, 3), *modules))


@pytest.mark.filterwarnings("ignore:.*weight_norm:FutureWarning")
@pytest.mark.parametrize(
    "change",
    [
        lambda layer: layer.register_forward_hook(lambda module, X, Z: 2 * Z),
        lambda layer: prune.l1_unstructured(layer, "weight", 0.5),
        nn.utils.weight_norm,
        lambda layer: setattr(layer, "forward", lambda X: X),
    ],
)
def test_hooks_are_refused(change):
    """They may change what a module gives: weights of the old weight_norm are not those it uses."""
    with pytest.raises(TwinMLPError, match="got a Linear, with hooks or a forward pass of its own"):
        from_torch(nn.Sequential(hooked(change)))


def test_networks_without_layers_are_refused():
    with pytest.raises(TwinMLPError, match="an activation .*, got a ReLU first"):
        from_torch(nn.Sequential(nn.ReLU(), nn.Linear(2, 1)))
    for nothing in (nn.Sequential(), {}):
        with pytest.raises(TwinMLPError, match="`net` must be 1 layer of weights or more"):
            from_torch(nothing)
    with pytest.raises(TwinMLPError, match="`net.1.weight` must be a matrix, units x inputs"):
        from_torch(nn.Sequential(nn.Linear(2, 1), nn.PReLU()).state_dict())
