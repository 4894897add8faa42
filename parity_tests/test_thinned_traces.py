"""Mistakes found again from little: a line of the plain NumPy program is replaced, and of its trace
the named quantities alone are kept. The right name is known from what was replaced."""

from __future__ import annotations

import pytest
from foreign_trial import case_of, trace_of
from sample import sampled_in_turn
from twinmlp.conformance.judge.check import check

THIN = ("W", "b", "dW", "db", "loss")
BY_ITSELF = ("Z", "A", "dW", "db", "W", "b", "loss")  # what PyTorch has at hand
AS_READ = "    weight = ("
V = 'state["v"] = beta2 * state["v"] + (1 - beta2) * g**2'
LAST_LINE = "    return start - rate * m_hat / (np.sqrt(v_hat) + eps)"
RATE = "rate = rate_at(optimizer, epoch, step)"
POWERS_AT = '    state["beta1_power"], state["beta2_power"] = beta1 ** {t}, beta2 ** {t}\n'
RADAM = """
    longest, power = 2 / (1 - beta2) - 1, state["beta2_power"]
    t = round(np.log(power) / np.log(beta2))
    length = longest - 2 * t * power / (1 - power)
    if length <= 5:
        return start - rate * m_hat
    r = (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)
    return start - rate * m_hat * np.sqrt(r * (1 - power)) / (np.sqrt(state["v"]) + eps)"""
POWERS = '    state["beta1_power"] *= beta1\n    state["beta2_power"] *= beta2\n'


def kept(trace, *names):
    """The steps with these quantities alone."""
    steps = [
        {
            **{name: step[name] for name in ("step", *names) if name in step},
            "layers": [{n: v for n, v in one.items() if n in names} for one in step["layers"]],
        }
        for step in trace["steps"]
    ]
    return {"steps": steps}


def checked(id, changes, names):
    """The report of a thinned trace of the program with lines replaced."""
    trace = trace_of(changes, id)
    return check(case_of(id), kept(trace, *names) if names else trace)


NAMED = {
    "tanh' = 1 - a, without dA": (
        "tanh_hidden",
        [["dA * (1 - a**2)", "dA * (1 - a)"]],
        ("Z", "A", "dZ", "dW", "db", "W", "b"),
        ("LINE_CHANGED", "the line is `dZ = dA * (1 - A)`, not"),
    ),
    "a learning rate, without state": (
        "momentum_minibatch",
        [["return start - rate * state", "return start - 0.17 * state"]],
        THIN,
        ("OTHER_SETTING", "learning_rate is 0.17 (within"),
    ),
    "AMSGrad": (
        "adam",
        [
            [V, V + '\n    state["top"] = np.maximum(state.get("top", 0 * g), state["v"])'],
            ['v_hat = state["v"] /', 'v_hat = state["top"] /'],
        ],
        THIN,
        ("AMSGRAD", "AMSGrad"),
    ),
    "NAdam": (
        "adam",
        [
            [
                LAST_LINE,
                LAST_LINE.replace(
                    "m_hat", "(beta1 * m_hat + (1 - beta1) * g / (1 - state['beta1_power']))"
                ),
            ]
        ],
        THIN,
        ("OTHER_SETTING", "the update is that of nadam, not of adam"),
    ),
    "RAdam": (
        "adam",
        [[LAST_LINE, RADAM]],
        THIN,
        ("OTHER_SETTING", "the update is that of radam, not of adam"),
    ),
    "AdaMax": (
        "adam",
        [
            [V, 'state["v"] = np.maximum(beta2 * state["v"], abs(g) + eps)'],
            [LAST_LINE, '    return start - rate * m_hat / state["v"]'],
        ],
        THIN,
        ("OTHER_SETTING", "the update is that of adamax, not of adam"),
    ),
    "alpha of leaky_relu, with its derivative": (
        "leaky_relu_hidden",
        [
            ["np.where(z > 0, z, alpha * z)", "np.where(z > 0, z, 0.2 * z)"],
            ["dA * np.where(z > 0, 1, alpha)", "dA * np.where(z > 0, 1, 0.2)"],
        ],
        BY_ITSELF,
        ("ALPHA_OF_OTHERS", "alpha is 0.2, not 0.01"),
    ),
    "softmax down the samples": (
        "cross_entropy_sum",
        [
            ["e = np.exp(z - z.max(axis=1, keepdims=True))", "e = np.exp(z - z.max(axis=0))"],
            ["return e / e.sum(axis=1, keepdims=True)", "return e / e.sum(axis=0)"],
        ],
        ("W", "loss"),
        ("LINE_CHANGED", "the line is `A = softmax(Z, 0)`, not"),
    ),
    "sigmoid's argument between -30 and 30": (
        "saturated_800",
        [["return 1 / (1 + np.exp(-z))", "return 1 / (1 + np.exp(-np.clip(z, -30, 30)))"]],
        THIN,
        ("LINE_CHANGED", "the line is `A = sigmoid(clip(Z, -30, 30))`, not"),
    ),
    "biases that are not updated": (
        "two_hidden_layers",
        [["params[l] = move(", "params[l] = old if name == 'b' else move("]],
        (),
        ("NOT_UPDATED", "not updated"),
    ),
    "t counted by epochs": (
        "adam_minibatch",
        [
            [RATE, RATE + '; optimizer["t"] = epoch + 1'],
            [POWERS, POWERS_AT.format(t='get("t")')],
        ],
        THIN,
        ("LINE_CHANGED", "the line is `t = epoch_number + 1`, not"),
    ),
    "X standardised with n - 1": (
        "two_hidden_layers",
        [[AS_READ, "    X = (X - X.mean(axis=0)) / X.std(axis=0, ddof=1)\n" + AS_READ]],
        ("W", "b"),
        ("OTHER_SETTING", "with n - 1"),
    ),
    "X in half precision": (
        "two_hidden_layers",
        [[AS_READ, "    X = X.astype(np.float16).astype(float)\n" + AS_READ]],
        THIN,
        ("OTHER_SETTING", "float16"),
    ),
    "only one layer given to the optimizer": (
        "two_hidden_layers",
        [["params[l] = move(", "params[l] = old if l < 2 else move("]],
        THIN,
        ("ONLY_LAST_LAYER", "only the last layer"),
    ),
}


@pytest.mark.parametrize("what", sampled_in_turn(NAMED, 2))
def test_a_mistake_is_named_from_little(what):
    id, changes, names, (code, says) = NAMED[what]
    fit = checked(id, changes, names).findings[0].fits[0]
    assert (fit.code, fit.is_cause) == (code, True) and says in fit.says


@pytest.mark.parametrize(
    ("id", "changes", "names"),
    [
        ("adam_minibatch", [], ("W", "b")),
        ("cross_entropy_sum", [], ("dW", "db", "loss")),
        # exp(-700) is too near to 0 to be told from exp(-800) in doubles
        (
            "saturated_800",
            [["return 1 / (1 + np.exp(-z))", "return 1 / (1 + np.exp(-np.clip(z, -700, 700)))"]],
            THIN,
        ),
    ],
)
def test_a_right_trace_of_little_is_right(id, changes, names):
    report = checked(id, changes, names)
    assert report.passed and not report.ignored
