"""`make run`: the article's network trained in both languages, every number beside its twin."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import numpy as np
from published import published_table, python_numbers, start_r_numbers
from twinmlp.base.files import read_document, read_json, write_json
from twinmlp.base.text import align, format_matrix
from twinmlp.cli.main import main as command_line
from twinmlp.model.mlp import MLP
from twinmlp.plots.animation import moving_boundary, write_gif
from twinmlp.trace.article_steps import NamedStep, article_steps
from twinmlp.trace.case import Case, case_parts
from twinmlp.trace.compare import compare_traces, ulp
from twinmlp.trace.record import run_parts
from twinmlp.walkthrough.index import write_index
from twinmlp.walkthrough.page import write_playground, write_walkthrough
from twinmlp.workbook.draw import write_workbook

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "out"
CASE = ROOT / "fixtures/cases/article_a_uniform.json"
WIDTH = 80
# A factor with which nothing is allowed.
NOTHING = 5e-324
COLOUR = sys.stdout.isatty() and "NO_COLOR" not in os.environ


def paint(text: str, code: str) -> str:
    """Text in a colour, on a terminal that shows them."""
    return f"\033[{code}m{text}\033[0m" if COLOUR else text


def heading(text: str) -> None:
    """A line that starts a part."""
    print("\n" + paint(f"{text} ".ljust(WIDTH, "-"), "1;36") + "\n", flush=True)


def run_r(*arguments: str) -> None:
    """One command line of the R package."""
    subprocess.run(["Rscript", str(ROOT / "r/exec/twinmlp.R"), *map(str, arguments)], check=True)


def timed_traces(parts: Case) -> tuple[dict[str, Any], dict[str, Any]]:
    """The trace of the case from the plain twins of Python and R, both also written to out/."""
    OUT.mkdir(exist_ok=True)
    start = time.perf_counter()
    write_json(OUT / "trace_python.json", run_parts(parts, parts.arithmetic, "plain"))
    middle = time.perf_counter()
    run_r("run-case", CASE, "--engine", "plain", "--out", OUT / "trace_r.json")
    seconds = middle - start, time.perf_counter() - middle
    print(
        f"{parts.config.epochs} epochs took Python {seconds[0]:.1f} s, R {seconds[1]:.1f} s with its start.\n"
    )
    return read_document(OUT / "trace_python.json", "trace"), read_document(
        OUT / "trace_r.json", "trace"
    )


def worst_ulps(a: Any, b: Any) -> float:
    """The largest distance between two matrices, in units in the last place."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    return float((np.abs(a - b) / ulp(b)).max())


def side_by_side(python: NamedStep, r: NamedStep) -> list[str]:
    """One named step: each matrix from Python and from R, and the distance between them."""
    lines = [paint(f"Step {python.number}: {python.title}", "1")]
    for part in filter(None, python.formula.split("; ")):
        lines += textwrap.wrap(part, WIDTH, initial_indent="  ", subsequent_indent="    ")
    for name, ours in python.computes.items():
        theirs = r.computes[name]
        left, right = format_matrix(ours), format_matrix(theirs)
        lines.append(f"  {name}")
        lines.append(f"    {'Python':<{pad(left)}}    {'R':<{pad(right)}}    ULP")
        for i, (a, b) in enumerate(zip(left, right)):
            distance = f"    {worst_ulps(ours, theirs):.3g}" if i == 0 else ""
            lines.append(f"    {a:<{pad(left)}}    {b:<{pad(right)}}{distance}".rstrip())
    return lines


def pad(lines: list[str]) -> int:
    """The width of a block of lines, wide enough for its title."""
    return max(6, *map(len, lines))


def show_steps(parts: Case, python: dict[str, Any], r: dict[str, Any]) -> None:
    """The twelve named steps of the first epoch."""
    heading("The first training step, number by number")
    both = [
        article_steps(parts.X, parts.y, parts.network, trace["steps"][0]) for trace in (python, r)
    ]
    for ours, theirs in zip(*both):
        print("\n".join(side_by_side(ours, theirs)) + "\n")


