"""The example of PyTorch in docs/pages/how-to/find-the-difference.md prints what the page says."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs/pages/how-to/find-the-difference.md"


@pytest.mark.filterwarnings("ignore:Using a target size")
def test_the_example():
    code, said = re.search(
        r'title="diagnose\.py"\n(.*?)```.*?```console\n(.*?)```', PAGE.read_text("utf-8"), re.S
    ).groups()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, str(PAGE), "exec"), {})
    assert printed.getvalue().startswith(said)
