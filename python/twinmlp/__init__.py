"""One multi-layer perceptron, written twice from scratch: this is the NumPy twin."""

__version__ = "0.1.0"

from .arithmetic import choose_arithmetic
from .compare import compare_traces
from .compare_report import format_comparison
from .data_sets import blobs, moons
from .errors import TwinMLPError
from .files import read_document, write_json
from .metrics import confusion_matrix, metric
from .mlp import MLP
from .perceptron import perceptron
from .rng import integers, normal, permutation, stream, uniform
from .rng_state import restore_stream, stream_state
from .trace import run_case

__all__ = [
    "MLP", "TwinMLPError", "blobs", "choose_arithmetic", "compare_traces", "confusion_matrix", "format_comparison", "integers",
    "metric", "moons", "normal", "perceptron", "permutation", "read_document", "restore_stream", "run_case", "stream",
    "stream_state", "uniform", "write_json",
]
