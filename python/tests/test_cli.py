"""The command line: what it writes and prints, and its exit statuses 0, 1 and 2."""

from __future__ import annotations

import json

import pytest
from helpers import case, load
from twinmlp import __version__
from twinmlp.arithmetic.engines import describe_engine
from twinmlp.base.files import fixture_path
from twinmlp.cli.main import main
from twinmlp.cli.options import command_table
from twinmlp.trace.record import run_case

CASE = str(fixture_path("cases/one_unit.json"))

GOLDEN = str(fixture_path("golden/one_unit.json"))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys, *arguments: str):
    status = main(list(arguments))
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_run_case_writes_the_trace(folder, capsys):
    assert run(capsys, "run-case", CASE, "--out", "trace.json") == (0, "", "")
    trace, expected = json.loads((folder / "trace.json").read_text()), run_case(case("one_unit"))
    assert trace["case"] == "one_unit" and trace["losses"] == expected["losses"]
    assert trace["implementation"] == {
        "name": "twinmlp",
        "version": __version__,
        "language": "Python",
        "arithmetic": "native",
    }


def test_run_case_with_another_arithmetic(folder, capsys):
    assert (
        run(capsys, "run-case", CASE, "--out", "trace.json", "--arithmetic", "reproducible")[0] == 0
    )
    assert (
        json.loads((folder / "trace.json").read_text())["implementation"]["arithmetic"]
        == "reproducible"
    )
    status, out, err = run(capsys, "run-case", CASE, "--out", "trace.json", "--arithmetic", "roman")
    assert (status, out, err) == (
        2,
        "",
        '`--arithmetic` must be one of native, reproducible, got "roman".\n',
    )


def test_compare_says_whether_there_is_a_difference(folder, capsys):
    run(capsys, "run-case", CASE, "--out", "trace.json")
    status, out, err = run(capsys, "compare", "trace.json", GOLDEN)
    assert (status, out.split("\n")[0], err) == (0, "No difference beyond what is allowed.", "")
    trace = json.loads((folder / "trace.json").read_text())
    trace["steps"][1]["layers"][0]["dW"][0][0] += 0.5
    (folder / "bad.json").write_text(json.dumps(trace))
    status, out, err = run(capsys, "compare", "bad.json", GOLDEN)
    assert status == 1 and out.startswith(
        "First wrong value: step 1, backward, layer 1, dW[0][0]: "
    )
    assert run(capsys, "compare", "bad.json", "trace.json", "--factor", "0")[0] == 2


def test_compare_takes_what_is_missing_for_a_difference(folder, capsys):
    run(capsys, "run-case", CASE, "--out", "trace.json")
    (folder / "short.json").write_text(
        json.dumps({**json.loads((folder / "trace.json").read_text()), "steps": []})
    )
    status, out, err = run(capsys, "compare", "short.json", GOLDEN)
    assert status == 1 and out.startswith("Missing: ")


def test_train_and_predict(folder, capsys):
    (folder / "and.csv").write_text("a,b,both\n0,0,0\n0,1,0\n1,0,0\n1,1,1\n")
    options = ["--hidden", "none", "--learning-rate", "1", "--epochs", "2000", "--bias", "true"]
    status, out, err = run(capsys, "train", "and.csv", "--out", "network.json", *options)
    assert (status, err) == (0, "")
    assert out.startswith("2-1 network, sigmoid, 3 parameters\ntrained for 2000 epochs, loss ")
    status, out, err = run(capsys, "predict", "network.json", "and.csv")
    assert out.split("\n")[0] == "both"
    assert [round(float(line)) for line in out.split("\n")[1:-1]] == [0, 0, 0, 1]
    assert run(capsys, "predict", "network.json", "and.csv", "--out", "out.csv") == (0, "", "")
    assert (folder / "out.csv").read_text() == out


def test_train_takes_every_option(folder, capsys):
    (folder / "d.json").write_text('{"X": [[0, 1], [1, 0]], "y": [[1], [0]]}')
    status, out, err = run(
        capsys,
        "train",
        "d.json",
        "--out",
        "n.json",
        "--hidden",
        "3,2",
        "--activation",
        "tanh, relu",
        "--output-activation",
        "identity",
        "--bias",
        "false",
        "--loss",
        "half_squared_error",
        "--reduction",
        "mean",
        "--optimizer",
        "sgd",
        "--learning-rate",
        ".5",
        "--epochs",
        "3",
        "--batch-size",
        "1",
        "--order",
        "shuffled",
        "--initializer",
        "he_normal",
        "--seed",
        "1",
        "--generator",
        "r",
        "--skip",
        "2",
        "--arithmetic",
        "reproducible",
    )
    dead = (
        "warning: `activation` relu has a slope of 0 for every sample in 2 of the 2 units of layer 2, which cannot "
        "learn: use scale standard, a smaller learning_rate, another seed, or another activation.\n"
    )
    assert (status, err, out.split("\n")[0]) == (
        0,
        dead,
        "2-3-2-1 network, tanh, relu, identity, 14 parameters",
    )
    assert [layer["b"] for layer in json.loads((folder / "n.json").read_text())["layers"]] == [
        None
    ] * 3


