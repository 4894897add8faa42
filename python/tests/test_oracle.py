"""The oracle against hand arithmetic, numerical derivatives and published numbers; and the files it wrote."""

from __future__ import annotations

import ast
import copy
import json
import math
from fractions import Fraction
from pathlib import Path

import mpmath
import numpy as np
import pytest
from jsonschema import Draft202012Validator
from twinmlp.conformance.spec import walk_run
from twinmlp.conformance.truth import balls, bounds, certify, oracle, resync

CONFORMANCE = Path(oracle.__file__).parents[1]
FIXTURES = Path(__file__).parents[2] / "fixtures"
CASES = {
    path.stem: json.loads(path.read_text()) for path in sorted((FIXTURES / "cases").glob("*.json"))
}
SCHEMAS = {
    name: json.loads((FIXTURES / "schemas" / f"{name}.schema.json").read_text())
    for name in ("case", "trace", "golden", "network")
}
QUANTITIES = ("Z", "A", "dA", "dZ", "dW", "db", "W", "b")


def golden(name):
    return json.loads((FIXTURES / "golden" / f"{name}.json").read_text())


def small_case(layers, X, y, **changes):
    """A case with one full-batch step, from rows of (activation, W, b)."""
    case = {
        "id": "small",
        "network": {
            "layers": [
                {"inputs": len(W), "units": len(W[0]), "activation": f} for f, W, b in layers
            ]
        },
        "loss": {"name": "half_squared_error"},
        "optimizer": {"name": "sgd", "learning_rate": 0.5},
        "training": {"epochs": 1},
        "data": {"X": X, "y": y},
        "parameters": [{"W": W, "b": b} for _, W, b in layers],
        "record": {"steps": [0]},
    }
    return {**case, **changes}


# By hand ------------------------------------------------------------------------------------------------------------


def test_identity_by_hand():
    # X = [1 2; 3 -1], W = [1; 2], b = 0.5, y = [4; 2], learning rate 0.5
    step = oracle.run(small_case([("identity", [[1], [2]], [0.5])], [[1, 2], [3, -1]], [[4], [2]]))[
        "steps"
    ][0]
    layer = step["layers"][0]
    assert layer["Z"] == [[5.5], [1.5]]  # 1 1 + 2 2 + 0.5; 3 1 - 1 2 + 0.5
    assert layer["A"] == layer["Z"]
    assert step["loss"] == 1.25  # (1.5^2 + 0.5^2) / 2
    assert layer["dA"] == layer["dZ"] == [[1.5], [-0.5]]  # 5.5 - 4; 1.5 - 2
    assert layer["dW"] == [[0.0], [3.5]]  # 1 1.5 - 3 0.5; 2 1.5 + 1 0.5
    assert layer["db"] == [1.0]  # 1.5 - 0.5
    assert layer["W"] == [[1.0], [0.25]]  # 1 - 0.5 0; 2 - 0.5 3.5
    assert layer["b"] == [0.0]  # 0.5 - 0.5 1
    assert layer["tolerance"]["Z"] == {
        "free": 0,
        "local": 0,
    }  # small multiples of a half: exact in any order


def test_two_layers_by_hand():
    # x = 1, W_1 = ln 3 (its double, w), no bias; a = 1 / (1 + e^-w), by mpmath; W_2 = 2, y = 1, mean over one sample
    w = math.log(3)
    case = small_case([("sigmoid", [[w]], None), ("identity", [[2]], [0])], [[1]], [[1]])
    case["loss"]["reduction"] = "mean"
    first, second = oracle.run(case)["steps"][0]["layers"]
    with mpmath.workdps(50):
        a = 1 / (1 + mpmath.exp(-mpmath.mpf(w)))
        error = 2 * a - 1  # z_2 - y
        slope = a * (1 - a)
        assert abs(a - Fraction(3, 4)) < 1e-15  # 1 / (1 + 1/3)
        assert abs(slope - Fraction(3, 16)) < 1e-15
        assert abs(error - Fraction(1, 2)) < 1e-15
        assert first["A"] == [[float(a)]]
        assert second["Z"] == [[float(2 * a)]]
        assert second["dA"] == second["dZ"] == [[float(error)]]
        assert second["dW"] == [[float(a * error)]]  # A_1^T dZ_2, about 3/8
        assert first["dA"] == [[float(2 * error)]]  # the old W_2
        assert first["dZ"] == first["dW"] == [[float(2 * error * slope)]]  # about 3/16
        assert first["W"] == [[float(w - error * slope)]]  # learning rate 1/2, times 2
        assert second["W"] == [[float(2 - a * error / 2)]]
    assert first["db"] is first["b"] is None
    assert first["tolerance"]["db"] is first["tolerance"]["b"] is None


