"""Check a JSON document against a schema, in the part of JSON Schema that the fixtures use."""

from __future__ import annotations

import math
from typing import Any, Callable, NamedTuple

from .checks import is_number, is_whole_number
from .errors import describe, fail

Schema = dict[str, Any]


class Type(NamedTuple):
    """A type of values: its name in an error, and whether a value is of it."""

    says: str
    fits: Callable[[Any], bool]


TYPES = {
    "object": Type("an object", lambda value: isinstance(value, dict)),
    "array": Type("a list", lambda value: isinstance(value, list)),
    "number": Type("a number", is_number),
    "double": Type("a number", is_number),
    "integer": Type("a whole number", is_whole_number),
    "string": Type("text", lambda value: isinstance(value, str)),
    "boolean": Type("true or false", lambda value: isinstance(value, bool)),
    "null": Type("null", lambda value: value is None),
}

# What a schema says that holds for a part of a document, too.
OF_PARTS = ("$ref", "$defs", "type", "oneOf", "properties", "items", "additionalProperties")


def schema_of_parts(schema: Any) -> Any:
    """The schema of any part of a document: nothing is required, and numbers need not be finite."""
    if not isinstance(schema, dict):
        return schema
    kept: Schema = {
        name: schema[name] for name in OF_PARTS if schema.get(name) not in (None, False)
    }
    for name in ("properties", "$defs"):
        if name in kept:
            kept[name] = {key: schema_of_parts(value) for key, value in kept[name].items()}
    for name in ("items", "additionalProperties"):
        if name in kept:
            kept[name] = schema_of_parts(kept[name])
    if "oneOf" in kept:
        kept["oneOf"] = [schema_of_parts(value) for value in kept["oneOf"]]
    types = ["double" if name == "number" else name for name in type_names(kept)]
    return {**kept, "type": types} if types else kept


def type_names(schema: Schema) -> list[str]:
    """The types that a schema accepts."""
    names = schema.get("type", [])
    return [names] if isinstance(names, str) else names


def check_type(value: Any, names: str | list[str], argument: str) -> None:
    """Accept a value of one of the types."""
    names = type_names({"type": names})
    if not any(TYPES[name].fits(value) for name in names):
        fail("E_TYPE", argument, " or ".join(TYPES[name].says for name in names), describe(value))
    if is_number(value) and not math.isfinite(value) and "double" not in names:
        fail("E_NOT_FINITE", argument, "a finite number", describe(value))


def check_constant(value: Any, allowed: list[Any], argument: str) -> None:
    """Accept one of the allowed values."""
    if not any(
        type(value) is type(a) and value == a or is_number(value) and is_number(a) and value == a
        for a in allowed
    ):
        fail(
            "E_CHOICE",
            argument,
            ("one of " if len(allowed) > 1 else "") + ", ".join(map(describe, allowed)),
            describe(value),
        )


def check_bounds(value: Any, schema: Schema, argument: str) -> None:
    """Accept a number within its bounds, and a list of minItems or more."""
    if is_number(value) and "minimum" in schema and value < schema["minimum"]:
        fail("E_RANGE", argument, describe(schema["minimum"]) + " or more", describe(value))
    if is_number(value) and "maximum" in schema and value > schema["maximum"]:
        fail("E_RANGE", argument, describe(schema["maximum"]) + " or less", describe(value))
    if is_number(value) and "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]:
        fail(
            "E_RANGE",
            argument,
            "more than " + describe(schema["exclusiveMinimum"]),
            describe(value),
        )
    if isinstance(value, list) and len(value) < schema.get("minItems", 0):
        fail(
            "E_SHAPE",
            argument,
            f"a list of {describe(schema['minItems'])} or more",
            describe(value),
        )


def check_object(value: dict[str, Any], schema: Schema, argument: str, root: Schema) -> None:
    """Accept an object with all required names, no unknown ones, and properties that fit."""
    properties, others = schema.get("properties", {}), schema.get("additionalProperties")
    prefix = argument + "." if argument else ""
    # Format and version come first: they say what the rest should be.
    for name in properties:
        if name in value and (name == "version" or "const" in properties[name]):
            check_schema(value[name], properties[name], prefix + name, root)
    for name in schema.get("required", []):
        if name not in value:
            fail("E_FORMAT", prefix + name, "present", "nothing")
    for name in value:
        if name in properties:
            check_schema(value[name], properties[name], prefix + name, root)
        elif isinstance(others, dict):
            check_schema(value[name], others, prefix + name, root)
        elif others is False:
            fail("E_FORMAT", prefix + name, "one of " + ", ".join(properties), "an unknown name")


def check_schema(
    value: Any, schema: Schema, argument: str = "", root: Schema | None = None
) -> None:
    """Accept `value` if it fits `schema`; `argument` is its path, such as data.X[0][1]."""
    root = schema if root is None else root
    if "$ref" in schema:
        return check_schema(value, resolve(schema, root), argument, root)
    if "oneOf" in schema:
        chosen = choose_alternative(value, schema["oneOf"], argument, root)
        return check_schema(value, chosen, argument, root)
    if "type" in schema:
        check_type(value, schema["type"], argument or "document")
    if "enum" in schema or "const" in schema:
        check_constant(value, schema.get("enum", [schema.get("const")]), argument or "document")
    check_bounds(value, schema, argument)
    if isinstance(value, dict):
        check_object(value, schema, argument, root)
    if isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            check_schema(item, schema["items"], f"{argument}[{index}]", root)
    return None


def resolve(schema: Schema, root: Schema) -> Schema:
    """Return the definition that a schema refers to, or the schema itself."""
    return root["$defs"][schema["$ref"].removeprefix("#/$defs/")] if "$ref" in schema else schema


def choose_alternative(
    value: Any, alternatives: list[Schema], argument: str, root: Schema
) -> Schema:
    """Choose the alternative that has the JSON type of `value`."""
    resolved = [resolve(alternative, root) for alternative in alternatives]
    for alternative in resolved:
        if any(TYPES[name].fits(value) for name in type_names(alternative)):
            return alternative
    words = [TYPES[name].says for alternative in resolved for name in type_names(alternative)]
    return fail("E_TYPE", argument, " or ".join(words), describe(value))
