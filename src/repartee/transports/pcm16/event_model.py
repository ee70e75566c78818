"""The form and the version of all events of the server."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = "1.1"
"""Of the events: the first number changes when a client must change, the second with additions."""

WIRE_RATE = 24_000
"""Rate in Hz of the sound in both directions."""


class ServerEventModel(BaseModel):
    """What all events of the server have in common."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    v: Annotated[Literal[1], Field(description="Version of the event's form.")] = 1


class Value(BaseModel):
    """Something that events tell of."""

    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)
