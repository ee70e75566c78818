"""JSON schemas of arguments, as brains take them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# A schema that refers to itself has no end.
_DEEPEST = 8


def properties_of(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a schema, with what they refer to put in place.

    Pipecat's function schema has room for properties alone, so definitions beside them are lost.

    Args:
        schema: Of an object; titles in it are left out, as they say what names say.
    """
    definitions = {**schema.get("definitions", {}), **schema.get("$defs", {})}
    properties = schema.get("properties", {})
    return {name: _resolved(each, definitions, _DEEPEST) for name, each in properties.items()}


def _resolved(part: Any, definitions: Mapping[str, Any], depth: int) -> Any:
    if isinstance(part, list):
        return [_resolved(each, definitions, depth) for each in part]
    if not isinstance(part, dict):
        return part
    # A title that is no text is an argument of that name.
    kept = {key: each for key, each in part.items() if not _is_title(key, each) and key != "$ref"}
    rest = {key: _resolved(each, definitions, depth) for key, each in kept.items()}
    name = str(part.get("$ref", "")).rpartition("/")[2]
    if not name or name not in definitions or not depth:
        return rest
    return {**_resolved(definitions[name], definitions, depth - 1), **rest}


def _is_title(key: str, value: object) -> bool:
    return key == "title" and isinstance(value, str)
