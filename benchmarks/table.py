"""The table of ratios, and what they should be."""

from __future__ import annotations

from math import isnan

from interleave import Contestant, ratio

LAST = ("W3", "W4", "W5")

# (language, contestant) -> workload -> the largest ratio, ours over theirs, that is aimed at; below 1 is faster.
TARGETS = {
    ("Python", "tutorial"): {"W1": 0.95, "W2": 0.95, "W3": 0.95, "W4": 1.0, "W5": 0.95},
    ("Python", "tuned"): {"W1": 0.15, "W2": 0.5, "W3": 1.0, "W4": 1.05, "W5": 1.0},
    ("Python", "bare_products"): {"W4": 1.25, "W5": 1.25},
    ("Python", "sklearn"): dict.fromkeys(("W1", "W2", *LAST), 1.0),
    ("Python", "pytorch"): dict.fromkeys(("W1", "W2", *LAST), 1.0),
    ("R", "tutorial"): {"W1": 0.6, "W2": 0.6, "W3": 0.6, "W4": 0.85, "W5": 0.6},
    ("R", "tuned"): {"W1": 0.15, "W2": 0.5, "W3": 1.0, "W4": 1.05, "W5": 1.0},
    ("R", "bare_products"): {"W4": 1.6, "W5": 1.6},
    ("R", "nnet"): dict.fromkeys(("W2", *LAST), 1.0),
    ("R", "neuralnet"): dict.fromkeys(
        ("W1", "W2", "W5"), 1.0
    ),  # on W3 and W4 it cannot do the batches
    ("R", "rsnns"): dict.fromkeys(("W1", "W2", "W3"), 1.0),
    ("R", "Python"): {"W1": 1.1, "W2": 1.1, "W3": 1.1, "W4": 1.2, "W5": 1.1},
    **{
        (language, "reproducible"): {"W1": 0.3, "W2": 0.7, "W3": 1.3, "W4": 1.8, "W5": 1.8}
        for language in ("Python", "R")
    },
}
TITLES = {
    "twinmlp_plain": "its plain twin",
    "sklearn": "scikit-learn",
    "pytorch": "PyTorch",
    "rsnns": "RSNNS",
    "Python": "ours in Python",
}
HEAD = ("workload", "", "ms an epoch", "ours / it", "least-most", "target", "met", "differs by")


def milliseconds(seconds: list[float]) -> str:
    return f"{sorted(seconds)[len(seconds) // 2] * 1e3:.4g}"


def verdict(language: str, other: str, name: str, value: float) -> tuple[str, str]:
    """The target and whether it is met, where there is one."""
    target = TARGETS.get((language, other), {}).get(name)
    return ("", "") if target is None else (f"{target:.2f}", "yes" if value <= target else "NO")


def versus(
    language: str, other: str, name: str, ours: list[float], theirs: list[float]
) -> tuple[str, ...]:
    """One row: ours over theirs."""
    value, least, most = ratio(ours, theirs)
    shown = (milliseconds(theirs), f"{value:.2f}", f"{least:.2f}-{most:.2f}")
    return (
        f"{name} {language}",
        TITLES.get(other, other),
        *shown,
        *verdict(language, other, name, value),
    )


def rows(
    name: str, times: dict[Contestant, list[float]], differences: dict[Contestant, float]
) -> list[tuple[str, ...]]:
    """One row a contestant; below ours in R, the same over ours in Python."""
    ours = {c.language: seconds for c, seconds in times.items() if c.name == "twinmlp"}
    lines = []
    for contestant, seconds in times.items():
        language, other = contestant.language, contestant.name
        far = differences.get(contestant, float("nan"))
        apart = "" if other == "bare_products" else "other" if isnan(far) else f"{far:.0e}"
        if other == "reproducible":
            tuned = next(s for c, s in times.items() if (c.language, c.name) == (language, "tuned"))
            value, least, most = ratio(seconds, tuned)
            shown = (milliseconds(seconds), f"{value:.2f}", f"{least:.2f}-{most:.2f}")
            met = verdict(language, other, name, value)
            lines.append((f"{name} {language}", "reproducible / tuned", *shown, *met, apart))
            continue
        if other != "twinmlp":
            lines.append((*versus(language, other, name, ours[language], seconds), apart))
            continue
        lines.append(
            (f"{name} {language}", "twinmlp", milliseconds(seconds), "", "", "", "", apart)
        )
        if language == "R" and "Python" in ours:
            lines.append((*versus("R", "Python", name, ours["R"], ours["Python"]), ""))
    return lines


def format_rows(head: tuple[str, ...], lines: list[tuple[str, ...]]) -> list[str]:
    """The lines with columns of one width, as Markdown has them."""
    widths = [max(len(line[k]) for line in [head, *lines]) for k in range(len(head))]
    aligned = [
        "| "
        + " | ".join(
            cell.ljust(width) if k < 2 else cell.rjust(width)
            for k, (cell, width) in enumerate(zip(line, widths))
        )
        + " |"
        for line in [head, *lines]
    ]
    rule = (
        "|"
        + "|".join(
            "-" * (width + 2) if k < 2 else "-" * (width + 1) + ":"
            for k, width in enumerate(widths)
        )
        + "|"
    )
    return [aligned[0], rule, *aligned[1:]]