def test_relu_and_mean_by_hand():
    # Z = [1 -1 0], relu'(0) = 0; two samples of it, so the mean halves what is the same twice
    case = small_case([("relu", [[1, -1, 0]], [0, 0, 0])], [[1], [1]], [[0, 1, 1], [0, 1, 1]])
    case["loss"]["reduction"] = "mean"
    step = oracle.run(case)["steps"][0]
    layer = step["layers"][0]
    assert layer["A"] == [[1, 0, 0]] * 2
    assert step["loss"] == 1.5  # 2 (1 + 1 + 1) / 2 / 2
    assert layer["dA"] == [[0.5, -0.5, -0.5]] * 2
    assert layer["dZ"] == [[0.5, 0, 0]] * 2
    assert layer["dW"] == [[1, 0, 0]]


def test_batches():
    training = {"epochs": 2, "batch_size": 2, "order": "shuffled", "seed": 7, "generator": "numpy"}
    stream = np.random.RandomState(7)
    expected = [stream.permutation(5).tolist() for _ in range(2)]
    assert [
        [row for rows in epoch for row in rows]
        for epoch in walk_run.epoch_batches(training, 5, np.random.RandomState(7))
    ] == expected
    assert list(walk_run.epoch_batches({"epochs": 1, "batch_size": 2}, 5, None)) == [
        [[0, 1], [2, 3], [4]]
    ]
    # set.seed(7); sample(5); sample(5) in R 4.2
    orders = [
        [row for rows in epoch for row in rows]
        for epoch in walk_run.epoch_batches(training, 5, walk_run.RStream(7))
    ]
    assert orders == [[1, 2, 3, 4, 0], [1, 2, 4, 3, 0]]


def test_epoch_losses_are_of_all_rows_before_the_updates():
    case = CASES["minibatch_remainder"]
    record = golden("minibatch_remainder")
    whole = copy.deepcopy(case)
    whole["training"].update(epochs=1, batch_size=None)
    whole["record"]["steps"] = []
    for epoch in (0, 1):
        shorter = copy.deepcopy(case)
        shorter["training"]["epochs"] = epoch + 1
        assert record["losses"][: epoch + 1] == oracle.run(shorter)["losses"]
    assert oracle.run(whole)["losses"][0] == record["losses"][0]


# By another road ----------------------------------------------------------------------------------------------------

MPMATH = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "tanh": mpmath.tanh,
    "relu": lambda z: z if z > 0 else mpmath.mpf(0),
    "leaky_relu": lambda z, alpha=mpmath.mpf(0.01): max(z, alpha * z),
    "elu": lambda z, alpha=1: z if z > 0 else alpha * mpmath.expm1(z),
    "selu": lambda z: (
        mpmath.mpf("1.0507009873554804934193349852946")
        * (z if z > 0 else mpmath.mpf("1.6732632423543772848170429916717") * mpmath.expm1(z))
    ),
    "softplus": lambda z: mpmath.log(1 + mpmath.exp(z)),
    "softsign": lambda z: z / (1 + abs(z)),
    "silu": lambda z: z / (1 + mpmath.exp(-z)),
    "gelu": lambda z: (
        z / 2 * (1 + mpmath.tanh(mpmath.sqrt(2 / mpmath.pi) * (z + mpmath.mpf("0.044715") * z**3)))
    ),
    "hard_sigmoid": lambda z: min(max(z / 6 + mpmath.mpf(0.5), 0), 1),
}

# name -> the loss of one row, from its outputs, targets and options
MPMATH_LOSSES = {
    "half_squared_error": lambda a, y: sum((p - t) ** 2 for p, t in zip(a, y)) / 2,
    "squared_error": lambda a, y: sum((p - t) ** 2 for p, t in zip(a, y)),
    "absolute_error": lambda a, y: sum(abs(p - t) for p, t in zip(a, y)),
    "huber": lambda a, y, delta=1: sum(
        (p - t) ** 2 / 2 if abs(p - t) <= delta else delta * (abs(p - t) - mpmath.mpf(delta) / 2)
        for p, t in zip(a, y)
    ),
    "binary_cross_entropy": lambda a, y: (
        -sum(t * mpmath.log(p) + (1 - t) * mpmath.log(1 - p) for p, t in zip(a, y))
    ),
    "cross_entropy": lambda a, y: -sum(t * mpmath.log(p) for p, t in zip(a, y)),
}


