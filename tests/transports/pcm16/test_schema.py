"""The published schema says what the models say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from repartee.transports.pcm16.schema import asyncapi, json_schema

COMMITTED = Path(__file__).parents[3] / "docs" / "conversation-socket.asyncapi.json"


def references(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*map(references, node.values()))
    return set().union(*map(references, node)) if isinstance(node, list) else set()


def test_the_committed_document_is_current() -> None:
    assert json.loads(COMMITTED.read_text()) == asyncapi(), (
        "The events changed. Write the document anew: python -m repartee.transports.pcm16.schema "
        "> docs/conversation-socket.asyncapi.json"
    )


def test_every_reference_leads_somewhere() -> None:
    for document in (asyncapi(), json_schema()):
        for reference in references(document):
            node = document
            for key in reference.removeprefix("#/").split("/"):
                node = node[key]
            assert isinstance(node, dict)


def test_every_event_says_what_it_is_for() -> None:
    for message in asyncapi()["components"]["messages"].values():
        assert message["summary"].endswith((".", "?"))


def test_every_event_is_told_apart_by_its_type() -> None:
    definitions = json_schema()["$defs"]
    for side in ("ServerEvent", "ClientEvent"):
        mapping = definitions[side]["discriminator"]["mapping"]
        assert len(mapping) == len(definitions[side]["oneOf"])
        assert all(re.fullmatch("[a-z_]+", name) for name in mapping)


def test_the_address_tells_what_may_be_asked_for() -> None:
    (channel,) = asyncapi()["channels"].values()
    assert channel["address"] == "/api/realtime/pipecat/ws/{conversation_id}"
    assert {"voice", "agent_name", "system_prompt", "token"} <= set(
        channel["bindings"]["ws"]["query"]["properties"]
    )