def show_outputs(parts: Case, python: dict[str, Any], r: dict[str, Any]) -> None:
    """The outputs of the last recorded step beside the targets, and the loss on the way."""
    heading(f"After {parts.config.epochs} epochs")
    outputs = [np.asarray(trace["steps"][-1]["layers"][-1]["A"]) for trace in (python, r)]
    rows = [["sample", "target", "Python's output", "R's output"]]
    for i, (a, b) in enumerate(zip(*outputs)):
        rows.append([str(i + 1), f"{parts.y[i, 0]:.0f}", f"{a[0]:.17g}", f"{b[0]:.17g}"])
    print("\n".join(align(rows)) + "\n")
    epochs = [0, 1, 10, 100, 1000, len(python["losses"]) - 1]
    rows = [["loss before epoch", "Python", "R"]]
    rows += [[str(e), *(f"{trace['losses'][e]:.12f}" for trace in (python, r))] for e in epochs]
    print("\n".join(align(rows)))


def show_parity(python: dict[str, Any], r: dict[str, Any], golden: dict[str, Any]) -> bool:
    """Quantity by quantity, the worst difference over all recorded steps."""
    heading("Every quantity: the largest distance, in units in the last place (ULP)")
    judged = compare_traces(python, golden), compare_traces(r, golden)
    columns = [
        compare_traces(a, b, NOTHING).worst for a, b in ((python, r), (python, golden), (r, golden))
    ]
    rows = [["quantity", "Python - R", "Python - true", "R - true", "worst difference", "allowed"]]
    for name in judged[0].worst:
        worst = max((side.worst[name] for side in judged), key=lambda found: found.difference)
        ulps = [f"{column[name].ulps:.3g}" for column in columns]
        rows.append([name, *ulps, f"{worst.difference:.1e}", f"{worst.allowed:.1e}"])
    print("\n".join(align(rows)) + "\n")
    (OUT / "parity.txt").write_text("\n".join(align(rows)) + "\n")
    agreed = all(side.first is None for side in judged)
    print(
        paint("Both languages agree with the true values.", "1;32")
        if agreed
        else paint("A value is off.", "1;31")
    )
    return agreed


def show_published(r_process: subprocess.Popen[bytes]) -> None:
    """The article's printed numbers beside those of both languages."""
    b, c = (
        read_json(ROOT / f"fixtures/published/article_{name}.json", "published") for name in "bc"
    )
    python = python_numbers()
    if r_process.wait() != 0:
        raise SystemExit("R stopped with an error; see above.")
    r = read_json(OUT / "published_r.json", "published")
    heading("The article's published numbers, from seed 42 alone")
    print(
        "Squared error of each sample before training (4-3-1, no biases);\n"
        "= agrees in every printed digit\n"
    )
    print(
        "\n".join(
            published_table(
                ["sample", "1", "2", "3"],
                b["initial"]["squared_errors"],
                {"Python": python["initial"], "R": r["initial"]},
            )
        )
    )
    print("\nMean error while it trains for 1000 epochs\n")
    epochs = ["epoch", *(f"{epoch:.0f}" for epoch in b["training"]["epochs"])]
    print(
        "\n".join(
            published_table(epochs, b["training"]["errors"], {"Python": python["b"], "R": r["b"]})
        )
    )
    print(
        "\nMoons, 2-10-1, 10000 epochs. From epoch 7000 on training is chaotic: every\n"
        "digit hangs on the last bit, so the article's last three cannot be had again.\n"
        "The reproducible arithmetic gives the same bits everywhere.\n"
    )
    epochs = ["epoch", *(f"{epoch:.0f}" for epoch in c["training"]["epochs"])]
    true = [float(text) for text in c["training"]["errors"][:6] + c["not_reproducible"]["true"]]
    columns = {
        "Python": python["c"],
        "R": r["c"],
        "reproducible": python["c_reproducible"],
        "true": true,
    }
    print("\n".join(published_table(epochs, c["training"]["errors"], columns)))
    same = python["c_reproducible"] == r["c_reproducible"]
    print(
        f"\nThe reproducible errors of both languages are {'identical to the last bit' if same else 'NOT identical'}."
    )


