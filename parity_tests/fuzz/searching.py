"""The search: inputs drawn by Hypothesis, the first failure made as small as it gets, or all kinds of failures gathered."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from .calls import calls, calls_of_one_language, calls_of_others
from .contents import tables, texts
from .documents import documents, seeds_of
from .files import contents_of, files
from .functions import EXCEPTED
from .judging import flaw, shown
from .lines import lines
from .running import Input, Runner


@st.composite
def inputs(draw: st.DrawFn, seeds: dict[str, Any], contents: dict[str, bytes]) -> Input:
    """All kinds of inputs, calls most often."""
    kinds = {calls: 9, documents: 4, tables: 2, texts: 2, calls_of_one_language: 2, lines: 2}
    kinds |= {calls_of_others: 1, files: 2}
    kind = draw(st.sampled_from([kind for kind, times in kinds.items() for _ in range(times)]))
    return draw(
        {documents: lambda: documents(seeds), files: lambda: files(contents)}.get(kind, kind)()
    )


def is_excepted(what: Input) -> bool:
    """Whether the two languages mean different things by an input, as a table says."""
    return any(what.kind == kind and part in str(what.python) for kind, part in EXCEPTED)


class Found(AssertionError):
    """A failure, as lines."""


def search(
    runner: Runner, count: int, start: int, gather: bool = False
) -> tuple[dict[str, int], dict[str, str]]:
    """How many inputs of each kind were run, and the failures: the first one, at its smallest, or one of every kind."""
    counts: dict[str, int] = {}
    failures: dict[str, str] = {}
    phases = [Phase.generate] if gather else [Phase.generate, Phase.shrink]

    @seed(start)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(inputs(seeds_of(runner.folder), contents_of(runner.folder)))
    def one(what: Input) -> None:
        if is_excepted(what):
            return
        note(runner.folder, what)
        counts[what.kind] = counts.get(what.kind, 0) + 1
        python, r = runner(what)
        wrong = flaw(what, python, r)
        if wrong is None:
            return
        text = shown(what, python, r, wrong)
        if not gather:
            failures["first"] = text
            raise Found(text)
        outcome = python if "Python" in wrong else r
        place = outcome.text[:40] if wrong.startswith("internal") and outcome is not None else ""
        key = f"{what.kind} {wrong} {place}"
        if key not in failures or len(text) < len(failures[key]):
            failures[key] = text

    try:
        one()
    except Found as found:
        failures["first"] = str(found)
    return counts, failures


def note(folder: Any, what: Input) -> None:
    """Write down the input that is about to be run, in case the process does not outlive it."""
    (folder.parent / "last.txt").write_text(f"{what}\n", encoding="utf-8", errors="surrogateescape")
