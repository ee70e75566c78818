"""Which models can be fetched, what each is good for, and where its files are."""

from __future__ import annotations

import difflib
import re

from repartee.models.catalogue import (
    embedding,
    faster_whisper,
    kokoro,
    moonshine,
    openai_whisper,
    whisper_cpp,
)
from repartee.models.catalogue.entry import HubFiles, ModelEntry, PlainFile, Source
from repartee.models.errors import UnknownModelError

__all__ = [
    "ENTRIES",
    "HubFiles",
    "ModelEntry",
    "PlainFile",
    "Source",
    "find",
    "name_for",
]

ENTRIES: tuple[ModelEntry, ...] = (
    *faster_whisper.ENTRIES,
    *moonshine.ENTRIES,
    *whisper_cpp.ENTRIES,
    *openai_whisper.ENTRIES,
    *kokoro.ENTRIES,
    *embedding.ENTRIES,
)
"""Every model of the catalogue."""

_BY_NAME = {
    **{alias: entry for entry in ENTRIES for alias in entry.aliases},
    **{entry.name: entry for entry in ENTRIES},
}
_BY_MODEL = {(entry.provider, entry.model): entry for entry in ENTRIES}
# The hub's own rule: two names of letters, digits, `.`, `_` and `-`, beginning with no dot.
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")


def find(name: str) -> ModelEntry:
    """Find a model.

    Args:
        name: Of the catalogue, or `org/name` of the hub for faster-whisper.

    Returns:
        Its entry.

    Raises:
        UnknownModelError: If it is neither; the message names what is most like it.
    """
    entry = _BY_NAME.get(name)
    if entry:
        return entry
    if _HUB_ID.fullmatch(name) and ".." not in name and "--" not in name:
        return faster_whisper.of_hub(name)
    alike = difflib.get_close_matches(name, _BY_NAME, n=3, cutoff=0.6)
    hint = f"Did you mean {', '.join(alike)}? " if alike else ""
    raise UnknownModelError(
        f"There is no model called {name[:80]!a}. {hint}"
        "`repartee models list` shows all; for faster-whisper any hub id such as org/name will do."
    )


def name_for(provider: str, model: str) -> str:
    """The catalogue's name for what a provider's settings call a model.

    Args:
        provider: Such as `faster-whisper`.
        model: Such as `small.en`, `Systran/faster-whisper-small.en` or `whisper-small.en`.

    Returns:
        Such as `whisper-small.en`; `model` itself where the catalogue does not know it.
    """
    entry = _BY_MODEL.get((provider, model))
    if entry:
        return entry.name
    known = _BY_NAME.get(model)
    return known.name if known else model
