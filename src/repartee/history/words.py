"""Words as they are searched for: the same in both databases, in the question and in the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from repartee.conversation.events import AgentTurn, Event, UserTurn

# PostgreSQL takes 2,046 bytes; no word is as long.
_LONGEST_WORD = 64
_MOST_WANTED = 16
_SHORTEST_BEGINNING = 3
_SNIPPET_CHARACTERS = 160
# A third of a snippet stands before its first match.
_BEFORE = _SNIPPET_CHARACTERS // 3

# Languages without spaces are searched character by character.
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+"
)


def searchable(event: Event) -> str:
    """What of an event can be searched for: what somebody said, and what was heard of the agent.

    Returns:
        Folded words with spaces between them.
    """
    match event:
        case UserTurn():
            return " ".join(fold(event.text))
        case AgentTurn():
            return " ".join(fold(event.heard))
        case _:
            return ""


def said(event: Event) -> str:
    """The text of which `searchable` has the words."""
    match event:
        case UserTurn():
            return event.text
        case AgentTurn():
            return event.heard
        case _:
            return ""


def fold(text: str) -> list[str]:
    """A text's words without case and accents."""
    return [word for _, _, word in _folded(text)]


def wanted(question: str) -> list[str]:
    """The words that are looked for; the last may be the beginning of one, as `may_go_on` says."""
    return list(dict.fromkeys(fold(question)))[:_MOST_WANTED]


def may_go_on(words: list[str]) -> bool:
    """Whether the last word may be the beginning of one: two letters begin half a language."""
    return len(words[-1]) >= _SHORTEST_BEGINNING


def snippet(text: str, words: list[str]) -> list[tuple[str, bool]]:
    """The part of a text in which words are found.

    Args:
        text: As it was said.
        words: As `wanted` gives them.

    Returns:
        Pieces, and whether each was looked for; joined, a stretch of the text, with dots where it
        goes on.
    """
    matches = [(begin, end) for begin, end, word in _folded(text) if _is_wanted(word, words)]
    # "½" is two words at one place.
    found = list(dict.fromkeys(matches))
    begin, end = _window(text, found[0][0] if found else 0)
    pieces = [("… ", False)] if begin else []
    at = begin
    for first, last in found:
        if first < begin or last > end:
            continue
        pieces += [(text[at:first], False), (text[first:last], True)]
        at = last
    pieces.append((text[at:end], False))
    pieces.append((" …" if end < len(text) else "", False))
    return [piece for piece in pieces if piece[0]]


def _folded(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _WORD.finditer(text):
        for word in _plain(match.group()):
            yield match.start(), match.end(), word


def _plain(word: str) -> list[str]:
    """A word without accents; what then is no letter parts it ("½" is two words)."""
    # Twice, as folding makes new marks, and a bold letter is a capital only once it is plain.
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    marked = "".join(each for each in letters if not unicodedata.combining(each))
    composed = unicodedata.normalize("NFC", marked)
    return [part[:_LONGEST_WORD] for part in _WORD.findall(composed)]


def _is_wanted(word: str, words: list[str]) -> bool:
    return word in words or (bool(words) and may_go_on(words) and word.startswith(words[-1]))


def _window(text: str, first: int) -> tuple[int, int]:
    if len(text) <= _SNIPPET_CHARACTERS:
        return 0, len(text)
    begin = max(0, min(first - _BEFORE, len(text) - _SNIPPET_CHARACTERS))
    end = begin + _SNIPPET_CHARACTERS
    return _after_space(text, begin, first), _before_space(text, end)


def _after_space(text: str, begin: int, first: int) -> int:
    if not begin:
        return 0
    space = text.find(" ", begin, first)
    return begin if space < 0 else space + 1


def _before_space(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", end - _BEFORE, end)
    return end if space < 0 else space
