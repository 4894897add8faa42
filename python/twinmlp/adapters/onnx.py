"""A network as a file of ONNX, which many programs run.

The file is a ModelProto of ONNX 1.8, operators 13. Source: the ONNX specification, onnx.proto.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..arithmetic.kinds import Array
from ..base.checks import check_choice
from ..base.json_text import to_json
from ..base.version import __version__
from ..base.writing import write_bytes
from ..data.scale import Scale
from ..model.mlp import MLP
from ..nn.layers import Layer
from .export_table import check_exported, exported_activation
from .protobuf import PRECISIONS, bytes_field, number_bytes, text_field, whole_field

# The versions of the format and of its operators.
FORMAT_VERSION, OPERATORS_VERSION = 7, 13


class Graph(NamedTuple):
    """What computes the outputs: operators with their inputs and their output, in order; and
    constants by name.
    """

    nodes: list[tuple[str, list[str], str]]
    constants: dict[str, Array]


def joined(graphs: list[Graph]) -> Graph:
    """Graphs one after the other."""
    constants = {name: values for graph in graphs for name, values in graph.constants.items()}
    return Graph([node for graph in graphs for node in graph.nodes], constants)


def input_graph(scale: Scale | None) -> Graph:
    """A0 of the inputs X: as they are, or (X - shift) / divisor."""
    if scale is None:
        return Graph([("Identity", ["X"], "A0")], {})
    shift, divisor = scale.inputs
    nodes = [("Sub", ["X", "shift"], "X_shifted"), ("Div", ["X_shifted", "divisor"], "A0")]
    return Graph(nodes, {"shift": shift, "divisor": divisor})


def layer_graph(layer: Layer, l: int) -> Graph:
    """Z_l = A_{l-1} W_l + b_l, and A_l = f_l(Z_l)."""
    product = f"A{l - 1}_W{l}" if layer.b is not None else f"Z{l}"
    nodes = [("MatMul", [f"A{l - 1}", f"W{l}"], product)]
    constants = {f"W{l}": layer.W}
    if layer.b is not None:
        nodes.append(("Add", [product, f"b{l}"], f"Z{l}"))
        constants[f"b{l}"] = layer.b
    return joined([Graph(nodes, constants), activation_graph(layer, l)])


def activation_graph(layer: Layer, l: int) -> Graph:
    """A_l = f_l(Z_l), by the operators of the table of exports."""
    entry = exported_activation(layer.activation, f"layers[{l - 1}].activation")
    steps, nodes = entry["onnx"], []
    constants: dict[str, Array] = {}
    for k, (operator, *inputs) in enumerate(steps, start=1):
        names = []
        for value in inputs:
            name = f"f{l}_{len(constants)}"
            if value == "z":
                name = f"Z{l}"
            elif isinstance(value, str) and value not in entry["parameters"]:
                name = f"A{l}_{value}"
            else:
                constants[name] = np.array(entry["parameters"].get(value, value))
            names.append(name)
        nodes.append((operator, names, f"A{l}" if k == len(steps) else f"A{l}_{k}"))
    return Graph(nodes, constants)


def output_graph(scale: Scale | None, L: int) -> Graph:
    """The outputs of A_L: as they are, or A_L * divisor + shift."""
    if scale is None or scale.targets is None:
        return Graph([("Identity", [f"A{L}"], "output")], {})
    shift, divisor = scale.targets
    nodes = [
        ("Mul", [f"A{L}", "target_divisor"], "A_scaled"),
        ("Add", ["A_scaled", "target_shift"], "output"),
    ]
    return Graph(nodes, {"target_divisor": divisor, "target_shift": shift})


def node_message(node: tuple[str, list[str], str]) -> bytes:
    """A NodeProto."""
    operator, inputs, output = node
    return (
        b"".join(text_field(1, name) for name in inputs)
        + text_field(2, output)
        + text_field(3, output)
        + text_field(4, operator)
    )


def tensor_message(name: str, values: Array, precision: str) -> bytes:
    """A TensorProto."""
    return (
        b"".join(whole_field(1, size) for size in np.shape(values))
        + whole_field(2, PRECISIONS[precision][1])
        + text_field(8, name)
        + bytes_field(9, number_bytes(values, precision))
    )


def value_message(name: str, columns: int, precision: str) -> bytes:
    """A ValueInfoProto: a matrix of n rows and so many columns."""
    shape = bytes_field(1, text_field(2, "n")) + bytes_field(1, whole_field(1, columns))
    tensor = whole_field(1, PRECISIONS[precision][1]) + bytes_field(2, shape)
    return text_field(1, name) + bytes_field(2, bytes_field(1, tensor))


def model_message(model: MLP, precision: str) -> bytes:
    """The ModelProto of a network."""
    network = model.trained()
    layers = [layer_graph(layer, l) for l, layer in enumerate(network, start=1)]
    nodes, constants = joined(
        [input_graph(model.scale), *layers, output_graph(model.scale, len(network))]
    )
    graph = (
        b"".join(bytes_field(1, node_message(node)) for node in nodes)
        + text_field(2, "twinmlp")
        + b"".join(bytes_field(5, tensor_message(*c, precision)) for c in constants.items())
        + bytes_field(11, value_message("X", len(network[0].W), precision))
        + bytes_field(12, value_message("output", network[-1].W.shape[1], precision))
    )
    names = {"inputs": model.inputs, "outputs": model.outputs, "classes": model.classes}
    return (
        whole_field(1, FORMAT_VERSION)
        + text_field(2, "twinmlp")
        + text_field(3, __version__)
        + bytes_field(7, graph)
        + bytes_field(8, text_field(1, "") + whole_field(2, OPERATORS_VERSION))
        + b"".join(
            bytes_field(14, text_field(1, name) + text_field(2, to_json(values)))
            for name, values in names.items()
            if values is not None
        )
    )


def to_onnx(model: MLP, path: str, precision: str = "double") -> None:
    """Write a network as a file of ONNX: its scale, its layers, the names of its data.

    The input X is n x n_0, the output what `predict` gives, n x n_L. The names of inputs, outputs
    and classes are among the metadata, as JSON.

    model: A trained model.
    path: The file, a path.
    precision: Of its numbers: "double" or "single"; default "double".
    Returns: nothing.
    Errors: E_FILE for a file that cannot be written, E_CHOICE for another precision, or where an
        activation is a function of your own.
    Source: the ONNX specification, onnx.proto.

    >>> model = MLP(hidden=2, epochs=10).fit([[0], [1]], [0, 1])
    >>> to_onnx(model, "network.onnx")
    """
    check_exported(model)
    check_choice(precision, "precision", PRECISIONS)
    write_bytes(path, model_message(model, precision), "path")