def activated(activation, values):
    """f of a row, from a name or a name with parameters."""
    if activation == "softmax":
        return [mpmath.exp(z) / mpmath.fsum(map(mpmath.exp, values)) for z in values]
    options = (
        {}
        if isinstance(activation, str)
        else {key: value for key, value in activation.items() if key != "name"}
    )
    return [
        MPMATH[activation if isinstance(activation, str) else activation["name"]](z, **options)
        for z in values
    ]


def loss_by_mpmath(case, parameters, rows):
    """J, written out with loops."""
    total = mpmath.mpf(0)
    for i in rows:
        values = [mpmath.mpf(x) for x in case["data"]["X"][i]]
        for layer, p in zip(case["network"]["layers"], parameters):
            values = activated(
                layer["activation"],
                [
                    mpmath.fsum(a * p["W"][k][j] for k, a in enumerate(values))
                    + (p["b"][j] if p["b"] else 0)
                    for j in range(layer["units"])
                ],
            )
        options = {
            key: value for key, value in case["loss"].items() if key not in ("name", "reduction")
        }
        term = MPMATH_LOSSES[case["loss"]["name"]](values, case["data"]["y"][i], **options)
        total += term * (case["data"]["sample_weight"] or [1] * (i + 1))[i]
    return total / (len(rows) if case["loss"]["reduction"] == "mean" else 1)


def places(layer):
    """Every number of W, and of b."""
    for k, row in enumerate(layer["W"]):
        yield from (("W", (k, j)) for j in range(len(row)))
    yield from (("b", (j,)) for j in range(len(layer["b"] or [])))


DIFFERENTIATED = [
    "article_a_uniform",
    "three_hidden_layers",
    "mixed_activations",
    "minibatch_remainder",
    "regression_two_outputs",
    "shuffled_minibatches",
]
DIFFERENTIATED += [
    name
    for name, case in CASES.items()
    if {"activation", "loss", "weights"} & set(case["flags"])
    and not {"kink", "saturated", "dropout"} & set(case["flags"])
]


def moved(case, step, l, kind, index, by):
    """J of a step after one parameter has moved."""
    parameters = copy.deepcopy(case["parameters"])
    inner = parameters[l][kind]
    for i in index[:-1]:
        inner = inner[i]
    inner[index[-1]] = mpmath.mpf(inner[index[-1]]) + by
    return loss_by_mpmath(case, parameters, step["rows"])


@pytest.mark.parametrize("name", DIFFERENTIATED)
def test_gradients_are_the_derivatives_of_the_loss(name):
    case, step = CASES[name], golden(name)["steps"][0]
    with mpmath.workdps(50):
        assert step["loss"] == float(loss_by_mpmath(case, case["parameters"], step["rows"]))
        h = mpmath.mpf(10) ** -15
        for l, layer in enumerate(case["parameters"]):
            for kind, index in places(layer):
                # central differences, off by h^2 = 1e-30 times a third derivative
                slope = (
                    moved(case, step, l, kind, index, h) - moved(case, step, l, kind, index, -h)
                ) / (2 * h)
                recorded = np.asarray(step["layers"][l]["d" + kind])[index]
                assert abs(recorded - slope) <= 2.0**-52 * abs(recorded) + mpmath.mpf(10) ** -27


# Published ----------------------------------------------------------------------------------------------------------


def test_the_articles_errors_before_training():
    A = np.array(golden("article_b_first_update")["steps"][0]["layers"][1]["A"])
    y = np.array(CASES["article_b_first_update"]["data"]["y"])
    assert np.round((y - A) ** 2 / 2, 8).ravel().tolist() == [0.05013458, 0.03727248, 0.25388062]


def test_the_articles_ten_errors():
    printed = [
        "0.11553",
        "0.11082",
        "0.10606",
        "0.09845",
        "0.08483",
        "0.06396",
        "0.04206",
        "0.02641",
        "0.01719",
        "0.01190",
    ]
    assert [
        "%.5f" % (loss / 3) for loss in golden("article_b_training")["losses"][::100]
    ] == printed


def test_the_articles_draws():
    draws = np.random.RandomState(42).uniform(size=30).tolist()
    for name, own in (("article_b_first_update", draws[:15]), ("article_b_training", draws[15:])):
        layers = CASES[name]["parameters"]
        assert [value for layer in layers for row in layer["W"] for value in row] == own


