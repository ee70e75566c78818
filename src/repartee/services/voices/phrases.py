"""What is said again and again, as it sounded the first time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

_WORD_BYTES = 150
"""About what a word and its time take in memory."""


@dataclass(frozen=True)
class Recital:
    """A text as one voice speaks it; of two that are equal, the sound is the same."""

    provider: str
    """Whose voice it is, as settings call them."""
    manner: str
    """Model, voice, language, speed and all else that the service is set to."""
    sample_rate: int
    """In Hz."""
    text: str


@dataclass(frozen=True)
class TimedWord:
    """A word, and when it begins in its phrase."""

    text: str
    secs: float
    is_spaced: bool
    """Whether it brings the spaces around it, as in Chinese and Japanese."""


@dataclass(frozen=True)
class Rendition:
    """What a phrase sounds like."""

    sound: bytes
    """All of it, 16-bit mono."""
    words: tuple[TimedWord, ...] = ()
    """In the order in which they are spoken; none of a voice that does not time its words."""

    @property
    def size(self) -> int:
        """About how many bytes it takes in memory."""
        return len(self.sound) + _WORD_BYTES * len(self.words)


class PhraseCache:
    """Keeps the sound of phrases, those said last, within a bound in bytes."""

    def __init__(self, most_bytes: int) -> None:
        """Begin with nothing.

        Args:
            most_bytes: How much is kept at most; what is longer by itself is not kept.
        """
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[Recital, Rendition] = OrderedDict()
        self.found = 0
        """How many phrases were wanted and kept."""
        self.missed = 0
        """How many were wanted and not kept."""

    def __len__(self) -> int:
        """How many phrases are kept."""
        return len(self._kept)

    @property
    def kept_bytes(self) -> int:
        """How much sound is kept."""
        return self._bytes

    def get(self, recital: Recital) -> Rendition | None:
        """What a phrase sounds like; None if it is not kept.

        Args:
            recital: Which, and how it is spoken.
        """
        rendition = self._kept.get(recital)
        if rendition is None:
            self.missed += 1
        else:
            self.found += 1
            self._kept.move_to_end(recital)
        return rendition

    def put(self, recital: Recital, rendition: Rendition) -> None:
        """Keep what a phrase sounds like, and forget others for it where room is short.

        Args:
            recital: Which, and how it was spoken.
            rendition: How it sounded; nothing is kept of silence.
        """
        before = self._kept.pop(recital, None)
        self._bytes -= before.size if before else 0
        if not rendition.sound or rendition.size > self._most_bytes:
            return
        self._kept[recital] = rendition
        self._bytes += rendition.size
        while self._bytes > self._most_bytes:
            self._bytes -= self._kept.popitem(last=False)[1].size


class Repertoire:
    """What one conversation says like all others: its greeting, and what bridges a wait.

    Answers are not among it: they are hardly said twice, and are nobody else's.
    """

    def __init__(self, cache: PhraseCache, provider: str, phrases: Iterable[str]) -> None:
        """Know the phrases.

        Args:
            cache: Shared by all conversations.
            provider: Whose voice says them, as settings call them.
            phrases: The texts.
        """
        self.cache = cache
        self.provider = provider
        self._phrases = frozenset(filter(None, (each.strip() for each in phrases)))

    def has(self, text: str) -> bool:
        """Whether a text is worth keeping.

        Args:
            text: As the voice is given it.
        """
        return text.strip() in self._phrases
