"""The table of all contestants, one row each."""

from __future__ import annotations

from math import isnan

from interleave import Contestant, ratio

TITLES = {
    "twinmlp_plain": "its plain twin",
    "reproducible": "reproducible",
    "reproducible_plain": "reproducible, plain twin",
    "bare_products": "bare products",
    "sklearn": "scikit-learn",
    "pytorch": "PyTorch",
    "jax_scan": "JAX",
    "rsnns": "RSNNS",
}
HEAD = ("workload", "", "ms an epoch", "ours / it", "least-most", "differs by")


def title(name: str) -> str:
    return TITLES.get(name, name)


def milliseconds(seconds: list[float]) -> str:
    return f"{sorted(seconds)[len(seconds) // 2] * 1e3:.4g}"


def rows(
    name: str, times: dict[Contestant, list[float]], differences: dict[Contestant, float]
) -> list[tuple[str, ...]]:
    """One row a contestant."""
    ours = {c.language: seconds for c, seconds in times.items() if c.name == "twinmlp"}
    lines = []
    for contestant, seconds in times.items():
        language, other = contestant.language, contestant.name
        far = differences.get(contestant, float("nan"))
        apart = "" if other == "bare_products" else "other" if isnan(far) else f"{far:.0e}"
        shown = ("", "")
        if other != "twinmlp":
            value, least, most = ratio(ours[language], seconds)
            shown = (f"{value:.2f}", f"{least:.2f}-{most:.2f}")
        lines.append((f"{name} {language}", title(other), milliseconds(seconds), *shown, apart))
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
