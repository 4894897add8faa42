"""Cases and golden files, as tests of the oracle read them."""

from __future__ import annotations

import json
from pathlib import Path

FIXTURES = Path(__file__).parents[2] / "fixtures"

CASES = {
    path.stem: json.loads(path.read_text()) for path in sorted((FIXTURES / "cases").glob("*.json"))
}


def golden(name):
    return json.loads((FIXTURES / "golden" / f"{name}.json").read_text())
