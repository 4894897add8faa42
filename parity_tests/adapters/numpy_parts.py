"""Activations, losses, schedules and optimizers in plain NumPy, written from SPEC.md."""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def activation(layer, z):
    name, alpha = kind(layer)
    if name == "identity":
        return z.copy()
    if name == "sigmoid":
        return sigmoid(z)
    if name == "tanh":
        return np.tanh(z)
    if name == "relu":
        return np.maximum(z, 0)
    if name == "leaky_relu":
        return np.where(z > 0, z, alpha * z)
    if name == "elu":
        return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))
    if name == "selu":
        return SCALE * np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))
    if name == "softplus":
        return np.logaddexp(0, z)
    if name == "softsign":
        return z / (1 + abs(z))
    if name == "silu":
        return z * sigmoid(z)
    if name == "gelu":
        return z * sigmoid(2 * ROOT * (z + 0.044715 * z**3))
    if name == "hard_sigmoid":
        return np.clip(z / 6 + 0.5, 0, 1)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


SCALE, ROOT = 1.0507009873554804934, np.sqrt(2 / np.pi)


def kind(layer):
    entry = layer["activation"]
    name = entry if isinstance(entry, str) else entry["name"]
    usual = {"leaky_relu": 0.01, "elu": 1.0, "selu": 1.6732632423543772848}.get(name)
    alpha = usual if isinstance(entry, str) else entry.get("alpha", usual)
    return name, alpha


def derivative(layer, dA, z, a):
    name, alpha = kind(layer)
    if name == "identity":
        return dA * 1
    if name == "sigmoid":
        return dA * a * (1 - a)
    if name == "tanh":
        return dA * (1 - a**2)
    if name == "relu":
        return dA * (z > 0)
    if name == "leaky_relu":
        return dA * np.where(z > 0, 1, alpha)
    if name == "elu":
        return dA * np.where(z > 0, 1, a + alpha)
    if name == "selu":
        return dA * np.where(z > 0, SCALE, a + SCALE * alpha)
    if name == "softplus":
        return dA * sigmoid(z)
    if name == "softsign":
        return dA / (1 + abs(z)) ** 2
    if name == "silu":
        return dA * (sigmoid(z) + z * sigmoid(z) * (1 - sigmoid(z)))
    if name == "gelu":
        s = sigmoid(2 * ROOT * (z + 0.044715 * z**3))
        return dA * (s + z * s * (1 - s) * 2 * ROOT * (1 + 3 * 0.044715 * z**2))
    if name == "hard_sigmoid":
        return dA * np.where(abs(z) < 3, 1 / 6, 0)
    return a * (dA - (dA * a).sum(axis=1, keepdims=True))


def terms(loss, a, z, y):
    name, d = loss["name"], a - y
    if name == "half_squared_error":
        return d**2 / 2
    if name == "squared_error":
        return d**2
    if name == "absolute_error":
        return abs(d)
    if name == "huber":
        delta = loss.get("delta", 1.0)
        return np.where(abs(d) <= delta, d**2 / 2, delta * (abs(d) - delta / 2))
    if name == "binary_cross_entropy":
        return y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z)
    m = z.max(axis=1, keepdims=True)
    return -y * (z - m - np.log(np.exp(z - m).sum(axis=1, keepdims=True)))


def error(loss, a, y):
    name, d = loss["name"], a - y
    if name == "squared_error":
        return 2 * d
    if name == "absolute_error":
        return np.sign(d)
    if name == "huber":
        return np.clip(d, -loss.get("delta", 1.0), loss.get("delta", 1.0))
    return d


