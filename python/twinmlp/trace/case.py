"""A case as the pieces of a training run: network, data, config and the steps to record."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..arithmetic.kinds import Array
from ..base.checks import check_matrix, check_positive, check_vector
from ..base.errors import describe, fail
from ..base.structures import check_items, check_plain_object
from ..data.labels import check_pair, check_targets
from ..data.preprocessing import count_tested, steps_per_epoch
from ..data.weights import check_weights
from ..nn.activations import choose_activation, refuse_softmax
from ..nn.dropout import check_rates
from ..nn.initializers import initialize
from ..nn.layers import Layer
from ..nn.losses import choose_loss
from ..optim.clipping import check_clipping
from ..optim.frozen import check_frozen
from ..optim.optimizers import check_optimizer
from ..optim.penalty import check_penalty
from ..optim.schedules import check_schedule
from ..train.config import TrainConfig
from ..train.fit import check_one_loss, check_stratify
from .names import Names, names_of_case


class Case(NamedTuple):
    """The parts of a case file: X is n x n_0, y is n x n_L, `record` holds step numbers."""

    id: str
    network: list[Layer]
    X: Array
    y: Array
    config: TrainConfig
    record: list[int]
    arithmetic: str
    weight: Array | None = None
    title: str | None = None
    names: Names = Names()


def case_parts(case: dict[str, Any]) -> Case:
    """Take apart a case that fits its schema, and check that its shapes fit each other."""
    layers = case["network"]["layers"]
    for l in range(1, len(layers)):
        if layers[l]["inputs"] != layers[l - 1]["units"]:
            requirement = f"{layers[l - 1]['units']:.0f}, the units of the layer before"
            fail(
                "E_SHAPE", f"network.layers[{l}].inputs", requirement, describe(layers[l]["inputs"])
            )
    X = check_matrix(case["data"]["X"], "data.X", columns=int(layers[0]["inputs"]))
    y = check_matrix(case["data"]["y"], "data.y", rows=len(X), columns=int(layers[-1]["units"]))
    config, network = case_config(case), case_network(case)
    config = config._replace(frozen=check_frozen(case.get("masks"), "masks", network))
    check_pair(config.loss, network[-1].activation, f"network.layers[{len(layers) - 1}].activation")
    check_targets(y, config.loss, "data.y")
    check_one_loss(config, len(X), "training.")
    check_stratify(config, "training.")
    weight = check_weights(case["data"].get("sample_weight"), "data.sample_weight", len(X))
    return Case(
        case["id"],
        network,
        X,
        y,
        config,
        case_record(case, config, len(X)),
        case.get("arithmetic", "native"),
        weight,
        case.get("title"),
        names_of_case(case),
    )


def case_network(case: dict[str, Any]) -> list[Layer]:
    """Make the network of a case, with its own parameters or drawn ones."""
    layers, parameters = case_activations(case["network"]["layers"]), case["parameters"]
    if isinstance(parameters, dict):
        initializer = {
            name: parameters[name] for name in ("seed", "generator", "skip") if name in parameters
        }
        parameters = initialize(layers, parameters["initializer"], **initializer)
    check_items(parameters, "parameters", len(layers))
    return [
        case_layer(layer, values, f"parameters[{l}]")
        for l, (layer, values) in enumerate(zip(layers, parameters))
    ]


def case_activations(layers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the layers of a case with their activations chosen: softmax only for the last one."""
    chosen = []
    for l, layer in enumerate(layers):
        argument = f"network.layers[{l}].activation"
        activation = choose_activation(layer["activation"], argument)
        chosen.append(
            {
                **layer,
                "activation": activation
                if l == len(layers) - 1
                else refuse_softmax(activation, argument),
            }
        )
    return chosen


def case_layer(layer: dict[str, Any], parameters: Any, argument: str) -> Layer:
    """Make one layer of a case: W of inputs x units, b of units values, or null without bias."""
    parameters = check_plain_object(parameters, argument, "an object with W and b", ["W"])
    W = check_matrix(
        parameters["W"], argument + ".W", int(layer["inputs"]), int(layer["units"])
    ).copy()  # the caller's stay the caller's
    b = parameters.get("b")
    if not layer.get("bias", True):
        if b is not None:
            fail("E_SHAPE", argument + ".b", "null in a layer without bias", describe(b))
        return Layer(W, None, layer["activation"])
    return Layer(W, check_vector(b, argument + ".b", int(layer["units"])), layer["activation"])


def case_config(case: dict[str, Any]) -> TrainConfig:
    """Return the training config of a case; what the case leaves out has TrainConfig's default."""
    training = {name: value for name, value in case["training"].items() if value is not None}
    optimizer, options = case_optimizer(case)
    for name in ("epochs", "batch_size", "seed", "patience"):
        if name in training:
            training[name] = int(training[name])
    layers = case["network"]["layers"]
    rates = [layer.get("dropout", 0) for layer in layers]
    return TrainConfig(
        options=options,
        dropout=check_rates(rates, [f"network.layers[{l}].dropout" for l in range(len(layers))]),
        optimizer=optimizer,
        loss=case_loss(case),
        reduction=case["loss"].get("reduction", "sum"),
        schedule=check_schedule(case["optimizer"].get("schedule"), "optimizer.schedule"),
        clipping=check_clipping(case.get("clipping"), "clipping"),
        penalty=check_penalty(case.get("penalty"), "penalty"),
        **training,
    )


def case_optimizer(case: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the name of a case's optimizer and its options, with the learning rate."""
    name, options = check_optimizer(
        case["optimizer"], "optimizer", ("name", "learning_rate", "schedule")
    )
    return name, {
        "learning_rate": check_positive(
            case["optimizer"]["learning_rate"], "optimizer.learning_rate"
        ),
        **options,
    }


def case_loss(case: dict[str, Any]) -> Any:
    """Return the loss of a case, without its reduction: a name, or an entry with parameters."""
    return choose_loss(
        {name: value for name, value in case["loss"].items() if name != "reduction"}, "loss"
    )


def case_record(case: dict[str, Any], config: TrainConfig, n: int) -> list[int]:
    """Return the steps to record: those that the case names, else the first and the last."""
    if config.validation_fraction is not None:
        n -= count_tested(n, config.validation_fraction, "validation_fraction")
    last = config.epochs * steps_per_epoch(n, config.batch_size) - 1
    steps = case["record"]["steps"] if "record" in case else sorted({0, last})
    for index, step in enumerate(steps):
        if step > last:
            requirement = f"a step of this run, {last} or less"
            fail("E_RANGE", f"record.steps[{index}]", requirement, describe(step))
    return [int(step) for step in steps]
