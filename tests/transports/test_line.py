"""What callers may send, whichever way they came."""

from __future__ import annotations

import pytest

from repartee.transports.line import accepted_message


@pytest.mark.parametrize(
    ("content", "accepted"),
    [
        ("hello", True),
        ("x" * 100, True),
        ("x" * 101, False),
        ("half a smile: \ud83d", False),
        # In company it would be made text, however long.
        (["x"] * 1000, False),
        (None, False),
    ],
)
def test_what_is_typed_must_be_text_and_not_too_long(content: object, accepted: bool) -> None:
    message = {"type": "send-text", "id": "1", "data": {"content": content}}
    assert accepted_message(message, max_text_chars=100) is accepted
