"""Files of strangers: where they are, and the case they are about."""

from __future__ import annotations

import os
from pathlib import Path

from bridge import ROOT

CASE = ROOT / "fixtures/cases/one_unit.json"

CARS = str(ROOT / "fixtures/data/cars.json")


def odd_files(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "device").symlink_to("/dev/zero")
    (folder / "folder").mkdir()
    (folder / "nowhere").symlink_to("missing")
    (folder / "loop").symlink_to("loop")
