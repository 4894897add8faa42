"""What the tests of adapters share: networks, and how their examples run."""

from __future__ import annotations

import os

os.environ.setdefault("KERAS_BACKEND", "torch")
