"""Interim words come when they have been said, as often as was chosen, and never sooner."""

from __future__ import annotations

import numpy as np
import pytest

from repartee.bench.standins.timed_ears import Saying, TimedEars, TimedHearing

SAYING = Saying('"One two three four."', 2.0)
BLOCK = np.full(320, 4000, np.int16).tobytes()  # 20 ms
SILENCE = bytes(640)


async def _hearing(interims: float) -> TimedHearing:
    ears = TimedEars(interims)
    ears.saying = SAYING
    return await ears.listen()


def test_words_are_bare_and_the_last_one_ends_with_the_sound() -> None:
    assert SAYING.words == ("one", "two", "three", "four")
    assert SAYING.heard_after(1.999) == "one two three"
    assert SAYING.heard_after(2.0) == "one two three four"


async def test_an_interim_a_second_lacks_what_was_said_since() -> None:
    hearing = await _hearing(1.0)
    for _ in range(95):
        await hearing.feed(BLOCK)
    assert SAYING.heard_after(1.9) == "one two three"
    assert await hearing.feed(b"") == "one two"
    assert await hearing.finish() == "one two three four"


async def test_nothing_is_told_before_the_first_interim_is_due() -> None:
    hearing = await _hearing(1.0)
    for _ in range(49):
        assert await hearing.feed(BLOCK) == ""


async def test_eager_ears_have_every_word_soon_after_its_end() -> None:
    hearing = await _hearing(0.1)
    for _ in range(100):
        await hearing.feed(BLOCK)
    assert await hearing.feed(b"") == "one two three four"


@pytest.mark.parametrize("run_up", [0, 10])
async def test_silence_before_the_first_sound_is_no_speech(run_up: int) -> None:
    hearing = await _hearing(0.1)
    for _ in range(run_up):
        assert await hearing.feed(SILENCE) == ""
    for _ in range(26):
        words = await hearing.feed(BLOCK)
    assert words == "one"
