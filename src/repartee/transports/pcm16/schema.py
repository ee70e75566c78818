"""The published schema of the events, made from their models."""

from __future__ import annotations

import json
from functools import cache
from types import UnionType
from typing import Any, cast, get_args

from pydantic import BaseModel, TypeAdapter

from repartee.transports.pcm16.client_events import ClientEvent
from repartee.transports.pcm16.event_model import SCHEMA_VERSION
from repartee.transports.pcm16.query import ConversationQuery
from repartee.transports.pcm16.server_events import ServerEvent

PATH = "/api/realtime/pipecat/ws/{conversation_id}"
"""Where the dialect is spoken."""

_AUDIO = "Mono 16-bit signed little-endian samples at 24,000 Hz, as many as you like a frame."
_ID = "An id of yours: 1 to 128 letters, digits and `. _ : ~ -`."
_CLOSE_CODES = """\
| Code | Means |
|---|---|
| 1000 | The conversation is over, or you hung up. |
| 1007 | Nothing but frames came that cannot be understood. |
| 1009 | A frame was too long. |
| 1012 | The server is stopping. Come back in a moment. |
| 1013 | All lines are busy. Try again in a minute. |
| 4001 | Somebody came back with your resume token; this connection was replaced. |
| 4403 | It is somebody else's conversation, or callers' prompts are forbidden here. |
| 4404 | What `token` belongs to is not kept any more. |
| 4409 | The conversation is full. |
| 4422 | The address asks for what is not offered. |

Before 4403 to 4422 and 1013 comes an `error` event that says why.
"""
_DESCRIPTION = f"""\
Talk to the agent over a plain WebSocket: sound in binary frames, events as JSON in text frames.

A sound frame is {_AUDIO[0].lower()}{_AUDIO[1:]} Text frames carry one event each.

New events, and new keys in an event, may come with a higher minor version: ignore what you do not
know. `v` changes only when the form of an event changes so that a client must follow.

{_CLOSE_CODES}"""


@cache
def json_schema() -> dict[str, Any]:
    """The events of both sides as one JSON Schema (2020-12).

    Returns:
        A document whose `$defs` has every event, and `ServerEvent` and `ClientEvent`.
    """
    server = TypeAdapter[Any](ServerEvent).json_schema(mode="serialization")
    client = TypeAdapter[Any](ClientEvent).json_schema(mode="validation")
    definitions = {**server.pop("$defs"), **client.pop("$defs")}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Repartee: events over a plain WebSocket",
        "version": SCHEMA_VERSION,
        "oneOf": [{"$ref": "#/$defs/ServerEvent"}, {"$ref": "#/$defs/ClientEvent"}],
        "$defs": {**definitions, "ServerEvent": server, "ClientEvent": client},
    }


@cache
def asyncapi() -> dict[str, Any]:
    """The dialect as an AsyncAPI 3.0 document."""
    # AsyncAPI lists the messages of a side, where JSON Schema needs a union of them.
    unions = ("ServerEvent", "ClientEvent")
    definitions = {k: v for k, v in json_schema()["$defs"].items() if k not in unions}
    schemas = _with_references(definitions)
    sides = {"server": _names(ServerEvent), "client": _names(ClientEvent)}
    messages = {name: _event_message(schemas[name]) for names in sides.values() for name in names}
    messages["Sound"] = {
        "summary": "Sound, as a binary frame.",
        "contentType": "audio/pcm;rate=24000;channels=1",
        "payload": {"type": "string", "contentEncoding": "binary"},
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Repartee's conversation socket",
            "version": SCHEMA_VERSION,
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {"conversation": _channel(messages)},
        "operations": {
            "tell": _operation("receive", "What you send.", sides["client"]),
            "hear": _operation("send", "What the agent sends.", sides["server"]),
        },
        "components": {"schemas": schemas, "messages": messages},
    }


def _channel(messages: dict[str, Any]) -> dict[str, Any]:
    query = ConversationQuery.model_json_schema()
    return {
        "address": PATH,
        "description": "One conversation. An id that nobody has begins a new one.",
        "parameters": {"conversation_id": {"description": _ID}},
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
        "bindings": {"ws": {"method": "GET", "query": query}},
    }


def _operation(action: str, summary: str, names: list[str]) -> dict[str, Any]:
    references = [
        {"$ref": f"#/channels/conversation/messages/{name}"} for name in [*names, "Sound"]
    ]
    return {
        "action": action,
        "summary": summary,
        "channel": {"$ref": "#/channels/conversation"},
        "messages": references,
    }


def _event_message(schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": schema["properties"]["type"]["const"],
        "summary": schema["description"].splitlines()[0],
        "payload": {"$ref": f"#/components/schemas/{schema['title']}"},
    }


def _names(events: object) -> list[str]:
    union = cast("UnionType", get_args(events)[0])
    return [cast("type[BaseModel]", model).__name__ for model in get_args(union)]


def _with_references(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _with_references(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_with_references(each) for each in node]
    return node.replace("#/$defs/", "#/components/schemas/") if isinstance(node, str) else node


if __name__ == "__main__":
    print(json.dumps(asyncapi(), indent=2, ensure_ascii=False))  # noqa: T201 - its only purpose
