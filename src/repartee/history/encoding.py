"""Events and texts as both databases hold them."""

from __future__ import annotations

import json

from loguru import logger
from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from repartee.conversation.events import EVENTS, Event


def encode(event: Event) -> str:
    """An event as JSON; half a surrogate pair, which no file can hold, becomes a question mark."""
    try:
        return EVENTS.dump_json(event).decode()
    except PydanticSerializationError:
        return storable(json.dumps(event.model_dump(mode="json"), ensure_ascii=False))


def decode(body: str) -> Event | None:
    """What `encode` wrote; None for what a newer version wrote and this one cannot read."""
    try:
        return EVENTS.validate_json(body)
    except ValidationError:
        # The body itself may be private.
        logger.warning("An event of a conversation's history cannot be read; it is left out.")
        return None


def storable(text: str) -> str:
    """A text without what PostgreSQL cannot hold: NUL, and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
