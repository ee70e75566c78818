from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.engines.voice.shaping import Shaped, Shaper
from repartee.engines.voice.synthesiser import Samples

RATE = 16_000


def tone(seconds: float, level: int = 8_000) -> Samples:
    time = np.arange(int(seconds * RATE)) / RATE
    return (level * np.sin(2 * np.pi * 440 * time)).astype(np.int16)


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * RATE), np.int16)


def samples(chunks: list[Shaped]) -> Samples:
    return np.frombuffer(b"".join(chunk.audio for chunk in chunks), "<i2")


def shape(shaper: Shaper, *audio: Samples, trim: bool = False) -> list[Shaped]:
    shaper.begin_piece(trim=trim)
    chunks = [chunk for part in audio for chunk in shaper.audio(part)]
    return chunks + shaper.finish()


@given(st.lists(st.integers(1, 2_000), min_size=1, max_size=20))
def test_every_chunk_has_twenty_milliseconds_however_the_audio_comes(sizes: list[int]) -> None:
    shaper = Shaper(RATE, 24_000, 1.0)
    chunks = shape(shaper, *(np.full(size, 500, np.int16) for size in sizes))
    assert {len(chunk.audio) for chunk in chunks} == {960}
    made = sum(sizes) / RATE
    assert made <= len(chunks) * 0.02 < made + 0.021


def test_audio_at_the_right_rate_is_passed_through_unchanged() -> None:
    audio = tone(0.1)
    assert np.array_equal(samples(shape(Shaper(RATE, RATE, 1.0), audio)), audio)


def test_resampling_keeps_length_and_level() -> None:
    shaped = samples(shape(Shaper(RATE, 24_000, 1.0), tone(1.0)))
    assert len(shaped) == 24_000
    assert np.abs(shaped[2_400:-2_400]).max() == pytest.approx(8_000, rel=0.01)


def test_the_silence_before_the_first_sound_is_left_out() -> None:
    chunks = shape(Shaper(RATE, RATE, 1.0), silence(0.1), silence(0.1), tone(0.2), trim=True)
    assert np.flatnonzero(np.abs(samples(chunks)) > 120)[0] == pytest.approx(0.03 * RATE, abs=10)


def test_silence_inside_the_speech_is_kept() -> None:
    audio = (tone(0.1), silence(0.2), tone(0.1))
    assert len(samples(shape(Shaper(RATE, RATE, 1.0), *audio, trim=True))) == 0.4 * RATE


def test_nothing_but_silence_makes_no_audio_when_trimmed() -> None:
    assert shape(Shaper(RATE, RATE, 1.0), silence(1.0), trim=True) == []


def test_words_move_with_the_silence_that_was_left_out() -> None:
    shaper = Shaper(RATE, RATE, 1.0)
    shaper.begin_piece(trim=True)
    shaper.word(0, 0.2)
    shaper.word(1, 0.3)
    chunks = shaper.audio(silence(0.2)) + shaper.audio(tone(0.4)) + shaper.finish()
    words = dict(word for chunk in chunks for word in chunk.words)
    assert words == {0: pytest.approx(0.03, abs=0.001), 1: pytest.approx(0.13, abs=0.001)}


def test_a_word_comes_with_the_chunk_it_begins_in() -> None:
    shaper = Shaper(RATE, RATE, 1.0)
    shaper.begin_piece(trim=False)
    shaper.word(7, 0.05)
    chunks = shaper.audio(tone(0.1))
    assert [len(chunk.words) for chunk in chunks] == [0, 0, 1, 0, 0]


def test_words_of_a_later_piece_count_from_the_utterances_start() -> None:
    shaper = Shaper(RATE, RATE, 1.0)
    shaper.begin_piece(trim=False)
    shaper.audio(tone(1.0))
    shaper.begin_piece(trim=False)
    shaper.word(3, 0.1)
    (words,) = (chunk.words for chunk in shaper.audio(tone(0.4)) if chunk.words)
    assert words == ((3, 1.1),)


@given(st.integers(-32_768, 32_767), st.floats(0.1, 5.0))
def test_no_gain_turns_a_loud_sound_into_its_opposite(level: int, gain: float) -> None:
    shaped = samples(shape(Shaper(RATE, RATE, gain), np.full(320, level, np.int16)))
    assert np.all(np.sign(shaped) * np.sign(level) >= 0)


def test_volume_scales_what_is_not_loud() -> None:
    shaped = samples(shape(Shaper(RATE, RATE, 2.0), np.full(320, 5_000, np.int16)))
    assert np.all(np.abs(shaped - 10_000) <= 1)


def test_a_loud_passage_is_bent_and_keeps_its_shape() -> None:
    ramp = np.arange(0, 32_000, 100, dtype=np.int16)
    shaped = samples(shape(Shaper(RATE, RATE, 2.0), ramp))[: len(ramp)]
    assert np.all(np.diff(shaped.astype(int)) >= 0)
    assert shaped.max() > 32_000
