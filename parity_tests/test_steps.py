"""Every case, every recorded step: Python against R, and each against the true value."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest
from bridge import ROOT, to_r
from twinmlp.arithmetic.kinds import NATIVE
from twinmlp.base.registry import entry_record
from twinmlp.conformance.truth.resync import resync
from twinmlp.nn.activations import ACTIVATIONS
from twinmlp.nn.dropout import Drop, drop_units
from twinmlp.nn.layers import Backward, Forward, layer_backward, layer_forward
from twinmlp.nn.losses import LOSSES, is_fused, loss_gradient, loss_value
from twinmlp.optim.clipping import clip_norm
from twinmlp.optim.lbfgs import lbfgs
from twinmlp.optim.line_search import Evaluation
from twinmlp.optim.penalty import penalized_loss
from twinmlp.optim.update import (
    NOTHING_FROZEN,
    GradientForUpdate,
    gradients_for_update,
    keep_frozen,
    start_states,
    update_layer,
)
from twinmlp.trace.case import case_parts
from twinmlp.trace.compare import compare_traces, difference_of
from twinmlp.trace.compare_report import format_difference
from twinmlp.trace.quantities import Quantity
from twinmlp.trace.quantity_table import state_parts
from twinmlp.trace.record import run_case
from twinmlp.train.monitor import largest_gradient
from twinmlp.train.step import config_at

CASES = sorted(path.stem for path in (ROOT / "fixtures/cases").glob("*.json"))


def load(folder: str, id: str) -> dict:
    return json.loads((ROOT / f"fixtures/{folder}/{id}.json").read_text())


@pytest.fixture(scope="module")
def traces(r_package):
    """Each case, its golden values, and its trace from Python and from R; run once."""
    known = {}

    def give(id: str):
        if id not in known:
            text = (ROOT / f"fixtures/cases/{id}.json").read_text()
            known[id] = (
                json.loads(text),
                load("golden", id),
                run_case(json.loads(text), engine="plain"),
                r_package.run_case(r_package.read_json(text), engine="plain"),
            )
        return known[id]

    return give


def assert_close(id: str, trace: dict, reference: dict, factor: float) -> None:
    found = compare_traces(trace, reference, factor)
    assert found.first is None, f"case {id}, {format_difference(found.first)}"
    assert not found.missing, f"case {id}, missing {found.missing[0]}"
    assert found.worst, f"case {id}: nothing was compared"


@pytest.mark.parametrize("id", CASES)
def test_python_is_true(id, traces):
    case, golden, python, r = traces(id)
    assert_close(id, python, golden, 1)


@pytest.mark.parametrize("id", CASES)
def test_r_is_true(id, traces):
    case, golden, python, r = traces(id)
    assert_close(id, r, golden, 1)


@pytest.mark.parametrize("id", CASES)
def test_python_agrees_with_r(id, traces):
    """Two values within the tolerance of the truth are within twice of it of each other."""
    case, golden, python, r = traces(id)
    reference = with_tolerances(r, golden)
    assert_close(id, python, reference, 2)


def with_tolerances(trace: dict, golden: dict) -> dict:
    """A trace with the tolerances that the golden file states."""

    def toleranced(record: dict, true: dict) -> dict:
        layers = [
            {**layer, "tolerance": t["tolerance"]}
            for layer, t in zip(record["layers"], true["layers"])
        ]
        return {**record, "tolerance": true["tolerance"], "layers": layers}

    steps = []
    for step, true in zip(trace["steps"], golden["steps"]):
        steps.append(toleranced(step, true))
        if "search" in step:
            trials = [
                toleranced(*pair)
                for pair in zip(step["search"]["trials"], true["search"]["trials"])
            ]
            steps[-1]["search"] = {
                **step["search"],
                "trials": trials,
                "tolerance": true["search"]["tolerance"],
            }
    final = {**trace["final"], "tolerance": golden["final"]["tolerance"]}
    losses = {
        name: golden[name]
        for name in ("losses_tolerance", "validation_losses_tolerance")
        if name in golden
    }
    return {**trace, "steps": steps, "final": final, **losses}


@pytest.mark.parametrize("id", CASES)
def test_each_phase_from_the_same_inputs(id, traces, r_package):
    """Both languages are fed the recorded inputs of every phase; one mistake is one failure here, not a chain."""
    case, golden, python, r = traces(id)
    parts = case_parts(case)
    compared = 0
    for step, before, states in resync_starts(parts, golden):
        expected = resync(case, parameters(before, states), step)
        rows = np.array(step["rows"], dtype=int)
        batch = parts.X[rows], parts.y[rows], None if parts.weight is None else parts.weight[rows]
        for language, phase in (("Python", PythonPhases(parts)), ("R", RPhases(parts, r_package))):
            looks = [(before, step, expected)]
            for trial, judged in zip(
                step.get("search", {}).get("trials", []),
                expected.get("search", {}).get("trials", []),
            ):
                looks.append(
                    (network_of(parts.network, trial), {"step": step["step"], **trial}, judged)
                )
            for start, record, wanted in looks:
                for (layer, quantity), value in phase.recompute(start, record, *batch):
                    judged = (
                        wanted[quantity] if layer is None else wanted["layers"][layer][quantity]
                    )
                    assert_judged(
                        f"{language}, case {id}", (step["step"], layer, quantity), value, judged
                    )
                    compared += 1
            if "search" in step:
                compared += assert_search(case, before, states, step, phase, language)
            else:
                compared += assert_update(case, before, states, step, phase, language)
    assert compared > 0


def assert_judged(whose: str, place: tuple, value, judged) -> None:
    """One value within the bound of the one that its inputs should give."""
    reference, bound = judged
    step, layer, quantity = place
    entry = Quantity(step, "resync", layer, quantity, np.atleast_1d(value), None)
    allowed = np.atleast_1d(np.asarray(bound, dtype=float))
    found = difference_of(
        entry, entry._replace(values=np.atleast_1d(np.asarray(reference)), allowed=allowed)
    )
    assert found.difference <= found.allowed, f"{whose}, {format_difference(found)}"


def assert_search(case, before, states, step, phase, language):
    """A search from the recorded gradients and pairs, in which every trial gives what is recorded of it, whatever its parameters."""
    own = phase.searched(before, states, step)
    expected, whose, compared = (
        resync(case, parameters(before, states), own),
        f"{language}, case {case['id']}",
        0,
    )
    pairs = [
        (name, None, own["search"][name], expected["search"][name]) for name in ("slope", "taken")
    ]
    for given, wanted in zip(own["search"]["trials"], expected["search"]["trials"], strict=True):
        pairs += [(name, None, given[name], wanted[name]) for name in ("t", "slope")]
        pairs += [
            (name, l, layer[name], wanted["layers"][l][name])
            for l, layer in enumerate(given["layers"])
            for name in ("W", "b")
        ]
    for l, (layer, wanted) in enumerate(zip(own["layers"], expected["layers"])):
        pairs += [(name, l, layer[name], wanted[name]) for name in ("pW", "pb", "W", "b")]
        for name, state in layer["state"].items():
            pairs += [
                (f"{name}.{part}[{k}]", l, value, wanted["state"][name][part][k])
                for part, kept in state.items()
                for k, value in enumerate(kept)
            ]
    for name, l, value, judged in pairs:
        if value is not None:
            assert_judged(whose, (step["step"], l, name), value, judged)
            compared += 1
    return compared


def assert_update(case, before, states, step, phase, language):
    """The update from the recorded gradients and the state before; W and b are judged from the state computed with them."""
    updated = phase.updates(before, states, step)
    own = {**step, "layers": [{**layer, **new} for layer, new in zip(step["layers"], updated)]}
    expected, compared = resync(case, parameters(before, states), own), 0
    for l, (new, judged) in enumerate(zip(updated, expected["layers"])):
        pairs = [(name, new[name], judged[name]) for name in ("W", "b") if new[name] is not None]
        pairs += [
            (f"{name}.{part}", value, judged["state"][name][part])
            for name, state in new["state"].items()
            for part, value in state.items()
        ]
        for name, value, judged in pairs:
            assert_judged(f"{language}, case {case['id']}", (step["step"], l, name), value, judged)
            compared += 1
    return compared


def resync_starts(parts, golden):
    """Each recorded step whose starting weights and states are known, with these: the first one, and those that follow another."""
    before, last, states = parts.network, -1, start_states(parts.network, parts.config)
    for step in golden["steps"]:
        if step["step"] == last + 1:
            yield step, before, states
        states = [
            {
                name: {
                    part: list(map(np.array, v)) if part in state_parts("lists") else np.array(v)
                    for part, v in layer["state"].get(name, {}).items()
                }
                for name in ("W", "b")
            }
            for layer in step["layers"]
        ]
        before = network_of(parts.network, step)
        last = step["step"]


def network_of(network, record):
    """The network with the parameters of a record."""
    return [
        layer._replace(W=np.array(now["W"]), b=None if now["b"] is None else np.array(now["b"]))
        for layer, now in zip(network, record["layers"])
    ]


def looked_at(network, record):
    """A record as an evaluation: of a step or of a trial of it."""
    numbers = lambda layer: {
        name: None if v is None else np.array(v)
        for name, v in layer.items()
        if name not in ("state", "tolerance")
    }
    layers = [numbers(layer) for layer in record["layers"]]
    return {
        "network": network,
        "loss": record["loss"],
        "values": [Forward(layer["Z"], layer["A"]) for layer in layers],
        "gradients": [
            Backward(layer["dA"], layer["dZ"], layer["dW"], layer["db"]) for layer in layers
        ],
        "gradients_for_update": [GradientForUpdate(layer["gW"], layer["gb"]) for layer in layers]
        if "gW" in layers[0]
        else None,
    }


def search_own(step, found):
    """The recorded step with what a search gave in place of what it gives."""

    def of(layer, prefix=""):
        """W and b; R's lists of one number come as the number."""
        W, b = (layer["W"], layer["b"]) if isinstance(layer, dict) else (layer.W, layer.b)
        return {prefix + "W": W, prefix + "b": None if b is None else np.atleast_1d(b)}

    def kept(state):
        pairs = lambda kept: [pair if np.ndim(pair) else np.atleast_1d(pair) for pair in kept]
        return {
            name: {part: pairs(values) for part, values in parts.items()}
            for name, parts in state.items()
            if parts
        }

    trials = [
        {
            **true,
            "t": t,
            "slope": slope,
            "layers": [{**layer, **of(own)} for layer, own in zip(true["layers"], network)],
        }
        for true, (t, slope, network) in zip(step["search"]["trials"], found["trials"], strict=True)
    ]
    layers = [
        {**layer, **of(p, "p"), **of(own), "state": kept(state)}
        for layer, p, own, state in zip(
            step["layers"], found["direction"], found["network"], found["states"]
        )
    ]
    return {
        **step,
        "layers": layers,
        "search": {"slope": found["slope"], "taken": found["taken"], "trials": trials},
    }


