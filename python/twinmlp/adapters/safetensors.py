"""A network as a file of safetensors: weights that many libraries read, and all else as metadata.

The file is the length of its header, eight bytes; the header, JSON; and the numbers. Weights have
the names and the layout of PyTorch's Sequential(Linear, activation, Linear, ...): layer l, counted
from 0, is "2l.weight", units x inputs, and "2l.bias". Source: the safetensors format.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..arithmetic.kinds import Array
from ..base.checks import check_choice
from ..base.errors import fail, quote_json
from ..base.files import fixture_path, parse_json, read_bytes, read_json
from ..base.json_scan import json_flaw
from ..base.json_text import to_json
from ..base.schema import check_schema
from ..base.structures import check_path
from ..base.writing import write_bytes
from ..model.mlp import MLP
from ..model.network_file import network_record
from ..nn.layers import Layer
from .export_table import check_exported
from .protobuf import number_bytes
from .weights import model_of_weights

Record = dict[str, Any]

# What a type of numbers is called in a file, and how many bytes each has.
TENSOR_KINDS = {"double": "F64", "single": "F32"}
TENSOR_SIZES = {"F64": 8, "F32": 4}

# How many bytes of a header are read at most.
LARGEST_HEADER = 100_000_000


def network_tensors(network: list[Layer]) -> dict[str, Array]:
    """The weights and biases by their names, in their order."""
    tensors: dict[str, Array] = {}
    for l, layer in enumerate(network):
        tensors[f"{2 * l}.weight"] = layer.W.T
        if layer.b is not None:
            tensors[f"{2 * l}.bias"] = layer.b
    return tensors


def tensors_bytes(tensors: dict[str, Array], metadata: Record, precision: str) -> bytes:
    """The bytes of a file."""
    kind, header, start = TENSOR_KINDS[precision], {"__metadata__": metadata}, 0
    for name, values in tensors.items():
        end = start + values.size * TENSOR_SIZES[kind]
        shape = list(values.shape)
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [start, end]}
        start = end
    text = to_json(header).encode("utf-8")
    text += b" " * (-len(text) % 8)
    numbers = b"".join(number_bytes(values, precision) for values in tensors.values())
    return len(text).to_bytes(8, "little") + text + numbers


def parse_header(content: bytes) -> Any:
    """Parse JSON from a file; None if it is none."""
    try:
        text = content.decode("utf-8")
        return parse_json(text, words=False) if json_flaw(content) is None else None
    except ValueError:
        return None


def read_tensors(path: str) -> tuple[dict[str, Array], str | None]:
    """The arrays of a file by their names, and what twinmlp has written among its metadata, or
    None; what a file claims is checked before it is believed.
    """
    path = check_path(path, "path")
    wrong = f"{quote_json(path)}, which is another file"
    content = read_bytes(path, "path")
    size = int.from_bytes(content[:8], "little")
    fits = 8 < size + 8 <= len(content) and size <= LARGEST_HEADER
    header = parse_header(content[8 : 8 + size]) if fits else None
    if not isinstance(header, dict):
        fail("E_FORMAT", "path", "a file of safetensors", wrong)
    metadata, tensors = header.pop("__metadata__", {}), {}
    is_record = isinstance(metadata, dict)
    text = metadata.get("twinmlp") if is_record else None
    if not (isinstance(text, str) or is_record and "twinmlp" not in metadata):
        wrong = f"{quote_json(path)}, whose metadata are wrong"
        fail("E_FORMAT", "path", "a file of safetensors", wrong)
    rest = content[8 + size :]
    for name, entry in header.items():
        values = read_tensor(entry, rest)
        if values is not None:
            tensors[name] = values
    fits = len(tensors) == len(header)
    if not fits or not follow([entry["data_offsets"] for entry in header.values()], len(rest)):
        fail("E_FORMAT", "path", "a file of matrices and vectors, F64 or F32", wrong)
    return tensors, text


def follow(places: list[list[float]], length: int) -> bool:
    """Say whether places follow each other from the start to the end of so many bytes."""
    starts, ends = (sorted(place[k] for place in places) for k in (0, 1))
    return [*starts, length] == [0, *ends]


def read_tensor(entry: Any, content: bytes) -> Array | None:
    """One matrix or vector; None if its entry does not fit."""
    entry = entry if isinstance(entry, dict) else {}
    shape, places, kind = entry.get("shape"), entry.get("data_offsets"), entry.get("dtype")
    fits = isinstance(shape, list) and isinstance(places, list) and kind in [*TENSOR_SIZES]
    numbers = [*shape, *places] if fits else [None]
    if not all(isinstance(n, float) and n == np.floor(n) and n >= 0 for n in numbers):
        return None
    start, end = (int(place) for place in (*places, -1, -1)[:2])
    expected = math.prod(shape) * TENSOR_SIZES[kind]
    if len(shape) not in (1, 2) or end - start != expected or end > len(content):
        return None
    values = np.frombuffer(content[start:end], dtype=f"<f{TENSOR_SIZES[kind]}")
    return values.astype(np.float64).reshape([int(n) for n in shape])


def to_safetensors(model: MLP, path: str, precision: str = "double") -> None:
    """Write a network as a file of safetensors.

    PyTorch's Sequential that to_torch makes of a model without a scale loads it; from_safetensors
    has the whole model from it again.

    model: A trained model.
    path: The file, a path.
    precision: Of its numbers: "double" or "single"; default "double".
    Returns: nothing.
    Errors: E_FILE for a file that cannot be written, E_CHOICE for another precision, or where an
        activation is a function of your own.

    >>> model = MLP(hidden=2, epochs=10).fit([[0], [1]], [0, 1])
    >>> to_safetensors(model, "network.safetensors")
    """
    check_exported(model)
    check_choice(precision, "precision", TENSOR_KINDS)
    record = network_record(model)
    record["layers"] = [{"activation": layer["activation"]} for layer in record["layers"]]
    metadata = {"format": "pt", "twinmlp": to_json(record)}
    write_bytes(path, tensors_bytes(network_tensors(model.trained()), metadata, precision), "path")


def from_safetensors(path: str, **arguments: Any) -> MLP:
    """Make a model of a file of safetensors, which to_safetensors or PyTorch wrote.

    path: The file, a path.
    arguments: of a file without twinmlp's metadata, as for MLP.from_layers: the activations.
    Returns: the model.
    Errors: E_FILE for a file that cannot be read, E_FORMAT for one that has no layers "0.weight",
        "0.bias", "2.weight" and so on, E_USAGE where neither it nor the arguments say activations.

    >>> model = MLP(hidden=2, epochs=10).fit([[0], [1]], [0, 1])
    >>> to_safetensors(model, "network.safetensors")
    >>> from_safetensors("network.safetensors").predict([[0]]) == model.predict([[0]])
    array([ True])
    """
    tensors, text = read_tensors(path)
    layers: list[Record] = []
    while f"{2 * len(layers)}.weight" in tensors:
        name = f"{2 * len(layers)}."
        W, b = tensors.pop(name + "weight"), tensors.pop(name + "bias", None)
        layers.append({"W": W.T.tolist(), "b": None if b is None else b.tolist()})
    if not layers or tensors:
        found = ", ".join(map(quote_json, tensors)) or "nothing"
        fail("E_FORMAT", "path", 'layers "0.weight", "0.bias", "2.weight", ... alone', found)
    if text is None:
        return model_of_weights(layers, arguments)
    record = parse_header(text.encode("utf-8"))
    said = record.get("layers") if isinstance(record, dict) else None
    if not isinstance(said, list) or len(said) != len(layers):
        fail(
            "E_FORMAT",
            "path",
            "a file of safetensors",
            f"{quote_json(str(path))}, whose metadata are wrong",
        )
    record["layers"] = [
        {**(layer if isinstance(layer, dict) else {}), **numbers}
        for layer, numbers in zip(said, layers)
    ]
    check_schema(record, read_json(fixture_path("schemas/network.schema.json"), "schema"))
    return MLP._of_record(record)
