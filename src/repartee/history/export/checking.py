"""Whether a document is one of a conversation, and whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

from pydantic import BaseModel, ConfigDict, ValidationError

from repartee.conversation.events import Event
from repartee.history.export.document import FORMAT, VERSION, Head, Subject
from repartee.history.export.errors import BadExportError
from repartee.history.export.walking import NotJSONError, Walk
from repartee.history.records import NumberedEvent

_MOST_EVENTS = 200_000


@dataclass(frozen=True)
class Document:
    """A conversation as it was exported, checked."""

    subject: Subject
    events: list[NumberedEvent]


class _Numbered(BaseModel):
    model_config = ConfigDict(extra="forbid")

    number: int
    event: Event


def checked(content: bytes) -> Document:
    """Read a document; blocks for some 50 ms a megabyte, while others run.

    Args:
        content: The whole file.

    Raises:
        BadExportError: If it is none, of another version, or not whole.
    """
    try:
        walk = Walk(content.decode("utf-8-sig"))
        head: dict[str, object] = {}
        events: list[NumberedEvent] = []
        for name in walk.names():
            if name == "events":
                events = _events(walk)
            else:
                head[name] = walk.value()
    except (UnicodeDecodeError, NotJSONError) as error:
        raise BadExportError(
            "This is no export of a conversation: it is not JSON, or was cut off. Export it again."
        ) from error
    return Document(_subject(head), _whole(events))


def _events(walk: Walk) -> list[NumberedEvent]:
    events: list[NumberedEvent] = []
    for number, element in enumerate(walk.elements(), start=1):
        if number > _MOST_EVENTS:
            raise BadExportError(f"It has more than {_MOST_EVENTS} events, which is too many.")
        events.append(_numbered(element, number))
    return events


def _numbered(element: object, number: int) -> NumberedEvent:
    try:
        found = _Numbered.model_validate(element)
    except (ValidationError, RecursionError) as error:
        raise BadExportError(
            f"Event {number} is none that this version knows. Was it exported by a newer one?"
        ) from error
    if found.number != number:
        raise BadExportError(f"Event {number} is missing, or has another number. Export it again.")
    return NumberedEvent(number, _timely(found.event, number))


def _timely(event: Event, number: int) -> Event:
    if event.at.tzinfo is None:
        raise BadExportError(f"Event {number} has a time without a time zone.")
    return event.model_copy(update={"at": event.at.astimezone(UTC)})


def _whole(events: list[NumberedEvent]) -> list[NumberedEvent]:
    if not events:
        raise BadExportError("Nothing happened in it, so there is nothing to import.")
    return events


def _subject(head: dict[str, object]) -> Subject:
    if head.get("format") != FORMAT:
        raise BadExportError(
            "This is no export of a conversation. Import what `repartee history export` wrote as "
            "JSON or zip."
        )
    if head.get("version") != VERSION:
        raise BadExportError(
            f"It is of another version of the format; this server reads version {VERSION}. "
            "Import it with the version of Repartee that wrote it."
        )
    try:
        return Head.model_validate(head).conversation
    except ValidationError as error:
        raise BadExportError(
            "Its id or title cannot be used: an id has 1 to 128 letters, digits and ._:~- signs, a "
            "title at most 200 characters."
        ) from error
