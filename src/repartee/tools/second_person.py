"""Turning the caller's words round, so that the agent can say them back."""

from __future__ import annotations

import re

_TURNED = {
    "i": "you",
    "i'm": "you're",
    "i've": "you've",
    "i'll": "you'll",
    "i'd": "you'd",
    "me": "you",
    "my": "your",
    "mine": "yours",
    "myself": "yourself",
}
_PHRASES = {"i am": "you are", "i was": "you were", "am i": "are you"}

_PATTERN = re.compile(
    rf"\b({'|'.join([*_PHRASES, *sorted(_TURNED, key=len, reverse=True)])})\b", re.I
)


def second_person(text: str) -> str:
    """Say the caller's words back to them: "call my mother" becomes "call your mother"."""
    turned = _PHRASES | _TURNED
    return _PATTERN.sub(lambda match: turned[match[0].lower()], text)
