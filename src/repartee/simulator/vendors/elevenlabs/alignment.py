"""When each character is spoken, chunk by chunk, as ElevenLabs tells it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from repartee.simulator.speaking import Spoken


@dataclass(frozen=True, slots=True)
class AlignedChunk:
    """A chunk of speech that ends where a word begins, so that all its characters have times."""

    audio: bytes
    """PCM s16le mono."""
    chars: Sequence[str]
    starts: Sequence[float]
    """When each character begins, in seconds from the chunk's first sample."""
    secs: float

    @property
    def ends(self) -> list[float]:
        """When each character ends; the last one with the chunk."""
        return [*self.starts[1:], self.secs] if self.starts else []


async def aligned(
    pieces: AsyncIterator[Spoken], sample_rate: int, least_secs: float
) -> AsyncIterator[AlignedChunk]:
    """Join pieces of speech to chunks of whole words.

    Args:
        pieces: Speech, with the times of its words.
        sample_rate: Its rate in Hz.
        least_secs: How long a chunk is at least, the last one apart.

    Yields:
        AlignedChunk: In order; together they have all words and spaces between them.
    """
    chunk = _Gathering(sample_rate)
    async for piece in pieces:
        for word, start in piece.words:
            if chunk.words and start - chunk.start >= least_secs:
                yield chunk.cut(start)
            chunk.words.append((word, start))
        chunk.audio += piece.audio
    if chunk.audio or chunk.words:
        yield chunk.cut(None)


@dataclass(slots=True)
class _Gathering:
    sample_rate: int
    audio: bytearray = field(default_factory=bytearray)
    words: list[tuple[str, float]] = field(default_factory=list)
    start: float = 0.0

    def cut(self, at: float | None) -> AlignedChunk:
        """Take what lies before a time off, or all that is left."""
        length = len(self.audio) if at is None else round((at - self.start) * self.sample_rate) * 2
        audio = bytes(self.audio[:length])
        secs = len(audio) / 2 / self.sample_rate
        chars, starts = _spelled(self.words, self.start, secs, more=at is not None)
        del self.audio[:length]
        self.words.clear()
        self.start += secs
        return AlignedChunk(audio, chars, starts, secs)


def _spelled(
    words: list[tuple[str, float]], begin: float, secs: float, *, more: bool
) -> tuple[list[str], list[float]]:
    """Spread each word's characters, and the space after it, over the time up to the next."""
    chars: list[str] = []
    starts: list[float] = []
    for at, (word, start) in enumerate(words):
        last = at == len(words) - 1
        text = word if last and not more else f"{word} "
        start = min(max(start - begin, 0.0), secs)
        end = secs if last else min(max(words[at + 1][1] - begin, start), secs)
        chars += text
        starts += [start + (end - start) * n / len(text) for n in range(len(text))]
    return chars, starts
