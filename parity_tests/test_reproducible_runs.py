"""Whole training runs in the reproducible arithmetic: Python, R and the scalar implementation, bit for bit."""

from __future__ import annotations

import json
import sys
from typing import Any, Iterator

import numpy as np
import pytest
from bridge import ROOT, from_r, to_r
from sample import ALL
from workload import checksum, patterns

sys.path.insert(0, str(ROOT / "fixtures"))
import case_article_c  # noqa: E402
import generate_article_c  # noqa: E402
from twinmlp.arithmetic import platform as platform_check  # noqa: E402
from twinmlp.arithmetic.kinds import choose_arithmetic  # noqa: E402
from twinmlp.base.errors import PlatformError  # noqa: E402
from twinmlp.conformance.bits import run as scalar_run  # noqa: E402
from twinmlp.trace.case import case_parts  # noqa: E402
from twinmlp.trace.record import run_case  # noqa: E402
from twinmlp.train.config import Samples  # noqa: E402
from twinmlp.train.loop import train  # noqa: E402

# The moons of the article are chaotic: the bits of 10,000 epochs, or of the first 1000.
EPOCHS = 10000 if ALL else 1000
CASES = sorted(path.stem for path in (ROOT / "fixtures/cases").glob("*.json"))
QUANTITIES = {"Z", "A", "dA", "dZ", "dW", "db", "W", "b"}


PARTS = ("steps", "validation_losses", "stopping", "losses", "final")


def read(path: str) -> Any:
    return json.loads((ROOT / "fixtures" / path).read_text(encoding="utf-8"))


def entries(value: Any, *path: Any) -> Iterator[tuple[tuple[Any, ...], list[str]]]:
    """Every quantity of a trace's steps, losses and end, with its place and its bits; a word is what it is."""
    if isinstance(value, str):
        yield path, [value]
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from entries(item, *path, name)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for i, item in enumerate(value):
            yield from entries(item, *path, i)
    elif value is not None and not (isinstance(value, list) and not value):
        yield path, patterns(np.asarray(value, dtype=np.float64))


def trained(trace: dict[str, Any]) -> dict[tuple[Any, ...], list[str]]:
    """What a trace says about the training, by place."""
    return dict(entries({name: trace[name] for name in PARTS if name in trace}))


def assert_same_bits(id: str, ours: dict, theirs: dict) -> None:
    """Fail at the first place where two traces differ."""
    assert ours.keys() == theirs.keys()
    different = next((place for place in ours if ours[place] != theirs[place]), None)
    assert different is None, f"case {id}: {different}"


@pytest.mark.parametrize("id", CASES)
def test_python_r_and_the_scalar_run_are_equal(id, r_package):
    text = (ROOT / f"fixtures/cases/{id}.json").read_text(encoding="utf-8")
    case = json.loads(text)
    python = trained(run_case(case, "reproducible"))
    absent = set() if any(layer["bias"] for layer in case["network"]["layers"]) else {"b", "db"}
    if len(case["network"]["layers"]) == 1 and case["loss"]["name"] in (
        "binary_cross_entropy",
        "cross_entropy",
    ):
        absent.add(
            "dA"
        )  # the loss and the last activation are one, and there is no dA of the last layer
    assert {place[-1] for place in python} >= QUANTITIES - absent
    assert_same_bits(
        id, python, trained(r_package.run_case(r_package.read_json(text), "reproducible"))
    )
    assert scalar_run.supports(case)
    assert_same_bits(id, python, trained(scalar_run.run(case)))


def test_long_runs_of_article_a_are_among_the_cases():
    epochs = {id: read(f"cases/{id}.json")["training"]["epochs"] for id in CASES}
    assert epochs["article_a_uniform"] == epochs["article_a_normal"] == 5000


@pytest.fixture(scope="module")
def moons():
    """Article C, the steps at whose end its checkpoints are, and the golden file."""
    golden = read("golden/bits/article_c.json")
    parts = case_parts(case_article_c.article_c(EPOCHS))
    assert len(golden["checkpoints"]) == 100
    return parts, list(range(golden["every"] - 1, EPOCHS, golden["every"])), golden


def assert_golden(losses: Any, checkpoints: list[str], golden: dict[str, Any]) -> None:
    """Hold the printed errors and the checkpoints of a run against the golden ones."""
    errors = [losses[epoch] / 1000.0 for epoch in golden["errors"]["epochs"] if epoch < EPOCHS]
    assert errors and patterns(errors) == golden["errors"]["bits"][: len(errors)]
    assert [f"{error:.17g}" for error in errors] == golden["errors"]["errors"][: len(errors)]
    wrong = [
        i
        for i, (ours, theirs) in enumerate(zip(checkpoints, golden["checkpoints"]))
        if ours != theirs
    ]
    assert not wrong, f"first at epoch {golden['every'] * (wrong[0] + 1)}"
    assert len(checkpoints) == EPOCHS // golden["every"]


