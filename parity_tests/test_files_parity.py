"""Files of one language read by the other, and both command lines as real programs."""

from __future__ import annotations

import json
import os
import re

import numpy as np
import pytest
from bridge import ROOT
from programs import PROGRAMS, run, run_both
from twinmlp.model.mlp import MLP

CASES = ROOT / "fixtures/cases"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Traces of two cases and a network, written by each language's program."""
    path = tmp_path_factory.mktemp("programs")
    (path / "xor.csv").write_text('a,b,"xor"\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n')
    for id in ("one_unit", "three_hidden_layers"):
        for language in PROGRAMS:
            assert run(
                language,
                "run-case",
                str(CASES / f"{id}.json"),
                "--out",
                f"{id}-{language}.json",
                cwd=path,
            ) == (0, "", "")
    return path


@pytest.mark.parametrize("id", ["one_unit", "three_hidden_layers"])
def test_traces_are_alike_but_for_the_language_and_the_last_digits(id, folder):
    def skeleton(language):
        text = (folder / f"{id}-{language}.json").read_text()
        return re.sub(r"-?\d+\.\d+(e-?\d+)?", "0.0", text.replace(f'"language": "{language}"', ""))

    assert skeleton("Python") == skeleton("R")


@pytest.mark.parametrize("language", PROGRAMS)
def test_traces_in_the_reproducible_arithmetic_are_alike_byte_for_byte(language, tmp_path):
    case = str(CASES / "minibatch_remainder.json")
    texts = []
    for program in PROGRAMS:
        assert (
            run(
                program,
                "run-case",
                case,
                "--out",
                f"{program}.json",
                "--arithmetic",
                "reproducible",
                cwd=tmp_path,
            ).status
            == 0
        )
        texts.append(
            (tmp_path / f"{program}.json").read_text().replace(f'"language": "{program}"', "")
        )
    assert texts[0] == texts[1]


@pytest.mark.parametrize("writer", PROGRAMS)
@pytest.mark.parametrize(
    "options",
    [["--hidden", "3,2", "--bias", "false"], ["--hidden", "none", "--reduction", "mean"]],
    ids=["deep", "one_layer"],
)
def test_a_network_predicts_the_same_in_both(writer, options, folder):
    assert (
        run(
            writer,
            "train",
            "xor.csv",
            "--out",
            f"network-{writer}.json",
            "--epochs",
            "50",
            *options,
            cwd=folder,
        ).status
        == 0
    )
    python, r = run_both("predict", f"network-{writer}.json", "xor.csv", cwd=folder)
    assert (python.status, python.err) == (r.status, r.err) == (0, "")
    assert python.out.startswith("xor\n")
    values = [
        np.array([float(line) for line in outcome.out.split("\n")[1:-1]]) for outcome in (python, r)
    ]
    assert values[0].shape == (4,) and np.max(np.abs(values[0] - values[1])) <= 4 * np.spacing(1.0)


@pytest.mark.parametrize("writer", PROGRAMS)
def test_a_network_goes_through_the_other_language_unchanged(writer, folder, r_package, tmp_path):
    """Read and written again by the other language, the layers are the same to the last byte."""
    run(writer, "train", "xor.csv", "--out", f"again-{writer}.json", "--epochs", "5", cwd=folder)
    first, second = folder / f"again-{writer}.json", tmp_path / "second.json"
    if writer == "R":
        MLP.load(str(first)).save(str(second))
    else:
        from rpy2.rinterface import StrSexpVector

        r_package.raw("write_mlp")(
            r_package.raw("read_mlp")(StrSexpVector([str(first)])), StrSexpVector([str(second)])
        )
    other = "Python" if writer == "R" else "R"
    assert first.read_text().replace(f'"language": "{writer}"', "") == second.read_text().replace(
        f'"language": "{other}"', ""
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["help"],
        ["--version"],
        ["steps", str(CASES / "article_b_first_update.json")],
        ["steps", str(CASES / "three_hidden_layers.json"), "--step", "2", "--decimals", "6"],
        ["steps", str(CASES / "minibatch_remainder.json"), "--step", "3"],
        ["steps", str(CASES / "one_unit.json"), "--step", "10"],
        ["steps", str(CASES / "tiny_magnitudes.json"), "--decimals", "1"],
    ],
    ids=lambda arguments: "-".join(os.path.basename(word) for word in arguments),
)
def test_programs_print_the_same(arguments):
    python, r = run_both(*arguments)
    assert python == r and (python.out or python.err)


@pytest.mark.parametrize("options", [[], ["--factor", "2"]])
def test_compare_prints_the_same_about_the_same_trace(options, folder):
    for language in PROGRAMS:
        python, r = run_both(
            "compare",
            f"one_unit-{language}.json",
            str(ROOT / "fixtures/golden/one_unit.json"),
            *options,
            cwd=folder,
        )
        assert (
            python == r
            and python.status == 0
            and python.out.startswith("No difference beyond what is allowed.\n")
        )


DAMAGE = {
    "value": lambda trace: trace["steps"][1]["layers"][0]["dW"][0].__setitem__(0, 5.0),
    "far_value": lambda trace: trace["steps"][0]["layers"][0]["Z"][0].__setitem__(0, -1.7e308),
    "shape": lambda trace: trace["steps"][0]["layers"][0]["Z"].pop(),
    "ragged": lambda trace: trace["steps"][0]["layers"][0]["Z"][0].append(1.0),
    "missing": lambda trace: trace.update(steps=trace["steps"][:1]),
    "no_losses": lambda trace: trace.update(losses=[]),
    "no_bias": lambda trace: trace["final"]["parameters"][0].update(b=None),
    "rows": lambda trace: trace["steps"][0].update(rows=[0, 2, 1]),
    "loss": lambda trace: trace["final"].update(loss=0.1),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_compare_finds_the_same(damage, folder, tmp_path):
    trace = json.loads((folder / "one_unit-Python.json").read_text())
    DAMAGE[damage](trace)
    (tmp_path / "bad.json").write_text(json.dumps(trace))
    for reference in (ROOT / "fixtures/golden/one_unit.json", folder / "one_unit-Python.json"):
        python, r = run_both("compare", "bad.json", str(reference), cwd=tmp_path)
        assert python == r and python.status == (2 if damage == "ragged" else 1)


def test_training_prints_the_same(folder):
    options = ["--hidden", "2", "--epochs", "20", "--order", "shuffled", "--batch-size", "2"]
    python, r = run_both("train", "xor.csv", "--out", "printed.json", *options, cwd=folder)
    assert python == r and python.out.startswith(
        "2-2-1 network, sigmoid, sigmoid, 9 parameters\ntrained for 20 epochs, loss "
    )
