"""PyTorch: python pytorch.py CASE TRACE. Autograd in float64; every Z and A keeps its gradient."""

from __future__ import annotations

import json
import sys

import torch

ACTIVATIONS = {
    "identity": lambda Z: Z * 1,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
}


def beyond_this(case: dict) -> dict[str, bool]:
    """What a case may ask for that this program does not do."""
    optimizer, layers = case["optimizer"], case["network"]["layers"]
    return {
        "random numbers": case["training"].get("order") == "shuffled"
        or isinstance(case["parameters"], dict),
        "this optimizer": set(optimizer) - {"name", "learning_rate"} != set()
        or optimizer["name"] != "sgd",
        "this loss": case["loss"]["name"] != "half_squared_error",
        "weights, penalties, clipping, masks": any(
            [
                case["data"].get("sample_weight"),
                *case.get("penalty", {}).values(),
                case.get("clipping"),
                case.get("masks"),
            ]
        ),
        "an early end": any(
            case["training"].get(name) is not None
            for name in ("validation_fraction", "patience", "threshold")
        ),
        "this layer": any(
            layer.get("dropout") or str(layer["activation"]) not in ACTIVATIONS for layer in layers
        ),
    }


def main(case_path: str, trace_path: str) -> None:
    """Train as a case says."""
    torch.set_default_dtype(torch.float64)
    with open(case_path, encoding="utf-8") as file:
        case = json.load(file)
    training, shapes, rate = (
        case["training"],
        case["network"]["layers"],
        case["optimizer"]["learning_rate"],
    )
    beyond = [what for what, there in beyond_this(case).items() if there]
    if beyond:
        print(f"not here: {', '.join(beyond)}", file=sys.stderr)
        sys.exit(77)
    X, y = torch.tensor(case["data"]["X"]) * 1.0, torch.tensor(case["data"]["y"]) * 1.0
    layers = [
        [
            torch.tensor(p[name]).double().requires_grad_() if p[name] is not None else None
            for name in ("W", "b")
        ]
        for p in case["parameters"]
    ]
    optimizer = torch.optim.SGD([p for layer in layers for p in layer if p is not None], lr=rate)
    size = training.get("batch_size") or len(X)

    def forward(
        A: torch.Tensor, targets: torch.Tensor
    ) -> tuple[torch.Tensor, list[tuple[torch.Tensor, torch.Tensor]]]:
        values = []
        for shape, (W, b) in zip(shapes, layers):
            Z = A @ W if b is None else A @ W + b
            A = ACTIVATIONS[shape["activation"]](Z)
            values.append((Z, A))
        loss = ((A - targets) ** 2).sum() / 2
        return loss / len(targets) if case["loss"].get("reduction") == "mean" else loss, values

    steps, losses, step = [], [], 0
    for epoch in range(training["epochs"]):
        with torch.no_grad():
            losses.append(forward(X, y)[0].item())
        for first in range(0, len(X), size):
            optimizer.zero_grad()
            loss, values = forward(X[first : first + size], y[first : first + size])
            for pair in values:
                for tensor in pair:
                    tensor.retain_grad()
            loss.backward()
            gradients = [
                [None if p is None else p.grad.tolist() for p in layer] for layer in layers
            ]
            optimizer.step()
            if step in case["record"]["steps"]:
                record = [
                    {
                        "Z": Z.tolist(),
                        "A": A.tolist(),
                        "dA": A.grad.tolist(),
                        "dZ": Z.grad.tolist(),
                        "dW": dW,
                        "db": db,
                        "W": W.tolist(),
                        "b": None if b is None else b.tolist(),
                    }
                    for (Z, A), (dW, db), (W, b) in zip(values, gradients, layers)
                ]
                steps.append({"step": step, "epoch": epoch, "loss": loss.item(), "layers": record})
            step += 1
    with torch.no_grad():
        final = {
            "loss": forward(X, y)[0].item(),
            "parameters": [
                {"W": W.tolist(), "b": None if b is None else b.tolist()} for W, b in layers
            ],
        }
    with open(trace_path, "w", encoding="utf-8") as file:
        implementation = {"name": "torch", "version": torch.__version__, "language": "Python"}
        json.dump(
            {"implementation": implementation, "steps": steps, "losses": losses, "final": final},
            file,
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