def start_pictures() -> list[subprocess.Popen[bytes]]:
    """R's pictures and the notebook, by processes that run beside the rest."""
    program = ["Rscript", str(ROOT / "r/exec/twinmlp.R")]
    commands = (
        ["pictures", str(CASE), "--out", str(OUT / "r")],
        ["article-pictures", "--out", str(OUT / "r")],
    )
    notebook = [sys.executable, str(ROOT / "parity_tests/notebook.py"), str(OUT / "article.ipynb")]
    return [
        subprocess.Popen(words, stdout=subprocess.DEVNULL)
        for words in (notebook, *([*program, *command] for command in commands))
    ]


def make_pages(others: list[subprocess.Popen[bytes]]) -> None:
    """Pictures, the walk-through, the workbook, and the page that links them all."""
    heading("Pictures and pages")
    document = read_document(CASE, "case")
    moons, c = (
        read_json(ROOT / f"fixtures/{name}.json", "data")
        for name in ("data/moons_c", "published/article_c")
    )
    model = MLP(**c["training"]["arguments"])
    X, y = np.array(moons["X"]), np.array(moons["y"])
    work = {
        "the step tables, curves and boundaries": lambda: [
            command_line(["pictures", str(CASE), "--out", str(OUT / "python")]),
            command_line(["article-pictures", "--out", str(OUT / "python")]),
        ],
        "the playground": lambda: write_playground(str(OUT / "playground.html")),
        "the walk-through": lambda: write_walkthrough(
            document, str(OUT / "walkthrough.html"), str(OUT / "trace_r.json")
        ),
        "the live workbook": lambda: write_workbook(document, str(OUT / "steps.xlsx")),
        "the article's listings": lambda: [
            command_line(
                ["listing", str(CASE), "--style", "article", "--language", language]
                + ["--out", str(OUT / f"listing{suffix}")]
            )
            for language, suffix in {"python": ".py", "r": ".R"}.items()
        ],
        "the moving boundary": lambda: write_gif(
            moving_boundary(model.start(2, 1), X, y, model.config, title="Moons, epoch"),
            str(OUT / "moons_training.gif"),
        ),
        "the notebook, and R's pictures": lambda: [process.wait() for process in others],
    }
    for name, make in work.items():
        start = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):
            make()
        print(f"  {name:<42}{time.perf_counter() - start:5.1f} s", flush=True)
    if any(process.returncode for process in others):
        raise SystemExit("R or the notebook stopped with an error; see above.")
    print(
        f"\nOpen {os.path.relpath(write_index(str(OUT)))} in a browser: it links everything; begin with\n"
        "playground.html."
    )


def main() -> int:
    """The whole tour; exit status 1 if a value is further from the truth than it may be."""
    start = time.perf_counter()
    parts = case_parts(read_document(CASE, "case"))
    heading("One network, two languages")
    print(
        "The article's example: 3 samples of 4 features, 3 hidden sigmoid units, 1\n"
        "sigmoid output, half squared error, full-batch gradient descent. Both languages\n"
        "start from the same weights, and run the plain twins, as they stand.\n"
        "The true values are computed with 256 bits and rounded once.\n"
    )
    python, r = timed_traces(parts)
    published_r = start_r_numbers(OUT / "published_r.json")
    r_pictures = start_pictures()
    golden = read_json(ROOT / f"fixtures/golden/{parts.id}.json", "golden")
    show_steps(parts, python, r)
    show_outputs(parts, python, r)
    agreed = show_parity(python, r, golden)
    show_published(published_r)
    make_pages(r_pictures)
    print(
        f"\nTraces of every number: out/trace_python.json, out/trace_r.json. {time.perf_counter() - start:.1f} seconds."
    )
    return 0 if agreed else 1


if __name__ == "__main__":
    sys.exit(main())