# Certificates and tolerances ----------------------------------------------------------------------------------------


def test_a_straddling_ball_is_undecided():
    with balls.precision(64):
        nothing = balls.exact([1.0]) / 3 * 3 - 1  # a ball around 0
        assert balls.rounded(1 + nothing) == 1
        with pytest.raises(balls.Undecided):
            balls.rounded(1 + nothing + 2.0**-53)  # halfway between two doubles
        with pytest.raises(balls.Undecided):
            balls.relu(nothing)


def test_both_certificates_give_the_same_doubles(monkeypatch):
    case = CASES["mixed_activations"]
    proved, certificate = certify.certified(case, 128)
    monkeypatch.setattr(certify, "ENCLOSURE_BITS", 0)
    agreed, other = certify.certified(case, 128)
    assert certificate["kind"] == "enclosure" and other == {"kind": "agreement", "bits": 256}
    assert certify.as_lists(proved) == certify.as_lists(agreed)


def test_exact_products_have_no_bound():
    assert bounds.product(np.array([[1.0, 2.0]]), np.array([[3.0], [-0.5]])) == 0
    assert bounds.product(np.array([[1.0, 2.0**60]]), np.array([[1.0], [1.0]])) > 2.0**60 * 2.0**-53
    assert (
        bounds.product(np.array([[0.1, 0.0]]), np.array([[1.0], [0.7]])) == 0
    )  # one term that needs no rounding
    assert bounds.product(np.array([[0.1]]), np.array([[0.1]])) > 0
    assert (
        bounds.product(np.array([[2.0**-600]]), np.array([[2.0**-600]])) == bounds.FLOOR
    )  # would underflow


def test_products_in_double_stay_within_the_bound():
    random = np.random.RandomState(5)
    for K in (1, 2, 7, 40):
        A, B = (
            random.standard_normal((5, K)),
            random.standard_normal((K, 3)) * 10.0 ** random.randint(-9, 9, (K, 3)),
        )
        truth = balls.nearest(balls.exact(A) @ balls.exact(B))
        for order in (np.arange(K), random.permutation(K)):
            assert np.all(np.abs(A[:, order] @ B[order] - truth) <= bounds.product(A, B))


def test_resync_finds_one_mistake_once():
    name = "mixed_activations"
    case, record = CASES[name], golden(name)
    step = copy.deepcopy(record["steps"][0])
    step["layers"][1]["dZ"][0][0] *= 2
    judged = resync.resync(case, case["parameters"], step)
    off = [
        (l, quantity)
        for l, layer in enumerate(step["layers"])
        for quantity in QUANTITIES
        if np.any(
            np.abs(np.array(layer[quantity]) - judged["layers"][l][quantity][0])
            > judged["layers"][l][quantity][1]
        )
    ]
    # dZ_2 itself, and what the recorded dW_2, db_2 and dA_1 should have been, had they been computed from it
    assert off == [(0, "dA"), (1, "dZ"), (1, "dW"), (1, "db")]


@pytest.mark.parametrize("name", list(CASES))
def test_resync_accepts_the_golden_step(name):
    case, step = CASES[name], golden(name)["steps"][0]
    judged = resync.resync(case, case["parameters"], step)
    saturated = "saturated" in case["flags"]  # there 1 - A has another value for the rounded A
    for layer, own in zip(step["layers"], judged["layers"]):
        for quantity in QUANTITIES:
            if layer[quantity] is None:
                assert own[quantity] is None
                continue
            reference, bound = own[quantity]
            assert np.shape(reference) == np.shape(bound) == np.shape(layer[quantity])
            assert np.all(np.isfinite(bound)) and np.all(bound >= 0)
            if not saturated and quantity in ("Z", "A") and layer is step["layers"][0]:
                assert np.all(
                    np.abs(np.array(layer[quantity]) - reference)
                    <= np.maximum(bound, np.spacing(np.abs(reference)))
                )