def parameters(network, states):
    return [
        {
            "W": layer.W.tolist(),
            "b": None if layer.b is None else layer.b.tolist(),
            "state": {name: s for name, s in state.items() if s},
        }
        for layer, state in zip(network, states)
    ]


def gradients_of(step):
    """The recorded gradients that the optimizer is given, as a step has them."""
    kind = "g" if "gW" in step["layers"][0] else "d"
    arrays = [
        {
            "d" + name: None if layer[kind + name] is None else np.array(layer[kind + name])
            for name in ("W", "b")
        }
        for layer in step["layers"]
    ]
    return {
        "gradients_for_update": None,
        "gradients": [SimpleNamespace(**layer) for layer in arrays],
    }


class PythonPhases:
    """The phases of a step, computed by the Python package from given inputs."""

    def __init__(self, parts):
        self.parts, self.ops = parts, NATIVE

    def layer_forward(self, layer, A):
        return layer_forward(layer, A, self.ops)._asdict()

    def activate(self, layer, Z):
        identity = layer._replace(W=np.eye(Z.shape[1]), b=None)
        return layer_forward(identity, Z, self.ops)._asdict()["A"]

    def layer_backward(self, layer, A, values, dA):
        return layer_backward(layer, A, Forward(**values), dA, self.ops)._asdict()

    def loss(self, last, y, weight, before):
        """J, and what comes from it: dA_L, or dZ_L of a fused loss."""
        how = (y, self.parts.config.loss, self.parts.config.reduction, self.ops, weight)
        loss, penalty = (
            loss_value(last["Z" if is_fused(how[1]) else "A"], *how),
            self.parts.config.penalty,
        )
        if penalty is not None:
            loss = penalized_loss(loss, before, penalty, self.ops)
        return loss, loss_gradient(last["A"], *how)

    def tcrossprod(self, A, B):
        return self.ops.tcrossprod(A, B)

    def drop_units(self, values, drop):
        return drop_units(values, drop)

    def config_at(self, epoch, step):
        return config_at(self.parts.config, epoch, step, self.ops).options["learning_rate"]

    def given(self, before, gradients, config):
        """What the optimizer is given, as (dW, db) of every layer, and the norm."""
        gradients = [GradientForUpdate(layer["dW"], layer["db"]) for layer in gradients]
        given, norm = gradients_for_update(before, gradients, config, self.ops)
        return [(g.dW, g.db) for g in given], norm

    def clip_norm(self, gradient, norm, limit):
        return clip_norm(gradient, norm, limit)

    def update(self, layer, gradient, state, mask, config):
        """The layer and its states after an update, as (W, b, states)."""
        updated, states = update_layer(
            layer, type("Gradient", (), gradient), state, config, self.ops
        )
        updated = keep_frozen(updated, layer, mask)
        return updated.W, updated.b, states

    def updates(self, before, states, step):
        """W, b and state of every layer, from the recorded gradients and learning rate, and the states before."""
        config, updated = self.parts.config, []
        if "learning_rate" in step:
            config = config._replace(
                options={**config.options, "learning_rate": step["learning_rate"]}
            )
        last = self.is_last(step)
        for layer, state, mask, now in zip(
            before, states, config.frozen or [NOTHING_FROZEN] * len(before), step["layers"]
        ):
            kind = "g" if "gW" in now else "d"
            gradient = {
                "d" + name: None if now[kind + name] is None else np.array(now[kind + name])
                for name in ("W", "b")
            }
            W, b, after = (
                (layer.W, layer.b, state)
                if last
                else self.update(layer, gradient, state, mask, config)
            )
            updated.append({"W": W, "b": b, "state": {name: s for name, s in after.items() if s}})
        return updated

    def is_last(self, step):
        """Whether the threshold ends the run in a step, whose update is not made then."""
        threshold = self.parts.config.threshold
        return threshold is not None and self.largest_gradient(step) <= threshold

    def largest_gradient(self, step):
        """The largest gradient of a recorded step, as the optimizer is given it."""
        return largest_gradient(type("Step", (), gradients_of(step)))

    def config_of(self, step):
        """The config with the recorded learning rate."""
        config = self.parts.config
        return (
            config
            if "learning_rate" not in step
            else config._replace(options={**config.options, "learning_rate": step["learning_rate"]})
        )

    def searched(self, before, states, step):
        """The search of a step."""
        recorded = iter(step["search"]["trials"])
        evaluate = lambda network: Evaluation(**looked_at(network, next(recorded)))
        found = lbfgs(
            Evaluation(**looked_at(before, step)),
            states,
            self.config_of(step).options,
            self.config_of(step).frozen,
            self.ops,
            evaluate,
        )
        trials = [(trial.t, trial.slope, trial.at.network) for trial in found.trials]
        still = {"network": before, "states": states} if self.is_last(step) else {}
        return search_own(
            step, {**found._asdict(), "trials": trials, "network": found.end.network, **still}
        )

    def around_update(self, before, step, recorded):
        """The learning rate, the norm, and what the optimizer is given, where the record has them."""
        config = self.parts.config
        if "learning_rate" in step:
            yield (None, "learning_rate"), self.config_at(step["epoch"], step["step"])
        if "gW" not in recorded[0]:
            return
        given, norm = self.given(before, recorded, config)
        if "gradient_norm" in step:
            yield (None, "gradient_norm"), norm
            whole, _ = self.given(before, recorded, config._replace(clipping=None))
            clip = lambda g: (
                None
                if g is None
                else self.clip_norm(g, step["gradient_norm"], config.clipping["norm"])
            )
            given = [tuple(map(clip, one)) for one in whole]
        for l, (gW, gb) in enumerate(given):
            yield (l, "gW"), gW
            if gb is not None:
                yield (l, "gb"), gb

    def recompute(self, before, step, X, y, weight):
        """Every quantity of a step, each from the recorded values of its own inputs."""
        recorded = [
            {
                name: None if v is None else np.array(v)
                for name, v in layer.items()
                if name not in ("state", "tolerance")
            }
            for layer in step["layers"]
        ]
        fused = is_fused(self.parts.config.loss)
        loss, from_loss = self.loss(recorded[-1], y, weight, before)
        yield (None, "loss"), loss
        yield from self.around_update(before, step, recorded)
        for l, (layer, now) in enumerate(zip(before, recorded)):
            A = X if l == 0 else recorded[l - 1].get("D", recorded[l - 1]["A"])
            yield (l, "Z"), self.layer_forward(layer, A)["Z"]
            yield (l, "A"), self.activate(layer, now["Z"])
            drop = None
            if "mask" in now:
                drop = Drop(now["mask"], 1 - self.parts.config.dropout[l])
                yield (l, "D"), self.drop_units(now["A"], drop)
            last, values = l == len(before) - 1, {"Z": now["Z"], "A": now["A"]}
            dA = from_loss if last else self.tcrossprod(recorded[l + 1]["dZ"], before[l + 1].W)
            dA = dA if drop is None else self.drop_units(dA, drop)
            if last and fused:
                assert now["dA"] is None
                yield (l, "dZ"), from_loss
            else:
                yield (l, "dA"), dA
                yield (l, "dZ"), self.layer_backward(layer, A, values, now["dA"])["dZ"]
            # dW and db from the recorded dZ: an identity layer hands dA through as dZ.
            gradient = self.layer_backward(
                layer._replace(activation="identity"), A, values, now["dZ"]
            )
            yield (l, "dW"), gradient["dW"]
            if layer.b is not None:
                yield (l, "db"), gradient["db"]


