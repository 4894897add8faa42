"""One R session for all parity tests; without R they fail, they are never left out."""

from __future__ import annotations

import importlib.util
import shutil

import pytest
from bridge import LIBRARY, start_r

# By the processor time they take, longest first; they begin first, so that both processes end together.
LONG = (
    "test_checker",
    "test_views_parity",
    "test_fuzz",
    "test_checker_commands",
    "test_thinned_traces",
    "test_steps",
    "test_checker_family",
    "test_contributing",
    "test_check_parity",
    "test_site",
    "test_command_line",
    "test_worksheet_parity",
    "test_checker_stopping",
    "test_killed_runs",
    "test_files_parity",
    "test_reproducible_runs",
)


def pytest_collection_modifyitems(items):
    """The long files first, all else as it stands."""
    items.sort(key=lambda item: (*LONG, item.path.stem).index(item.path.stem))


def pytest_sessionstart():
    """Stop with one sentence where a half is missing."""
    missing = [
        name
        for name, there in (
            ("R", shutil.which("R")),
            ("rpy2", importlib.util.find_spec("rpy2")),
            ("the R package in .rlib", (LIBRARY / "twinmlp").is_dir()),
        )
        if not there
    ]
    if missing:
        pytest.exit(
            f"The parity tests need R, rpy2 and the R package; missing: {', '.join(missing)}. `make parity` installs them.",
            returncode=1,
        )


@pytest.fixture(scope="session")
def r_package():
    """The R package, callable from here."""
    return start_r()


@pytest.fixture
def unnamed(monkeypatch):
    """The checker looks for no mistake behind what is wrong: tests of where it is need none."""
    monkeypatch.setattr(
        "twinmlp.conformance.judge.explain.Explanation.find", lambda explanation: []
    )
