"""OpenAI's voice names, which callers of this dialect were written for."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WOMEN = ("nova", "shimmer", "coral", "sage", "marin")
_MEN = ("onyx", "echo", "fable", "ash", "ballad", "verse", "cedar")

# Kokoro says it in front, `am_onyx`; espeak-ng's and flite's own names are known.
_KOKORO = re.compile(r"[a-z][fm]_\w+")
_WOMEN_HERE = frozenset({"slt", "en-us-woman", "en-gb-woman"})
_MEN_HERE = frozenset({"rms", "awb", "kal", "kal16", "en-us", "en-gb", "en-gb-scotland"})


def voice_for(asked: str, offered: Sequence[str]) -> str:
    """Find the voice that serves a caller who asks for one by name.

    Args:
        asked: A name, best one that is offered or one of OpenAI's.
        offered: Ids of the voices there are, the default one first.

    Returns:
        The id of a voice, the same for the same name; empty for the default one.
    """
    if not asked or asked in offered:
        return asked
    name = asked.lower()
    for voice in offered:
        if voice.lower() == name or voice.partition("_")[2] == name:
            return voice
    alike = _alike(name, offered)
    names = _WOMEN if name in _WOMEN else _MEN
    return alike[names.index(name) % len(alike)] if alike else ""


def _alike(name: str, offered: Sequence[str]) -> list[str]:
    """The voices of the same sort of speaker, in the default voice's language."""
    if name in _WOMEN:
        return [voice for voice in _of_one_language(offered) if _is(voice, "f", _WOMEN_HERE)]
    if name in _MEN:
        return [voice for voice in _of_one_language(offered) if _is(voice, "m", _MEN_HERE)]
    return []


def _of_one_language(offered: Sequence[str]) -> list[str]:
    language = offered[0][0] if offered and _KOKORO.fullmatch(offered[0]) else ""
    return [voice for voice in offered if not language or voice.startswith(language)]


def _is(voice: str, letter: str, known: frozenset[str]) -> bool:
    return voice in known or (_KOKORO.fullmatch(voice) is not None and voice[1] == letter)
