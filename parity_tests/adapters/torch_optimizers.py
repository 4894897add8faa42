"""The optimizers beside torch.optim: the same network, weights and data in float64, and the largest difference after training.

Not part of any suite: it needs PyTorch (seen with 2.13.0). python parity_tests/adapters/torch_optimizers.py
Exit status 1 if one that has the same recurrence differs by more than 1e-12 relative, or one that has another agrees.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "python"))
sys.path.insert(0, str(ROOT / "fixtures"))

from case_update import optimizer, update  # noqa: E402
from twinmlp.trace.record import run_case  # noqa: E402

EPOCHS, CLOSE = 60, 1e-12
optim = torch.optim
# (the case's optimizer and more, torch's optimizer from parameters, whether the recurrence is the same, what differs if not)
Row = tuple[dict[str, Any], Any, bool, str]


def row(given: dict[str, Any], make: Any, same: bool = True, why: str = "", **more: Any) -> Row:
    """One comparison."""
    return {"optimizer": given, **more}, make, same, why


def by_epoch(make: Any, factor: Any) -> Any:
    """An optimizer, and a schedule stepped each epoch."""
    return lambda p: (lambda o: (o, factor(o)))(make(p))


ROWS: dict[str, Row] = {
    "sgd": row(optimizer("sgd", 0.3), lambda p: optim.SGD(p, lr=0.3)),
    "momentum": row(optimizer("momentum", 0.2), lambda p: optim.SGD(p, lr=0.2, momentum=0.9)),
    "nesterov": row(
        optimizer("nesterov", 0.2), lambda p: optim.SGD(p, lr=0.2, momentum=0.9, nesterov=True)
    ),
    "adagrad": row(optimizer("adagrad", 0.2), lambda p: optim.Adagrad(p, lr=0.2)),
    "rmsprop": row(optimizer("rmsprop", 0.02), lambda p: optim.RMSprop(p, lr=0.02, alpha=0.9)),
    "adam": row(optimizer("adam", 0.05), lambda p: optim.Adam(p, lr=0.05)),
    "adam, epsilon 0.01": row(
        optimizer("adam", 0.05, epsilon=0.01), lambda p: optim.Adam(p, lr=0.05, eps=0.01)
    ),
    "adam hat, epsilon 0.01": row(
        optimizer("adam", 0.05, epsilon=0.01, epsilon_mode="hat"),
        lambda p: optim.Adam(p, lr=0.05, eps=0.01),
        False,
        "torch adds epsilon to the root of the corrected v",
    ),
    "adamw, decay of W": row(
        optimizer("adamw", 0.05, weight_decay=0.1),
        lambda p: optim.AdamW(
            [{"params": p[0::2]}, {"params": p[1::2], "weight_decay": 0.0}],
            lr=0.05,
            weight_decay=0.1,
        ),
    ),
    "adamw, decay of all": row(
        optimizer("adamw", 0.05, weight_decay=0.1),
        lambda p: optim.AdamW(p, lr=0.05, weight_decay=0.1),
        False,
        "torch decays b too",
    ),
    "adadelta": row(optimizer("adadelta", 1.0), lambda p: optim.Adadelta(p, lr=1.0)),
    "rprop": row(
        optimizer("rprop", 0.1),
        lambda p: optim.Rprop(p, lr=0.1),
        False,
        "where a sign turns torch takes nothing back and stays for a step",
    ),
    "rprop minus": row(
        optimizer("rprop", 0.1, backtracking=False),
        lambda p: optim.Rprop(p, lr=0.1),
        False,
        "where a sign turns torch stays for a step, this moves on with the shorter step",
    ),
    "l2 penalty": row(
        optimizer("sgd", 0.3),
        lambda p: optim.SGD(
            [{"params": p[0::2], "weight_decay": 0.1}, {"params": p[1::2]}], lr=0.3
        ),
        penalty={"l1": 0, "l2": 0.1},
    ),
    "step schedule": row(
        optimizer("sgd", 0.5, schedule={"name": "step", "every": 7}),
        by_epoch(lambda p: optim.SGD(p, lr=0.5), lambda o: optim.lr_scheduler.StepLR(o, 7, 0.5)),
    ),
    "exponential schedule": row(
        optimizer("sgd", 0.5, schedule={"name": "exponential", "decay": 0.9}),
        by_epoch(
            lambda p: optim.SGD(p, lr=0.5), lambda o: optim.lr_scheduler.ExponentialLR(o, 0.9)
        ),
    ),
    "cosine schedule": row(
        optimizer("sgd", 0.5, schedule={"name": "cosine", "period": EPOCHS, "smallest": 0.125}),
        by_epoch(
            lambda p: optim.SGD(p, lr=0.5),
            lambda o: optim.lr_scheduler.CosineAnnealingLR(o, EPOCHS, 0.0625),
        ),
    ),
    "clip value": row(
        optimizer("sgd", 0.5),
        lambda p: (optim.SGD(p, lr=0.5), lambda: torch.nn.utils.clip_grad_value_(p, 0.05)),
        clipping={"value": 0.05},
    ),
    "clip norm": row(
        optimizer("sgd", 0.5),
        lambda p: (optim.SGD(p, lr=0.5), lambda: torch.nn.utils.clip_grad_norm_(p, 0.1)),
        False,
        "torch divides by norm + 1e-6",
        clipping={"norm": 0.1},
    ),
}


def trained_by_torch(case: dict[str, Any], make: Any) -> list[np.ndarray]:
    """The parameters W_1, b_1, W_2, ... after the case's epochs, all samples at once."""
    parameters = [
        torch.tensor(layer[name], dtype=torch.float64, requires_grad=True)
        for layer in case["parameters"]
        for name in "Wb"
    ]
    X, y = (torch.tensor(case["data"][name], dtype=torch.float64) for name in "Xy")
    made = make(parameters)
    rule, extra = made if isinstance(made, tuple) else (made, None)
    for _ in range(case["training"]["epochs"]):
        A = X
        for l in range(0, len(parameters), 2):
            Z = A @ parameters[l] + parameters[l + 1]
            A = torch.tanh(Z) if l < len(parameters) - 2 else torch.sigmoid(Z)
        rule.zero_grad()
        (((A - y) ** 2).sum() / 2).backward()
        if callable(extra):
            extra()
        rule.step()
        if hasattr(extra, "step"):
            extra.step()
    return [p.detach().numpy() for p in parameters]


def main() -> int:
    """One line a row."""
    wrong = 0
    for name, (given, make, same, why) in ROWS.items():
        case = update(name, "", [], seed=201, n=8, epochs=EPOCHS, sizes=(3, 4, 2), **given)
        mine = [np.asarray(p[part]) for p in run_case(case)["final"]["parameters"] for part in "Wb"]
        apart = max(
            float(np.max(np.abs(a - b)) / np.max(np.abs(b)))
            for a, b in zip(mine, trained_by_torch(case, make))
        )
        fits = (apart <= CLOSE) == same
        wrong += not fits
        print(
            f"{name:24} {apart:8.1e}  {'same recurrence' if same else 'another: ' + why}{'' if fits else '  <-- NOT AS STATED'}"
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
