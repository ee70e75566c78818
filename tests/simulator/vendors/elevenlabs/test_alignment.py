from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repartee.simulator.speaking import ScriptedSpeaker, Spoken
from repartee.simulator.vendors.elevenlabs.alignment import AlignedChunk, aligned

_RATE = 16_000


async def _aligned(text: str, least_secs: float = 0.2) -> list[AlignedChunk]:
    pieces = ScriptedSpeaker(0.15).speak(text, voice="", sample_rate=_RATE)
    return [chunk async for chunk in aligned(pieces, _RATE, least_secs)]


async def test_a_chunk_ends_where_a_word_begins() -> None:
    chunks = await _aligned("one two three four five")
    assert ["".join(chunk.chars) for chunk in chunks] == ["one two ", "three four ", "five"]
    assert [chunk.secs for chunk in chunks] == [pytest.approx(s) for s in (0.3, 0.3, 0.15)]


async def test_silence_before_the_first_word_counts() -> None:
    async def pieces() -> AsyncIterator[Spoken]:
        yield Spoken(bytes(_RATE))
        yield Spoken(bytes(_RATE), (("hi", 0.5),))

    (chunk,) = [chunk async for chunk in aligned(pieces(), _RATE, 0.2)]
    assert chunk.starts[0] == pytest.approx(0.5)
    assert chunk.ends[-1] == pytest.approx(1.0)


@settings(max_examples=100)
@given(st.lists(st.text("abc.", min_size=1, max_size=6), min_size=1, max_size=12))
async def test_together_chunks_have_all_characters_and_all_time(words: list[str]) -> None:
    text = " ".join(words)
    chunks = await _aligned(text)
    assert "".join(char for chunk in chunks for char in chunk.chars) == text
    assert sum(chunk.secs for chunk in chunks) == pytest.approx(0.15 * len(words), abs=1e-3)
    for chunk in chunks:
        assert list(chunk.starts) == sorted(chunk.starts)
        assert len(chunk.ends) == len(chunk.starts)
        assert chunk.ends[-1] == pytest.approx(chunk.secs)
