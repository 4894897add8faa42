"""Record your own training loop, and have it checked.

>>> from twinmlp import MLP
>>> from twinmlp.record import Recorder
>>> case = MLP(hidden=2, epochs=10).case([[0], [1]], [0, 1])
>>> with Recorder(case) as r:
...     r.Z(1, [[0, 0], [0, 0]])
>>> r.check().passed
False
"""

from .adapters.record_keras import keras
from .adapters.record_sklearn import sklearn
from .adapters.record_torch import torch
from .adapters.recorder import Recorder

__all__ = ["Recorder", "keras", "sklearn", "torch"]