def test_chaotic_epochs_in_python(moons):
    parts, record, golden = moons
    training = train(
        parts.network,
        Samples(parts.X, parts.y),
        parts.config,
        choose_arithmetic("reproducible"),
        frozenset(record),
    )
    checkpoints = [checksum(*(layer.W for layer in step.network)) for step in training.steps]
    assert_golden(training.losses, checkpoints, golden)


def test_chaotic_epochs_in_r(moons, r_package):
    import rpy2.rinterface as ri

    parts, record, golden = moons
    arguments = [to_r(value) for value in (parts.network, Samples(parts.X, parts.y), parts.config)]
    training = dict(
        zip(
            *named(
                r_package.raw("train")(
                    *arguments, r_package.arithmetic("reproducible"), ri.FloatSexpVector(record)
                )
            )
        )
    )
    networks = [from_r(dict(zip(*named(step)))["network"]) for step in training["steps"]]
    checkpoints = [checksum(*(layer["W"] for layer in network)) for network in networks]
    assert_golden(from_r(training["losses"]), checkpoints, golden)


def named(value: Any) -> tuple[list[str], list[Any]]:
    """Names and items of an R list, the items as they are."""
    return [str(name) for name in value.names], list(value)


def test_the_first_epochs_are_the_scalar_ones(moons):
    """The file is not what one of the twins printed; `generate_article_c.py --check` computes all of it."""
    parts, epochs = moons[0], 100 if ALL else 10
    *_, (_, scalar) = generate_article_c.walk(epochs)
    training = train(
        parts.network,
        Samples(parts.X, parts.y),
        parts.config._replace(epochs=epochs),
        choose_arithmetic("reproducible"),
    )
    weights = [patterns(layer.W) for layer in training.state.network]
    assert weights == [patterns(np.asarray(layer["W"])) for layer in scalar]
    if ALL:
        assert generate_article_c.checkpoint(scalar) == moons[2]["checkpoints"][0]


def test_the_reproducible_errors_beside_the_true_ones(moons):
    """Chaos begins after epoch 6000: up to there every printed digit is true, whatever the arithmetic."""
    published, golden = read("published/article_c.json"), moons[2]
    true, ours = (
        [f"{float(error):.5f}" for error in errors["errors"]]
        for errors in (published["true"], golden["errors"])
    )
    assert true[:7] == ours[:7] == published["training"]["errors"][:7]
    assert true[6:] == published["not_reproducible"]["true"]


def in_r(r_package: Any, code: str) -> None:
    """Run R code that says `namespace` for the package's namespace."""
    import rpy2.rinterface as ri

    ri.evalr(f'local({{ namespace <- asNamespace("twinmlp"); {code} }})')


@pytest.fixture
def r_probes(r_package):
    """Set what probe i is expected to give in R; all is put back afterwards."""
    in_r(
        r_package,
        'assign(".probes", get("PROBES", namespace), globalenv()); unlockBinding("PROBES", namespace)',
    )
    yield lambda i: in_r(
        r_package,
        f'probes <- get(".probes", globalenv()); probes[[{i + 1}]]$expected <- 3; assign("PROBES", probes, namespace)',
    )
    in_r(
        r_package,
        'assign("PROBES", get(".probes", globalenv()), namespace); lockBinding("PROBES", namespace); rm(".probes", envir = globalenv())',
    )


@pytest.mark.parametrize("i", range(len(platform_check.PROBES)))
def test_a_wrong_probe_refuses_the_run_in_both_languages(i, r_package, r_probes, monkeypatch):
    from rpy2.rinterface_lib.embedded import RRuntimeError

    text = (ROOT / "fixtures/cases/one_unit.json").read_text(encoding="utf-8")
    probes = list(platform_check.PROBES)
    probes[i] = probes[i]._replace(expected=3.0)
    monkeypatch.setattr(platform_check, "PROBES", tuple(probes))
    r_probes(i)
    with pytest.raises(PlatformError) as ours:
        run_case(json.loads(text), "reproducible")
    with pytest.raises(RRuntimeError) as theirs:
        r_package.run_case(r_package.read_json(text), "reproducible")
    assert ours.value.code == "E_PLATFORM" and f"({probes[i].seen} was seen)" in str(ours.value)
    assert str(ours.value) in str(theirs.value)
    run_case(json.loads(text), "native")
    r_package.run_case(r_package.read_json(text), "native")
