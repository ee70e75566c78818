"""What is said again and again, as it sounded the first time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Recital:
    """A text as one voice speaks it; of two that are equal, the sound is the same."""

    service: str
    """Whose voice it is: the class that asks for it."""
    model: str
    voice: str
    language: str
    speed: float
    sample_rate: int
    """In Hz."""
    text: str


class PhraseCache:
    """Keeps the sound of phrases, those said last, within a bound in bytes."""

    def __init__(self, most_bytes: int) -> None:
        """Begin with nothing.

        Args:
            most_bytes: How much sound is kept at most; what is longer by itself is not kept.
        """
        self._most_bytes = most_bytes
        self._bytes = 0
        self._sounds: OrderedDict[Recital, bytes] = OrderedDict()
        self.found = 0
        """How many phrases were wanted and kept."""
        self.missed = 0
        """How many were wanted and not kept."""

    def __len__(self) -> int:
        """How many phrases are kept."""
        return len(self._sounds)

    @property
    def kept_bytes(self) -> int:
        """How much sound is kept."""
        return self._bytes

    def get(self, recital: Recital) -> bytes:
        """The sound of a phrase, 16-bit mono; empty if it is not kept.

        Args:
            recital: Which, and how it is spoken.
        """
        sound = self._sounds.get(recital, b"")
        if sound:
            self.found += 1
            self._sounds.move_to_end(recital)
        else:
            self.missed += 1
        return sound

    def put(self, recital: Recital, sound: bytes) -> None:
        """Keep the sound of a phrase, and forget others for it where room is short.

        Args:
            recital: Which, and how it was spoken.
            sound: All of it, 16-bit mono.
        """
        self._bytes -= len(self._sounds.pop(recital, b""))
        if not sound or len(sound) > self._most_bytes:
            return
        self._sounds[recital] = sound
        self._bytes += len(sound)
        while self._bytes > self._most_bytes:
            self._bytes -= len(self._sounds.popitem(last=False)[1])


class Repertoire:
    """What one conversation says like all others: its greeting, and what bridges a wait.

    Answers are not among it: they are hardly said twice, and are nobody else's.
    """

    def __init__(self, cache: PhraseCache, phrases: Iterable[str]) -> None:
        """Know the phrases.

        Args:
            cache: Shared by all conversations.
            phrases: The texts.
        """
        self.cache = cache
        self._phrases = frozenset(each.strip() for each in phrases)

    def has(self, text: str) -> bool:
        """Whether a text is worth keeping.

        Args:
            text: As the voice is given it.
        """
        return bool(text.strip()) and text.strip() in self._phrases
