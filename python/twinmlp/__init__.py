"""One multi-layer perceptron, written twice from scratch: this is the NumPy twin."""

__version__ = "0.1.0"

from .compare import compare_traces, format_comparison
from .data_sets import blobs, moons
from .errors import TwinMLPError
from .files import read_document, write_json
from .mlp import MLP
from .perceptron import perceptron
from .rng import integers, normal, permutation, stream, uniform
from .rng_state import restore_stream, stream_state
from .trace import run_case

__all__ = [
    "MLP", "TwinMLPError", "blobs", "compare_traces", "format_comparison", "integers", "moons", "normal", "perceptron",
    "permutation", "read_document", "restore_stream", "run_case", "stream", "stream_state", "uniform", "write_json",
]