def rate_at(optimizer, epoch, step):
    rate, schedule = optimizer["learning_rate"], optimizer.get("schedule")
    if not schedule:
        return rate
    t = step if schedule.get("by") == "step" else epoch
    name, warmup = schedule["name"], schedule.get("warmup", 0)
    factor = 1.0
    if name == "step":
        factor = schedule.get("drop", 0.5) ** (t // schedule.get("every", 10))
    if name == "exponential":
        factor = schedule.get("decay", 0.99) ** t
    if name == "inverse_scaling":
        factor = (t + 1) ** -schedule.get("power", 0.5)
    if name == "cosine":
        period, low = schedule.get("period", 100), schedule.get("smallest", 0.0)
        factor = low + (1 - low) * (1 + np.cos(np.pi * min(t, period) / period)) / 2
    if t + 1 < warmup:
        factor *= (t + 1) / warmup
    return rate * factor


def start_state(optimizer, w):
    names = {
        "momentum": ["velocity"],
        "nesterov": ["velocity"],
        "adagrad": ["squares"],
        "rmsprop": ["squares"],
    }
    names |= {
        "adadelta": ["squares", "moves"],
        "adam": ["m", "v"],
        "adamw": ["m", "v"],
        "rprop": ["step", "sign"],
    }
    state = {name: np.zeros_like(w) for name in names.get(optimizer["name"], [])}
    if "m" in state:
        state |= {"beta1_power": 1.0, "beta2_power": 1.0}
    if "step" in state:
        state["step"] += optimizer["learning_rate"]
    return state


def move(optimizer, rate, state, g, w, decay):
    """The new value of a parameter."""
    name, get = optimizer["name"], optimizer.get
    start = w * (1 - rate * decay)
    if name == "sgd":
        return start - rate * g
    if name in ("momentum", "nesterov"):
        mu = get("momentum", 0.9)
        state["velocity"] = mu * state["velocity"] + g
        if name == "nesterov":
            return start - rate * (g + mu * state["velocity"])
        return start - rate * state["velocity"]
    if name == "adagrad":
        state["squares"] = state["squares"] + g**2
        return start - rate * g / (np.sqrt(state["squares"]) + get("epsilon", 1e-10))
    if name == "rmsprop":
        rho, eps = get("rho", 0.9), get("epsilon", 1e-8)
        state["squares"] = rho * state["squares"] + (1 - rho) * g**2
        return start - rate * g / (np.sqrt(state["squares"]) + eps)
    if name == "adadelta":
        rho, eps = get("rho", 0.9), get("epsilon", 1e-6)
        state["squares"] = rho * state["squares"] + (1 - rho) * g**2
        unit = g * np.sqrt(state["moves"] + eps) / np.sqrt(state["squares"] + eps)
        state["moves"] = rho * state["moves"] + (1 - rho) * unit**2
        return start - rate * unit
    if name == "rprop":
        turned = state["sign"] * np.sign(g)
        longer = np.minimum(state["step"] * get("increase", 1.2), get("largest_step", 50.0))
        shorter = np.maximum(state["step"] * get("decrease", 0.5), get("smallest_step", 1e-6))
        step = np.where(turned > 0, longer, np.where(turned < 0, shorter, state["step"]))
        back = (turned < 0) & get("backtracking", True)
        new = start - np.where(back, -state["sign"] * state["step"], np.sign(g) * step)
        state["step"], state["sign"] = step, np.where(back, 0, np.sign(g))
        return new
    beta1, beta2, eps = get("beta1", 0.9), get("beta2", 0.999), get("epsilon", 1e-8)
    state["m"] = beta1 * state["m"] + (1 - beta1) * g
    state["v"] = beta2 * state["v"] + (1 - beta2) * g**2
    state["beta1_power"] *= beta1
    state["beta2_power"] *= beta2
    m_hat = state["m"] / (1 - state["beta1_power"])
    v_hat = state["v"] / (1 - state["beta2_power"])
    if get("epsilon_mode") == "hat":
        root = np.sqrt(1 - state["beta2_power"])
        return start - rate * root / (1 - state["beta1_power"]) * state["m"] / (
            np.sqrt(state["v"]) + eps
        )
    return start - rate * m_hat / (np.sqrt(v_hat) + eps)
