"""All mistakes that are planted, and the cases that are made for some of them."""

from __future__ import annotations

import planted_given
import planted_layers
import planted_losses
import planted_network
import planted_updates
from planting import Row, planted_in_python, planted_in_r

NETWORK: list[Row] = planted_network.ROWS
FAMILY: list[Row] = [
    *planted_updates.ROWS,
    *planted_given.ROWS,
    *planted_losses.ROWS,
    *planted_layers.ROWS,
]
ROWS: list[Row] = [*NETWORK, *FAMILY]
PLANT = {"Python": planted_in_python, "R": planted_in_r}


def scheduled(learning_rate: float, **schedule: object) -> dict[str, object]:
    """Gradient descent with a schedule."""
    return {"name": "sgd", "learning_rate": learning_rate, "schedule": schedule}


# id -> a case of the fixtures, and what is changed in it
DERIVED = {
    "relu_rprop": ("relu_kinks", {"optimizer": {"name": "rprop", "learning_rate": 0.1}}),
    "clip_value_and_penalty": ("penalty_both", {"clipping": {"value": 0.02}}),
    "clip_norm_loose": (
        "clip_norm",
        {"clipping": {"norm": 3}, "optimizer": {"name": "sgd", "learning_rate": 0.1}},
    ),
    "clip_norm_adam_loose": ("clip_norm_adam", {"clipping": {"norm": 3}}),
    "step_every_step": ("schedule_step", {"optimizer": scheduled(0.5, name="step", every=1)}),
    "schedule_step_halves": ("schedule_step", {"optimizer": scheduled(0.5, name="step", every=2)}),
    "momentum_step_halves": (
        "momentum",
        {"optimizer": {**scheduled(0.2, name="step", drop=0.8, every=2), "name": "momentum"}},
    ),
    "cosine_of_two": (
        "schedule_cosine",
        {
            "optimizer": scheduled(0.5, name="cosine", period=2, smallest=0.5),
            "record": {"steps": [0, 1, 2, 3, 4]},
        },
    ),
    "step_in_batches": (
        "momentum_minibatch",
        {
            "optimizer": {
                "name": "momentum",
                "learning_rate": 0.3,
                "schedule": {"name": "step", "drop": 0.5, "every": 2},
            }
        },
    ),
}
