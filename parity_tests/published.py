"""The article's published numbers, from one seed, in both languages."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
from twinmlp.base.files import fixture_path, read_json
from twinmlp.base.text import align
from twinmlp.model.mlp import MLP

ROOT = Path(__file__).resolve().parent.parent


def python_numbers() -> dict[str, Any]:
    """The published runs as a user of the Python package calls them."""
    b, c = (read_json(fixture_path(f"published/article_{name}.json"), "published") for name in "bc")
    moons = read_json(fixture_path("data/moons_c.json"), "data")
    X, y = np.array(b["X"]), np.array(b["y"])
    initial = MLP(**b["initial"]["arguments"]).fit(X, y)
    training = MLP(**b["training"]["arguments"]).fit(X, y)
    chaotic = MLP(**c["training"]["arguments"]).fit(moons["X"], moons["y"])
    exact = MLP(**c["training"]["arguments"], arithmetic="reproducible").fit(moons["X"], moons["y"])
    return {
        "initial": ((y - initial.predict(X)) ** 2 / 2).ravel().tolist(),
        "b": [training.losses[int(epoch)] / len(X) for epoch in b["training"]["epochs"]],
        "c": [chaotic.losses[int(epoch)] / len(moons["X"]) for epoch in c["training"]["epochs"]],
        "c_reproducible": [
            exact.losses[int(epoch)] / len(moons["X"]) for epoch in c["training"]["epochs"]
        ],
    }


def start_r_numbers(out: Path) -> subprocess.Popen[bytes]:
    """The same from R, in a process of its own that writes `out`."""
    environment = {**os.environ, "R_LIBS": str(ROOT / ".rlib")}
    return subprocess.Popen(
        ["Rscript", str(ROOT / "parity_tests/published.R"), str(out)], env=environment
    )


def published_table(
    first: list[str], printed: list[str], columns: dict[str, list[float]]
) -> list[str]:
    """Published beside Python beside R; = marks a number that agrees in every printed digit."""
    rows = [[first[0], "article", *columns]]
    for i, (label, text) in enumerate(zip(first[1:], printed)):
        decimals = len(text.split(".")[1])
        cells = [f"{values[i]:.{decimals}f}" for values in columns.values()]
        rows.append([label, text, *(cell + (" =" if cell == text else "  ") for cell in cells)])
    return align(rows)
