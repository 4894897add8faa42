"""What is asked for: each ratio, its target, and whether it is reached; one row a ratio, one column a workload."""

from __future__ import annotations

from typing import NamedTuple

from interleave import Contestant, ratio
from table import title

LANGUAGES = ("Python", "R")
PEERS = ("sklearn", "pytorch", "jax_scan", "nnet", "neuralnet", "rsnns")
Times = dict[Contestant, list[float]]


class Measured(NamedTuple):
    """Of one workload: seconds an epoch; the peak of the memory; what watching costs."""

    times: Times
    peaks: dict[tuple[str, str], float]
    watching: dict[tuple[str, str], float]


def of(times: Times, language: str, name: str) -> list[float] | None:
    """The times of one contestant, if it has taken part."""
    return next((s for c, s in times.items() if (c.language, c.name) == (language, name)), None)


def over(measured: Measured, one: tuple[str, str], other: tuple[str, str]) -> float | None:
    """The median of the rounds' ratios."""
    times, others = of(measured.times, *one), of(measured.times, *other)
    return None if times is None or others is None else ratio(times, others)[0]


def fastest_peer(measured: Measured) -> tuple[str, str] | None:
    """Who is the fastest of either language."""
    found = {c: sorted(s)[len(s) // 2] for c, s in measured.times.items() if c.name in PEERS}
    best = min(found, key=found.get, default=None)
    return None if best is None else (best.language, best.name)


def over_fastest(measured: Measured, language: str) -> float | None:
    """Ours over the fastest peer."""
    peer = fastest_peer(measured)
    return None if peer is None else over(measured, (language, "twinmlp"), peer)


def over_peak(measured: Measured, language: str) -> float | None:
    ours, tuned = (measured.peaks.get((language, name)) for name in ("twinmlp", "tuned"))
    return None if ours is None or tuned is None else ours / tuned


# A title, the ratio in one language, its targets for W1 to W5.
RATIOS = [
    (
        "native / tuned loop",
        lambda m, l: over(m, (l, "twinmlp"), (l, "tuned")),
        (0.15, 0.5, 1.0, 1.05, 1.0),
    ),
    ("native / fastest peer", over_fastest, (1.0, 1.0, 1.0, 1.0, 1.0)),
    (
        "reproducible / tuned loop",
        lambda m, l: over(m, (l, "reproducible"), (l, "tuned")),
        (0.3, 0.7, 1.3, 1.8, 1.8),
    ),
    ("peak memory / tuned loop", over_peak, (1.0, 1.0, 1.0, 1.1, 1.1)),
    ("on_epoch / fit alone", lambda m, l: m.watching.get((l, "with_on_epoch")), (1.2,) * 3),
    ("metrics / fit alone", lambda m, l: m.watching.get((l, "with_metrics")), (1.2,) * 3),
]
R_OVER_PYTHON = (1.1, 1.1, 1.1, 1.2, 1.1)


def cell(value: float | None, target: float | None) -> str:
    """The ratio, its target, and whether it is reached, to the digits that are shown."""
    if value is None:
        return ""
    if target is None:
        return f"{value:.2f}"
    return f"{value:.2f} ({target:g}) {'yes' if round(value, 2) <= target else 'NO'}"


def summary(measured: dict[str, Measured], languages: list[str]) -> list[tuple[str, ...]]:
    """The rows of the table, its head first."""
    names, lines = list(measured), []

    def line(text, ratio_of, targets, *language):
        by_name = dict(zip(("W1", "W2", "W3", "W4", "W5"), targets))
        cells = [cell(ratio_of(measured[name], *language), by_name.get(name)) for name in names]
        if any(cells):
            lines.append((text, *cells))

    for text, ratio_of, targets in RATIOS:
        for language in languages:
            line(f"{text}, {language}", ratio_of, targets, language)
        if ratio_of is over_fastest:
            peers = [fastest_peer(m) for m in measured.values()]
            lines.append(("who that is", *("" if p is None else title(p[1]) for p in peers)))
    ours = [(language, "twinmlp") for language in ("R", "Python")]
    line("R / Python, native", lambda m: over(m, *ours), R_OVER_PYTHON)
    return [("ratio (target)", *names), *lines]