@pytest.mark.parametrize("name", list(CASES))
def test_tolerances_are_finite_and_small(name):
    record = golden(name)
    tolerances = [step["tolerance"]["loss"] for step in record["steps"]]
    trials = [
        trial for step in record["steps"] for trial in step.get("search", {}).get("trials", [])
    ]
    tolerances += [
        layer["tolerance"][quantity]
        for part in [*record["steps"], *trials]
        for layer in part["layers"]
        for quantity in QUANTITIES
        if layer[quantity] is not None
    ]
    tolerances += [tolerance for trial in trials for tolerance in trial["tolerance"].values()]
    tolerances += [
        layer["tolerance"][quantity]
        for step in record["steps"]
        for layer in step["layers"]
        for quantity in ("pW", "pb")
        if layer.get(quantity) is not None
    ]
    for tolerance in tolerances:
        assert all(math.isfinite(value) and value >= 0 for value in tolerance.values())
        assert tolerance["local"] <= tolerance["free"]
    stuck = record["steps"][-1].get("search", {}).get("trials") == []  # the run ends there
    epochs = record["steps"][-1]["epoch"] + 1 if stuck else CASES[name]["training"]["epochs"]
    done = record.get("stopping", {}).get("epochs", epochs)
    assert len(record["losses"]) == len(record["losses_tolerance"]) == done
    assert len(record.get("validation_losses", [])) == len(
        record.get("validation_losses_tolerance", [])
    )
    assert len(record.get("validation_losses", range(done + 1))) == done + 1
    assert all(math.isfinite(value) and value >= 0 for value in record["losses_tolerance"])
    if not {"saturated", "magnitude"} & set(CASES[name]["flags"]):
        assert max(tolerance["free"] for tolerance in tolerances) < 1e-10


# Files --------------------------------------------------------------------------------------------------------------

KEYWORDS = {
    "type",
    "const",
    "enum",
    "required",
    "properties",
    "additionalProperties",
    "items",
    "minItems",
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "$ref",
    "oneOf",
    "$schema",
    "$defs",
    "title",
    "description",
}


def subschemas(schema):
    yield schema
    inner = [
        *schema.get("properties", {}).values(),
        *schema.get("$defs", {}).values(),
        *schema.get("oneOf", []),
    ]
    others = schema.get("additionalProperties")
    inner += [others] if isinstance(others, dict) else []
    for item in inner + ([schema["items"]] if "items" in schema else []):
        yield from subschemas(item)


@pytest.mark.parametrize("name", list(SCHEMAS))
def test_schemas_are_valid_and_keep_to_the_keywords(name):
    Draft202012Validator.check_schema(SCHEMAS[name])
    for part in subschemas(SCHEMAS[name]):
        assert set(part) <= KEYWORDS
        others = part.get("additionalProperties")
        assert others in (None, False) or isinstance(others, dict) and "properties" not in part
        assert part.get("$ref", "#/$defs/").startswith("#/$defs/")


def errors(kind, value):
    return [error.message for error in Draft202012Validator(SCHEMAS[kind]).iter_errors(value)]


@pytest.mark.parametrize("name", list(CASES))
def test_cases_and_golden_files_validate(name):
    case, record = CASES[name], golden(name)
    assert errors("case", case) == [] and errors("golden", record) == []
    assert case["id"] == record["case"] == name
    assert [step["step"] for step in record["steps"]] == case["record"]["steps"]
    units = [layer["units"] for layer in case["network"]["layers"]]
    inputs = [len(case["data"]["X"][0]), *units[:-1]]
    assert [layer["inputs"] for layer in case["network"]["layers"]] == inputs
    for layer, p in zip(case["network"]["layers"], case["parameters"], strict=True):
        assert np.shape(p["W"]) == (layer["inputs"], layer["units"])
        assert (p["b"] is not None) == layer["bias"]


def test_a_golden_file_without_tolerances_is_a_trace():
    record = golden("validation_penalty")
    for name in ("certificate", "losses_tolerance", "validation_losses_tolerance"):
        del record[name]
    for part in [
        record["final"],
        *record["steps"],
        *(layer for step in record["steps"] for layer in step["layers"]),
    ]:
        del part["tolerance"]
    record["format"] = "twinmlp-trace"
    assert errors("trace", record) == []


def test_networks_validate():
    network = {
        "format": "twinmlp-network",
        "version": 1,
        "loss": {"name": "half_squared_error", "reduction": "sum"},
        "implementation": {
            "name": "twinmlp",
            "version": "0.1.0",
            "language": "python",
            "arithmetic": "native",
        },
        "layers": [{"activation": "sigmoid", "W": [[1.0]], "b": None}],
    }
    assert errors("network", network) == []
    assert errors("network", {**network, "layers": []}) != []


