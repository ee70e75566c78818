"""What files of recordings are called: nothing a caller chose is part of it."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import UTC, datetime

from repartee.history.recording.encoder import RecordingFormat

_DIGEST_CHARS = 40
_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"^\d{4}-\d{2}/[0-9a-f]{40}-(\d{8}T\d{6}Z)-[0-9a-f]{8}\.(opus|flac)$")


def digest_of(conversation_id: str) -> str:
    """What the names of a conversation's recordings contain."""
    return hashlib.sha256(conversation_id.encode()).hexdigest()[:_DIGEST_CHARS]


def name_for(conversation_id: str, kind: RecordingFormat, now: datetime) -> str:
    """Make up a name that no other recording has.

    Args:
        conversation_id: Whose recording it is.
        kind: Its format.
        now: When it begins.

    Returns:
        A month's directory, and a file in it.
    """
    now = now.astimezone(UTC)
    unique = secrets.token_hex(4)
    return f"{now:%Y-%m}/{digest_of(conversation_id)}-{now.strftime(_STAMP)}-{unique}.{kind}"


def begun_at(name: str) -> datetime | None:
    """When a recording began; None if it is not one of ours."""
    match = _NAME.match(name)
    return datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC) if match else None
