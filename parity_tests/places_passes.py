"""Where a mistake of a whole pass, and of dropout, is planted in the Python package."""

from __future__ import annotations

from typing import Any

import numpy as np
import twinmlp.nn.layers
import twinmlp.trace.record
import twinmlp.train.chunks
import twinmlp.train.loop
import twinmlp.train.objective
from planting import Case, Changes, chosen, run_text, with_mistake
from twinmlp.nn.dropout import Drop
from twinmlp.nn.layers import Backward, Forward
from twinmlp.rng.streams import stream, uniform


def place_backward(text: str, case: Case, words: list[str]) -> Changes:
    """dA = dZ W^T, with dropout as on the way forward, and the inputs of dW."""

    def backward(
        network: Any, X: Any, values: Any, dA: Any, ops: Any, drops: Any = None, dZ: Any = None
    ) -> list[Backward]:
        gradients: list[Backward] = []
        for l in reversed(range(len(network))):
            A = values[l - 1].A if l > 0 else X
            drop = None if drops is None or l == 0 else drops[l - 1]
            names = {
                "A": A,
                "mask": np.ones_like(A) if drop is None else drop.mask,
                "keep": 1.0 if drop is None else drop.keep,
            }
            inputs = (
                run_text(with_mistake("A_in = A * mask / keep", chosen(text, "A_in")), names)[
                    "A_in"
                ]
                if drop
                else A
            )
            gradients.insert(
                0, twinmlp.nn.layers.layer_backward(network[l], inputs, values[l], dA, ops, dZ)
            )
            here, dZ = gradients[0], None
            if l > 0:
                names |= {
                    "dZ": here.dZ,
                    "dW": here.dW,
                    "dA": dA,
                    "W": network[l].W,
                    "rate": case["optimizer"]["learning_rate"],
                }
                names["D"] = ops.tcrossprod(here.dZ, network[l].W)
                dA = (
                    run_text(with_mistake("dA = D * mask / keep", chosen(text, "dA")), names)["dA"]
                    if drop or words != ["dropped"]
                    else names["D"]
                )
        return gradients

    return [(twinmlp.train.chunks, "backward", backward)]


def place_forward(text: str, case: Case, words: list[str]) -> Changes:
    """What the layer above is handed: D = A * mask / keep; and the outputs, of which every other is 0."""

    def forward(
        network: Any, X: Any, ops: Any, drops: Any = None, keep_Z: bool = True
    ) -> list[Forward]:
        values, A = [], X
        for l, layer in enumerate(network):
            values.append(twinmlp.nn.layers.layer_forward(layer, A, ops))
            A = values[-1].A
            if drops is not None and l == len(network) - 1 and chosen(text, "A"):
                alternate = (np.arange(A.size) % 2).reshape(A.shape)
                keep = min(drop.keep for drop in drops if drop is not None)
                values[-1] = values[-1]._replace(
                    A=run_text(chosen(text, "A"), {"A": A, "mask": alternate, "keep": keep})["A"]
                )
            if drops is not None and drops[l] is not None:
                names = {"A": A, "mask": drops[l].mask, "keep": drops[l].keep}
                A = run_text(with_mistake("D = A * mask / keep", chosen(text, "D")), names)["D"]
        return values

    return [
        (module, "forward", forward) for module in (twinmlp.train.chunks, twinmlp.train.objective)
    ]


def place_D(text: str, case: Case, words: list[str]) -> Changes:
    """D = A * mask / keep, on the way forward and back."""

    def drop_units(A: Any, drop: Any) -> Any:
        return (
            A
            if drop is None
            else run_text(text, {"A": A, "mask": drop.mask, "keep": drop.keep})["D"]
        )

    return [
        (module, "drop_units", drop_units) for module in (twinmlp.nn.layers, twinmlp.trace.record)
    ]


def place_mask(text: str, case: Case, words: list[str]) -> Changes:
    """mask = 0 where u < rate, else 1; the stream is the one of training, or one begun anew, at another seed, or of the other generator."""

    def draw_drops(rates: Any, units: Any, n: int, draws: Any) -> Any:
        drops: list[Any] = [None] * len(rates)
        generator = case["training"].get("generator", "numpy")
        other = {"numpy": "r", "r": "numpy"}[generator]
        used = (
            stream(case["training"].get("seed", 42), other if "other" in words else generator)
            if words
            else draws
        )
        layers = [l for l in range(len(rates)) if rates[l]]
        for l in layers[::-1] if "reversed" in text else layers:
            u, used = uniform(used, n * units[l])
            mask = run_text(
                with_mistake("mask = where(u < rate, 0.0, 1.0)", text),
                {"u": u.reshape(n, units[l]), "rate": rates[l]},
            )["mask"]
            drops[l] = Drop(mask, 1 - rates[l])
        return drops, draws if words else used

    return [(twinmlp.train.loop, "draw_drops", draw_drops)]


PLACES = {
    "dA below": place_backward,
    "dA dropped": place_backward,
    "dW dropped": place_backward,
    "Z dropped": place_forward,
    "A dropped": place_forward,
    "D": place_D,
    "mask": place_mask,
}
