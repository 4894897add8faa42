"""What several files of tests use; and the long files begin first, so that both processes end
together (xdist would begin with many tests)."""

from __future__ import annotations

import pytest
from twinmlp.arithmetic import compiled

# By the time they take, longest first.
LONG = (
    "test_workbook",
    "test_mistakes",
    "test_advice",
    "test_engines",
    "test_playground",
    "test_walkthrough",
    "test_reproducible",
    "test_golden_files",
    "test_precision",
    "test_other_forms",
    "test_changed_lines",
    "test_epochs",
    "test_views",
    "test_native_products",
    "test_notebook",
    "test_plot_files",
    "test_lbfgs_traces",
    "test_schema",
)


def pytest_collection_modifyitems(items):
    """The long files first, all else as it stands."""
    items.sort(key=lambda item: (*LONG, item.path.stem).index(item.path.stem))


@pytest.fixture(params=[8, 4, 2])
def lanes(request):
    """Every version of the core that this processor has."""
    library = compiled.the_core().library
    used = library.core_use_width(request.param)
    yield used
    library.core_use_width(8)


@pytest.fixture
def unnamed(monkeypatch):
    """The checker looks for no mistake behind what is wrong: tests of where it is need none."""
    monkeypatch.setattr(
        "twinmlp.conformance.judge.explain.Explanation.find", lambda explanation: []
    )
