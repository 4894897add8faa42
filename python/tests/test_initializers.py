"""Starting weights: formulas, order of drawing, biases by their own rule, weights from a file."""

import json
import math

import numpy as np
import pytest
from twinmlp.arithmetic.kinds import ARITHMETICS
from twinmlp.base.errors import TwinMLPError
from twinmlp.nn.initializers import INITIALIZERS, initialize
from twinmlp.rng.streams import normal, stream, uniform

LAYERS = [{"inputs": 4, "units": 3, "bias": True}, {"inputs": 3, "units": 2, "bias": True}]
NO_BIAS = [{"inputs": 4, "units": 3, "bias": False}, {"inputs": 3, "units": 1, "bias": False}]


def test_uniform_is_the_article_s_drawing():
    # The article's B: W1 then W2 from seed 42; then W1 and W2 again from the next 15 uniforms.
    random = np.random.RandomState(42)
    for skip in (0, 15):
        parameters = initialize(NO_BIAS, "uniform", seed=42, skip=skip)
        assert (parameters[0].W == random.uniform(size=(4, 3))).all() and (
            parameters[1].W == random.uniform(size=(3, 1))
        ).all()
        assert parameters[0].b is None and parameters[1].b is None


def test_biases_are_drawn_after_the_weights_of_their_layer():
    # The article's A in NumPy: wh, bh, wout, bout, all uniform(0, 1).
    random = np.random.RandomState(1)
    parameters = initialize(LAYERS, {"name": "uniform", "bias": {"name": "uniform"}}, seed=1)
    for layer, drawn in zip(LAYERS, parameters):
        assert (drawn.W == random.uniform(size=(layer["inputs"], layer["units"]))).all()
        assert (drawn.b == random.uniform(size=layer["units"])).all()


def test_biases_by_their_own_rule():
    # The article's A in R: weights rnorm, biases runif.
    parameters = initialize(LAYERS, {"name": "normal", "bias": "uniform"}, seed=42, generator="r")
    s = stream(42, "r")
    for layer, drawn in zip(LAYERS, parameters):
        W = normal(s, layer["inputs"] * layer["units"])
        b = uniform(W.stream, layer["units"])
        assert (drawn.W.ravel() == W.values).all() and (drawn.b == b.values).all()
        s = b.stream


def test_biases_are_zero_unless_asked_for():
    parameters = initialize([{"inputs": 2, "units": 3}], "normal")
    assert parameters[0].b.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("uniform", 0, 1),
        ("glorot_uniform", -math.sqrt(6 / 7), math.sqrt(6 / 7)),
        ("he_uniform", -math.sqrt(6 / 4), math.sqrt(6 / 4)),
        ("lecun_uniform", -math.sqrt(3 / 4), math.sqrt(3 / 4)),
    ],
)
def test_uniform_formulas(name, low, high):
    u = np.random.RandomState(42).random_sample((4, 3))
    assert (initialize(NO_BIAS, name)[0].W == low + (high - low) * u).all()


@pytest.mark.parametrize(
    ("name", "sd"),
    [
        ("normal", 1),
        ("glorot_normal", math.sqrt(2 / 7)),
        ("he_normal", math.sqrt(2 / 4)),
        ("lecun_normal", math.sqrt(1 / 4)),
    ],
)
def test_normal_formulas(name, sd):
    z = np.random.RandomState(42).standard_normal((4, 3))
    np.testing.assert_array_max_ulp(initialize(NO_BIAS, name)[0].W, sd * z, 4)


def test_zeros_and_constant_draw_nothing():
    assert (initialize(NO_BIAS, "zeros")[0].W == 0).all()
    assert (initialize(NO_BIAS, {"name": "constant", "value": 0.5})[0].W == 0.5).all()
    parameters = initialize(LAYERS, {"name": "constant", "value": 2, "bias": "uniform"})
    assert (parameters[0].b == uniform(stream(42), 3).values).all()


@pytest.mark.parametrize("generator", ["numpy", "r"])
@pytest.mark.parametrize("name", list(INITIALIZERS))
def test_same_seed_same_weights(name, generator):
    one, other = initialize(LAYERS, name, 5, generator), initialize(LAYERS, name, 5, generator)
    assert all((a.W == b.W).all() and (a.b == b.b).all() for a, b in zip(one, other))
    assert [(a.W.shape, a.b.shape) for a in one] == [((4, 3), (3,)), ((3, 2), (2,))]


def test_arithmetic_is_handed_to_normals():
    for ops in ARITHMETICS.values():
        assert (
            initialize(NO_BIAS, "normal", ops=ops)[0].W.ravel()
            == normal(stream(42), 12, ops=ops).values
        ).all()


def test_weights_from_a_file(tmp_path):
    path = tmp_path / "weights.json"
    path.write_text(
        json.dumps(
            {"parameters": [{"W": [[1, 2]], "b": [0.1, -0.0]}, {"W": [[3], [4]], "b": None}]}
        )
    )
    layers = [{"inputs": 1, "units": 2}, {"inputs": 2, "units": 1, "bias": False}]
    parameters = initialize(layers, {"name": "file", "path": str(path)})
    assert (
        parameters[0].W.tolist() == [[1, 2]]
        and parameters[0].b.tolist() == [0.1, 0]
        and parameters[1].b is None
    )
    assert parameters[1].W.tolist() == [[3], [4]]
    refuse(
        LAYERS,
        {"name": "file", "path": str(path)},
        "E_SHAPE",
        "`parameters[0].W` must be a 4 x 3 matrix, got a 1 x 2 matrix.",
    )


def refuse(layers, initializer, code, text):
    with pytest.raises(TwinMLPError) as error:
        initialize(layers, initializer)
    assert (error.value.code, str(error.value)) == (code, text)


NAMES = "zeros, constant, uniform, normal, glorot_uniform, glorot_normal, he_uniform, he_normal, lecun_uniform, lecun_normal"


@pytest.mark.parametrize(
    ("initializer", "code", "text"),
    [
        ("gauss", "E_CHOICE", f'`initializer.name` must be one of {NAMES}, got "gauss".'),
        (3, "E_TYPE", "`initializer` must be a name or an object, got 3."),
        (
            {"name": "uniform", "lo": 0},
            "E_CHOICE",
            '`initializer option` must be one of name, low, high, bias, got "lo".',
        ),
        (
            {"name": "uniform", "low": "a"},
            "E_TYPE",
            '`initializer.low` must be a finite number, got "a".',
        ),
        (
            {"name": "normal", "sd": -1},
            "E_RANGE",
            "`sd` must be a finite number, 0 or more, got -1.",
        ),
        (
            {"name": "zeros", "bias": "x"},
            "E_CHOICE",
            f'`initializer.bias.name` must be one of {NAMES}, got "x".',
        ),
        (
            {"name": "file", "path": "/nonexistent"},
            "E_FILE",
            '`initializer.path` must be a readable file, got "/nonexistent".',
        ),
    ],
)
def test_bad_initializer_is_refused(initializer, code, text):
    refuse(LAYERS, initializer, code, text)
