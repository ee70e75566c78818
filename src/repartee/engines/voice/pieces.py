from __future__ import annotations

import re
import unicodedata

_LONGEST = 300
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*[\"')\]]*\s*|[.!?…\s]+")


def pieces(text: str) -> list[str]:
    """Cut a text into what is spoken without a break, so that callers can take turns.

    Args:
        text: Any text at all.

    Returns:
        Printable pieces of at most 300 characters, cut at sentences, else at words.
    """
    cleaned = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in text)
    found: list[str] = []
    for sentence in _SENTENCE.findall(cleaned):
        found += _cut_at_words(sentence.strip())
    return [piece for piece in found if any(char.isalnum() for char in piece)]


def _cut_at_words(sentence: str) -> list[str]:
    parts = []
    while len(sentence) > _LONGEST:
        at = sentence.rfind(" ", 1, _LONGEST)
        at = at if at > 0 else _LONGEST
        parts.append(sentence[:at].strip())
        sentence = sentence[at:].strip()
    return [*parts, sentence]
