"""Mistakes of other people, planted by replacing lines of a plain NumPy program: found, located,
named? Run as a program, it prints the table.

python parity_tests/foreign_trial.py
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
import types
from pathlib import Path
from typing import Any, Iterator, NamedTuple

import numpy as np
from bridge import ROOT
from twinmlp.base.text import align
from twinmlp.conformance.judge.check import check

ADAPTERS = ROOT / "parity_tests/adapters"
MODULES = ("numpy_parts", "numpy_mlp")
DOCUMENTS = {
    name: json.loads((ROOT / f"parity_tests/foreign_{name}.json").read_text())
    for name in ("mistakes", "heldout", "in_c", "in_torch")
}
MISTAKES, HELD_OUT, IN_C, IN_TORCH = (document["mistakes"] for document in DOCUMENTS.values())
TORCH = ROOT / "out/torch/bin/python"


LINE = "LINE_CHANGED"  # not one mistake: right is the line that is named


class Result(NamedTuple):
    """What the checker said to one mistake in one case."""

    what: str
    case: str
    found: bool
    first: str
    codes: tuple[str, ...]
    right: tuple[str, ...]
    seconds: float

    @property
    def named_first(self) -> bool:
        return self.is_right(self.first)

    @property
    def named(self) -> bool:
        return any(map(self.is_right, self.codes))

    def is_right(self, label: str) -> bool:
        """Whether a code, or what is said of a changed line, is a right name."""
        return any(
            name in label if label.startswith(LINE) else name == label for name in self.right
        )

    @property
    def misleading(self) -> bool:
        return self.first != "none" and not self.named


def program(changes: list[list[str]]) -> Any:
    """The NumPy program with lines replaced, each once."""
    left = list(changes)
    for name in MODULES:
        text = (ADAPTERS / f"{name}.py").read_text()
        for old, new in changes:
            if old in text:
                text = text.replace(old, new)
                left.remove([old, new])
        sys.modules[name] = module = types.ModuleType(name)
        exec(compile(text, name, "exec"), vars(module))
    assert not left, f"not in the program: {left}"
    return module


def case_of(id: str) -> Any:
    return json.loads((ROOT / f"fixtures/cases/{id}.json").read_text())


def trace_of(changes: list[list[str]], id: str) -> Any:
    """The trace of a case by the program with lines replaced."""
    module = program(changes)
    with np.errstate(all="ignore"):
        return module.plain(module.train(case_of(id)))


def trace_in_c(changes: list[list[str]], id: str) -> Any:
    """The trace of a case by the C program with lines replaced, compiled anew."""
    text = replaced("net.c", changes)
    with tempfile.TemporaryDirectory() as folder:
        source, program, trace = (Path(folder) / name for name in ("net.c", "net", "trace.json"))
        source.write_text(text)
        subprocess.run(["cc", "-O1", "-o", program, source, "-lm"], check=True)
        subprocess.run([program, ROOT / f"fixtures/cases/{id}.json", trace], check=True)
        return json.loads(trace.read_text())


def replaced(name: str, changes: list[list[str]]) -> str:
    """A program of the adapters with lines replaced, each once."""
    text = (ADAPTERS / name).read_text()
    for old, new in changes:
        assert text.count(old) == 1, f"not in the program, or not once: {old}"
        text = text.replace(old, new)
    return text


def trace_in_torch(changes: list[list[str]], id: str) -> Any:
    """The trace of a case by PyTorch in single precision, with lines replaced."""
    text = replaced("pytorch.py", [*DOCUMENTS["in_torch"]["single"], *changes])
    with tempfile.TemporaryDirectory() as folder:
        program, trace = (Path(folder) / name for name in ("program.py", "trace.json"))
        program.write_text(text)
        subprocess.run([TORCH, program, ROOT / f"fixtures/cases/{id}.json", trace], check=True)
        return json.loads(trace.read_text())


def label(fit: Any) -> str:
    """The code of a mistake; of a changed line, what it is."""
    return f"{fit.code} {fit.says}" if fit.code == LINE else fit.code


def headline(report: Any) -> tuple[str, tuple[str, ...]]:
    """What the first sentence names as the cause, or none; and all codes of the report."""
    findings = report.findings
    codes = tuple(dict.fromkeys(label(fit) for finding in findings for fit in finding.fits))
    causes = [label(fit) for fit in findings[0].fits if fit.is_cause] if findings else []
    return (causes or ["none"])[0], codes


def all_results(mistakes: list[Any], run: Any = trace_of) -> Iterator[Result]:
    """Every mistake in all of its cases, by a program."""
    for mistake in mistakes:
        for id in mistake["cases"]:
            trace = run(mistake["changes"], id)
            start = time.perf_counter()
            report = check(case_of(id), trace)
            seconds = time.perf_counter() - start
            first, codes = headline(report)
            found = bool(report.findings)
            right = tuple(mistake["named"])
            yield Result(mistake["what"], id, found, first, codes, right, seconds)


def summary(results: list[Result]) -> list[str]:
    """The figures."""
    count, share = len(results), lambda name: sum(getattr(r, name) for r in results)
    return [
        f"{len({r.what for r in results})} mistakes, planted {count} times: found {share('found')}",
        *(
            f"{name.replace('_', ' ')}: {share(name)} ({100 * share(name) / count:.1f}%)"
            for name in ("named_first", "named", "misleading")
        ),
        f"a check takes {statistics.median(r.seconds for r in results):.2f} s (median)",
    ]


if __name__ == "__main__":
    for title, mistakes, run in (
        ("known", MISTAKES, trace_of),
        ("held out", HELD_OUT, trace_of),
        ("in C", IN_C, trace_in_c),
        ("in PyTorch, in single precision", IN_TORCH, trace_in_torch),
    ):
        found = list(all_results(mistakes, run))
        rows = [
            [r.what[:60], r.case, r.first, " ".join(r.right) or "-"]
            for r in found
            if not r.named_first
        ]
        head = [f"{title}: not named first", "case", "first", "is"]
        print("\n".join(align([head, *rows], left=4)))
        print("\n".join(["", *summary(found), ""]))
