"""One multi-layer perceptron, written twice from scratch: this is the NumPy twin.

| to read | open |
|---|---|
| forward, backward | nn/layers |
| the loss J and its gradient | nn/losses |
| the optimizers | optim/optimizers |
| one training step of all these | train/step: train_step |
| the loop over epochs and batches | train/loop: train_steps |
| the class MLP | model/mlp, model/fit, model/run |
"""

# ruff: noqa: E402
from .base.startup import begin_startup

begin_startup()  # before what takes long to load, so that Ctrl-C is one line from the beginning

from importlib import import_module
from typing import Any

from .arithmetic.kinds import choose_arithmetic
from .base.errors import TwinMLPError, TwinMLPWarning
from .base.files import read_document, write_json
from .base.version import __version__ as __version__
from .data.datasets import blobs, moons
from .data.metrics import confusion_matrix, metric
from .model.mlp import MLP
from .model.perceptron import perceptron
from .rng.serialize import restore_stream, stream_state
from .rng.streams import integers, normal, permutation, stream, uniform
from .trace.compare import compare_traces
from .trace.compare_report import format_comparison
from .trace.record import run_case

# What adapters give, and the module of each, which is imported when it is asked for.
ADAPTERS = {
    "deal": "dask",
    "from_keras": "keras",
    "from_safetensors": "safetensors",
    "from_sklearn": "sklearn_models",
    "from_torch": "torch",
    "to_c": "c_header",
    "to_onnx": "onnx",
    "to_safetensors": "safetensors",
    "to_sklearn": "sklearn_models",
    "to_torch": "torch",
}

__all__ = [
    "MLP",
    "TwinMLPError",
    "TwinMLPWarning",
    "blobs",
    "choose_arithmetic",
    "compare_traces",
    "confusion_matrix",
    "deal",
    "format_comparison",
    "from_keras",
    "from_safetensors",
    "from_sklearn",
    "from_torch",
    "integers",
    "metric",
    "moons",
    "normal",
    "perceptron",
    "permutation",
    "read_document",
    "restore_stream",
    "run_case",
    "stream",
    "stream_state",
    "to_c",
    "to_onnx",
    "to_safetensors",
    "to_sklearn",
    "to_torch",
    "uniform",
    "write_json",
]


def __getattr__(name: str) -> Any:
    if name not in ADAPTERS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.adapters.{ADAPTERS[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
