"""One R session for all parity tests; without R they fail, they are never left out."""

from __future__ import annotations

import pytest

from bridge import start_r


@pytest.fixture(scope="session")
def r_package():
    """The R package, callable from here."""
    return start_r()
