"""What one says to somebody who is speaking without wanting their turn: pure."""

from __future__ import annotations

import re

_PHRASES = """
ah, aha, ahh, er, hm, hmm, mhm, mm, mm hm, mmm, oh, uh, uh huh, uhm, um,
all right, alright, cool, exactly, good, got it, great, i see, i understand, indeed, nice,
of course, ok, okay, really, right, sure, true, uh oh, wow, yeah, yep, yes, yup,
ach, ach so, achso, alles klar, echt, genau, gut, hmhm, ja, jaja, jawohl, klar, na klar, okey,
richtig, schön, stimmt, super, verstehe, ich verstehe,
ajá, así es, bien, bueno, cierto, claro, claro que sí, de acuerdo, entiendo, exacto, perfecto,
sí, si, vale, ya, ya veo
"""
"""In English, German and Spanish; whoever says nothing else listens."""
_ALL = frozenset(tuple(each.split()) for each in _PHRASES.replace("\n", " ").split(","))
_SPEAKER = re.compile(r"^\[[^\]]*\] (?=\S)")
_LONGEST = max(map(len, _ALL))
_BEGINNINGS = frozenset(phrase[:n] for phrase in _ALL for n in range(1, len(phrase)))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, as they sound: no case, marks or hyphens.

    Args:
        text: As a recogniser wrote it; in company with the speaker's name in brackets before it.
    """
    text = _SPEAKER.sub("", text)
    plain = "".join(each if each.isalnum() or each == "'" else " " for each in text.casefold())
    return tuple(plain.split())


def is_signed(text: str) -> bool:
    """Whether words tell who of several people said them.

    Args:
        text: As a recogniser wrote it.
    """
    return _SPEAKER.match(text) is not None


def is_backchannel(words: tuple[str, ...], *, goes_on: bool = False) -> bool:
    """Whether words say no more than that one listens: "yeah, I see".

    Args:
        words: What was said, by `words_of`.
        goes_on: Whether more may come, so that the last words may be the beginning of a phrase.
    """
    rest = words
    while rest:
        if goes_on and rest in _BEGINNINGS:
            return True
        sizes = (n for n in range(min(_LONGEST, len(rest)), 0, -1) if rest[:n] in _ALL)
        size = next(sizes, 0)
        if not size:
            return False
        rest = rest[size:]
    return True
