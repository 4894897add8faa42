"""One multi-layer perceptron, written twice from scratch: this is the NumPy twin."""

__version__ = "0.1.0"