class RPhases(PythonPhases):
    """The phases of a step, computed by the R package from given inputs."""

    def __init__(self, parts, r):
        self.parts, self.r, self.ops = parts, r, r.arithmetic("native")

    def in_r(self, layer):
        """The layer with R's own row where its activation has parameters."""
        if isinstance(layer.activation, str):
            return layer
        return layer._replace(
            activation=self.r.choose_activation(entry_record(layer.activation, "", ACTIVATIONS), "")
        )

    def layer_forward(self, layer, A):
        return self.r.layer_forward(self.in_r(layer), A, self.ops)

    def activate(self, layer, Z):
        return self.r.layer_forward(
            self.in_r(layer)._replace(W=np.eye(Z.shape[1]), b=None), Z, self.ops
        )["A"]

    def layer_backward(self, layer, A, values, dA):
        return self.r.layer_backward(self.in_r(layer), A, values, dA, self.ops)

    def loss(self, last, y, weight, before):
        given = self.parts.config.loss
        chosen = (
            given
            if isinstance(given, str)
            else self.r.choose_loss(entry_record(given, "", LOSSES), "")
        )
        how = (y, chosen, self.parts.config.reduction, self.ops, weight)
        loss, penalty = (
            self.r.loss_value(last["Z" if is_fused(given) else "A"], *how),
            self.parts.config.penalty,
        )
        if penalty is not None:
            loss = self.r.penalized_loss(loss, before, penalty, self.ops)
        return loss, self.r.loss_gradient(last["A"], *how)

    def drop_units(self, values, drop):
        return self.r.drop_units(values, drop)

    def tcrossprod(self, A, B):
        from bridge import from_r, to_r

        return from_r(list(self.ops)[list(self.ops.names).index("tcrossprod")](to_r(A), to_r(B)))

    def in_config(self, config):
        """The config without the rows of Python's tables."""
        return config._replace(loss=None)

    def config_at(self, epoch, step):
        return self.r.config_at(self.in_config(self.parts.config), epoch, step, self.ops)[
            "options"
        ]["learning_rate"]

    def given(self, before, gradients, config):
        layers = [layer._replace(activation="identity") for layer in before]
        found = self.r.gradients_for_update(layers, gradients, self.in_config(config), self.ops)
        return [(g["dW"], g["db"]) for g in found["gradients"]], found["norm"]

    def clip_norm(self, gradient, norm, limit):
        return self.r.clip_norm(gradient, norm, limit)

    def largest_gradient(self, step):
        gradients = gradients_of(step)["gradients"]
        return self.r.largest_gradient(
            {"gradients_for_update": None, "gradients": [vars(gradient) for gradient in gradients]}
        )

    def searched(self, before, states, step):
        import rpy2.robjects as ro

        plain = lambda network: [layer._replace(activation="identity") for layer in network]
        given = [looked_at(None, trial) for trial in step["search"]["trials"]]
        evaluate = ro.r(
            "function(recorded) { k <- 0; function(network) { k <<- k + 1; replace(recorded[[k]], 'network', list(network)) } }"
        )
        at = looked_at(plain(before), step)
        config = self.config_of(step)
        found = self.r.lbfgs(
            at, states, config.options, config.frozen, self.ops, evaluate(to_r(given))
        )
        trials = [(trial["t"], trial["slope"], trial["at"]["network"]) for trial in found["trials"]]
        still = {"network": before, "states": states} if self.is_last(step) else {}
        return search_own(
            step, {**found, "trials": trials, "network": found["end"]["network"], **still}
        )

    def update(self, layer, gradient, state, mask, config):
        layer = layer._replace(activation="identity")
        found = self.r.update_layer(layer, gradient, state, self.in_config(config), self.ops)
        after = self.r.keep_frozen(found["layer"], layer, mask)
        return after["W"], after["b"], found["state"]
