from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime

from repartee.history.errors import BadCursorError
from repartee.history.records import ConversationSummary

_NOT_OURS = "This cursor is none that a page gave. Begin at the first page, without a cursor."


def cursor_after(last: ConversationSummary) -> str:
    """Where the next page begins; nobody but `place_of` reads it."""
    place = json.dumps([last.last_at.isoformat(), last.id])
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def place_of(cursor: str) -> tuple[datetime, str]:
    """The last conversation of the page before.

    Returns:
        When it was last written, and its id.

    Raises:
        BadCursorError: If `cursor_after` did not make it.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        moment, identity = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        return datetime.fromisoformat(moment).astimezone(UTC), str(identity)
    except (binascii.Error, ValueError, TypeError, OverflowError) as error:
        raise BadCursorError(_NOT_OURS) from error
