"""Messages of Protocol Buffers, as bytes: what a file of ONNX is made of.

A message is its fields one after the other, each a key and a value; a message inside another is a
field of bytes. Source: Protocol Buffers Documentation, Encoding.
"""

from __future__ import annotations

import numpy as np

from ..arithmetic.kinds import Array

# How a number of a tensor is written, and the number of that type in TensorProto.DataType.
PRECISIONS = {"double": ("<f8", 11), "single": ("<f4", 1)}


def varint(value: int) -> bytes:
    """A whole number, 0 or more, seven bits a byte, the lowest first."""
    content = []
    while value >= 128:
        content.append(value % 128 + 128)
        value //= 128
    return bytes([*content, value])


def whole_field(number: int, value: int) -> bytes:
    """A field with a whole number."""
    return varint(8 * number) + varint(value)


def bytes_field(number: int, content: bytes) -> bytes:
    """A field with bytes, or with a message."""
    return varint(8 * number + 2) + varint(len(content)) + content


def text_field(number: int, text: str) -> bytes:
    """A field with text, in UTF-8."""
    return bytes_field(number, text.encode("utf-8"))


def number_bytes(values: Array, precision: str) -> bytes:
    """Numbers as bytes, the lowest byte of each first, a matrix row by row."""
    return np.ascontiguousarray(values, dtype=PRECISIONS[precision][0]).tobytes()
