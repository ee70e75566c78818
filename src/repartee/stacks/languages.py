"""Which languages parts know, and which voice speaks one; pure."""

from __future__ import annotations

from collections.abc import Sequence

from repartee.services.provider import KnowsLanguages, VoiceChoice

ANY = "auto"
"""Whatever is spoken: ears tell by themselves which language it is."""


def knows(part: object, language: str) -> bool:
    """Whether a part knows a language, as far as anybody can say without asking its vendor.

    Args:
        part: A provider.
        language: BCP 47; empty or `auto` for any.
    """
    known = part.languages if isinstance(part, KnowsLanguages) else ()
    return not known or language in ("", ANY) or primary(language) in map(primary, known)


def speaks(voice: VoiceChoice, language: str) -> bool:
    """Whether a voice speaks a language.

    Args:
        voice: One that a caller may choose.
        language: BCP 47; empty or `auto` for any.
    """
    return (
        not voice.language or language in ("", ANY) or primary(voice.language) == primary(language)
    )


def voice_for(voices: Sequence[VoiceChoice], wanted: str, language: str) -> str:
    """Choose the voice that speaks a language, which is the wanted one where it can.

    Args:
        voices: Those there are, the default one first.
        wanted: Id of the one that somebody chose; empty for none.
        language: BCP 47; empty for the configured one.

    Returns:
        Its id; empty for the default one. Where none of them speaks it, the wanted one tries.
    """
    chosen = next((each for each in voices if each.id == wanted), None)
    if chosen is not None and speaks(chosen, language):
        return wanted
    able = [each for each in voices if speaks(each, language)]
    if not able:
        return wanted if chosen is not None else ""
    return "" if able[0] is voices[0] else able[0].id


def primary(language: str) -> str:
    """A language without its region: `pt` of `pt-BR`.

    Args:
        language: BCP 47, or with an underscore.
    """
    return language.replace("_", "-").partition("-")[0].lower()