def test_steps_shows_the_article_s_steps(capsys):
    """Step 5 of one_unit: w = 0.5, b = -0.25, x = -1: Z = -0.75, so output = 1/(1 + e^0.75) = 0.3208, E = 0 - 0.3208."""
    status, out, err = run(capsys, "steps", CASE)
    assert (status, err) == (0, "")
    lines = out.split("\n")
    place = lines.index("Step 5: Gradient of error at the output layer")
    assert lines[place + 1 : place + 4] == ["  E = y - output", "  E", "    -0.3208"]


def test_a_later_step_starts_from_the_weights_before_it(capsys):
    golden = load("golden/one_unit.json")
    before, after = golden["steps"][0]["layers"][0], golden["steps"][1]["layers"][0]
    lines = run(capsys, "steps", CASE, "--step", "1", "--decimals", "6")[1].split("\n")
    shown = [lines[i + 1].strip() for i, line in enumerate(lines) if line == "  wout"]
    assert shown == [f"{before['W'][0][0]:.6f}", f"{after['W'][0][0]:.6f}"]


def test_steps_of_a_batch_shows_its_rows(capsys):
    path = str(fixture_path("cases/minibatch_remainder.json"))
    lines = run(capsys, "steps", path, "--step", "2", "--decimals", "2")[1].split("\n")
    data = case("minibatch_remainder")["data"]
    assert lines[1:5] == [
        "  X",
        "    " + "  ".join(f"{x:.2f}" for x in data["X"][6]),
        "  y",
        f"    {data['y'][6][0]:.2f}",
    ]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (
            ["steps", CASE, "--step", "99"],
            "`record.steps[0]` must be a step of this run, 9 or less, got 99.",
        ),
        (["steps", CASE, "--step", "-1"], "`--step` must be a whole number, 0 or more, got -1."),
        (
            ["steps", CASE, "--decimals", "x"],
            '`--decimals` must be a whole number, 1 or more, got "x".',
        ),
        (["train", "no.csv", "--out", "n.json"], '`data` must be a readable file, got "no.csv".'),
        (["train", GOLDEN, "--out", "n.json"], "`data.X` must be present, got nothing."),
        (
            ["train", CASE, "--out", "n.json", "--bias", "maybe"],
            '`--bias` must be one of true, false, got "maybe".',
        ),
        (["predict", CASE, CASE], '`format` must be "twinmlp-network", got "twinmlp-case".'),
        (["compare", CASE, GOLDEN], '`format` must be "twinmlp-trace", got "twinmlp-case".'),
        (
            ["run-case", CASE, "--out", "no/such/folder/trace.json"],
            '`out` must be a writable file, got "no/such/folder/trace.json".',
        ),
        (["run-case", CASE, "--out", "."], '`out` must be a writable file, got ".".'),
    ],
)
def test_bad_input_is_refused(folder, capsys, arguments, text):
    assert run(capsys, *arguments) == (2, "", text + "\n")
    assert list(folder.iterdir()) == []


def test_divergence_is_refused_without_warnings(folder, capsys):
    (folder / "d.json").write_text('{"X": [[1], [2]], "y": [[1], [0]]}')
    options = [
        "--activation",
        "identity",
        "--output-activation",
        "identity",
        "--learning-rate",
        "1000",
    ]
    status, out, err = run(capsys, "train", "d.json", "--out", "n.json", *options)
    assert (
        status == 2
        and out == ""
        and err.startswith("`loss` must be finite, but training diverged at step ")
        and err.count("\n") == 1
    )


def test_help_and_version(capsys):
    status, out, err = run(capsys, "--help")
    assert (status, err) == (0, "") and all(f"  {name} " in out for name in command_table())
    assert max(map(len, out.split("\n"))) <= 80
    assert run(capsys, "--version") == (0, f"twinmlp {__version__}\n{describe_engine()}\n", "")


def test_the_loss_of_an_epoch_over_all_samples_can_be_asked_for(folder, capsys):
    (folder / "data.json").write_text(
        json.dumps({"X": [[1], [2], [3], [4]], "y": [[0], [1], [1], [0]]})
    )

    def first(full: str) -> float:
        options = ("--batch-size", "2", "--epochs", "2", "--history", "h.json", "--full-loss", full)
        assert run(capsys, "train", "data.json", "--out", "net.json", *options)[0] == 0
        return json.loads((folder / "h.json").read_text())["columns"]["loss"][0]

    assert first("true") != first("false")