def test_optional_parts_may_be_left_out():
    case = copy.deepcopy(CASES["one_unit"])
    for part, name in [
        ("loss", "reduction"),
        ("data", "sample_weight"),
        *(("training", key) for key in ("batch_size", "order", "seed", "generator")),
    ]:
        del case[part][name]
    for name in ("title", "flags", "penalty"):
        del case[name]
    del case["network"]["layers"][0]["bias"]
    assert errors("case", case) == []
    assert oracle.run(case) == golden("one_unit")
    case["parameters"] = {
        "initializer": {"name": "uniform", "low": 0, "high": 1},
        "seed": 42,
        "skip": 15,
    }
    assert errors("case", case) == []
    with pytest.raises(NotImplementedError, match="initializer"):
        oracle.run(case)


BROKEN = [
    (["format"], "twinmlp-trace"),
    (["version"], 2),
    (["id"], 5),
    (["extra"], 1),
    (["flags"], "long"),
    (["arithmetic"], "single"),
    (["network", "layers"], []),
    (["network", "layers", 0, "units"], 0),
    (["network", "layers", 0, "activation"], "step"),
    (["loss", "name"], "squared"),
    (["loss", "reduction"], "none"),
    (["penalty", "l2"], "0.1"),
    (["optimizer", "learning_rate"], 0),
    (["optimizer", "momentun"], 0.9),
    (["training", "epochs"], 0),
    (["training", "epochs"], 1.5),
    (["training", "batch_size"], 0),
    (["training", "order"], "random"),
    (["training", "generator"], "pcg"),
    (["data", "X"], [1, 2]),
    (["data", "y"], []),
    (["data", "sample_weight"], [-1]),
    (["parameters"], []),
    (["parameters"], {"seed": 1}),
    (["parameters", 0, "W"], [["1"]]),
    (["parameters", 0, "b"], 0),
    (["record", "steps"], [-1]),
]


@pytest.mark.parametrize(("path", "value"), BROKEN)
def test_broken_cases_do_not_validate(path, value):
    case = copy.deepcopy(CASES["article_a_uniform"])
    inner = case
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    assert errors("case", case) != []


@pytest.mark.parametrize(
    "name", ["format", "network", "loss", "optimizer", "training", "data", "parameters", "record"]
)
def test_what_a_case_must_have(name):
    case = copy.deepcopy(CASES["article_a_uniform"])
    del case[name]
    assert errors("case", case) != []


@pytest.mark.parametrize(
    "name", [name for name, case in CASES.items() if "long" not in case["flags"]]
)
def test_golden_files_are_what_the_oracle_says(name):
    assert oracle.run(CASES[name]) == golden(name)


def test_the_first_step_of_the_second_epoch_is_recorded_where_there_are_batches():
    for case in CASES.values():
        training, n = case["training"], len(case["data"]["X"])
        n -= math.ceil((training.get("validation_fraction") or 0) * n)
        batches = math.ceil(n / (training.get("batch_size") or n))
        assert batches == 1 or batches in case["record"]["steps"], case["id"]


def test_files_and_cases_go_together():
    assert len(CASES) >= 16
    golden_traces = [
        path
        for path in (FIXTURES / "golden").glob("*.json")
        if '"twinmlp-golden"' in path.read_text()
    ]
    assert {path.stem for path in golden_traces} == set(CASES)


# The ban ------------------------------------------------------------------------------------------------------------

# The equations in balls, and what makes true values of them; `reference` finds the stored ones.
ORACLE_FILES = sorted(
    str(path.relative_to(CONFORMANCE))
    for folder in ("spec", "truth")
    for path in (CONFORMANCE / folder).glob("*.py")
    if path.name != "reference.py"
)


def imported(path):
    """Every module that a file imports, as a file of conformance where it is one."""
    for node in ast.walk(ast.parse((CONFORMANCE / path).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module
        if isinstance(node, ast.ImportFrom) and node.level > 0:
            folder = (CONFORMANCE / path).parents[node.level - 1]
            inside = folder.joinpath(*(node.module or "").split("."))
            names = (
                [inside]
                if node.module and not inside.is_dir()
                else [inside / a.name for a in node.names]
            )
            yield from (str(name.relative_to(CONFORMANCE)) + ".py" for name in names)


def test_the_list_is_all_that_the_oracle_reaches():
    found, left = set(), {"truth/oracle.py"}
    while left:
        found |= left
        left = {name for path in left for name in imported(path) if name.endswith(".py")} - found
    assert sorted(found | {"spec/__init__.py", "truth/__init__.py"}) == ORACLE_FILES


@pytest.mark.parametrize("path", ORACLE_FILES)
def test_the_oracle_shares_no_code_with_the_twins(path):
    allowed = {"__future__", "decimal", "typing", "numpy", "flint", *ORACLE_FILES}
    assert set(imported(path)) <= allowed
