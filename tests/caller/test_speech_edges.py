from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repartee.caller.audio_format import SAMPLE_RATE, Samples
from repartee.caller.speech_edges import SpeechDetector, find_speech, level_dbfs
from tests.caller.support.sounds import join, noise, silence, tone

MS = SAMPLE_RATE // 1000


def in_pieces(samples: Samples, lengths: list[int]) -> SpeechDetector:
    detector = SpeechDetector()
    start = 0
    while start < len(samples):
        for length in lengths:
            detector.feed(samples[start : start + length])
            start += length
    return detector


def test_edges_in_digital_silence_are_exact_to_a_few_samples() -> None:
    speech = find_speech(join(silence(0.5), tone(0.4), silence(0.5)))

    assert speech is not None
    assert speech.first == pytest.approx(500 * MS, abs=MS)
    assert speech.last == pytest.approx(900 * MS, abs=MS)


@pytest.mark.parametrize("floor_dbfs", [-75, -60, -50, -45])
def test_edges_are_found_above_the_noise_of_a_real_room(floor_dbfs: float) -> None:
    sound = join(silence(0.5), tone(0.6), silence(0.7)) + noise(1.8, floor_dbfs)
    speech = find_speech(sound)

    assert speech is not None
    assert speech.first == pytest.approx(500 * MS, abs=20 * MS)
    assert speech.last == pytest.approx(1100 * MS, abs=20 * MS)


@pytest.mark.parametrize("sound", [silence(0), silence(0.004), silence(1), noise(2, -80)])
def test_silence_holds_no_speech(sound: Samples) -> None:
    assert find_speech(sound) is None


def test_a_click_is_no_speech() -> None:
    assert find_speech(join(silence(0.3), tone(0.003), silence(0.3))) is None


def test_a_recording_that_is_speech_throughout_is_speech_from_end_to_end() -> None:
    speech = find_speech(tone(1.0))

    assert speech is not None
    assert speech.first == 0
    assert speech.last == pytest.approx(1000 * MS, abs=MS)


def test_pauses_between_words_lie_inside_the_speech() -> None:
    speech = find_speech(join(silence(0.2), tone(0.2), silence(0.9), tone(0.2), silence(0.2)))

    assert speech is not None
    assert speech.last == pytest.approx(1500 * MS, abs=MS)


def test_a_soft_beginning_belongs_to_the_speech_that_follows() -> None:
    breath = tone(0.06, amplitude=40)
    speech = find_speech(join(silence(0.5), breath, tone(0.4), silence(0.5)))

    assert speech is not None
    assert speech.first == pytest.approx(500 * MS, abs=2 * MS)


def test_a_stop_consonant_does_not_split_a_span_but_a_pause_does() -> None:
    sound = join(tone(0.2), silence(0.12), tone(0.2), silence(0.4), tone(0.2), silence(0.3))

    assert len(in_pieces(sound, [960]).spans) == 2


def test_a_loud_start_does_not_pass_for_the_noise_floor() -> None:
    detector = in_pieces(tone(0.5, amplitude=3000), [960])

    assert [span.first for span in detector.spans] == [0]


def test_noise_that_sets_in_is_taken_for_speech_for_three_seconds_at_most() -> None:
    detector = in_pieces(join(silence(1), noise(9, -48)), [960])

    assert not detector.speaking
    assert detector.spans[-1].last < 4.6 * SAMPLE_RATE


def test_speech_is_told_while_it_still_goes_on() -> None:
    detector = SpeechDetector()
    detector.feed(join(silence(0.1), tone(0.05)))

    assert detector.speaking
    assert detector.spans[0].first == pytest.approx(100 * MS, abs=MS)


def test_a_gap_ends_speech_and_keeps_later_places_true() -> None:
    detector = SpeechDetector()
    detector.feed(tone(0.3))
    detector.skip(3600 * SAMPLE_RATE)
    detector.feed(tone(0.3))

    first, second = detector.spans
    assert first.last < 301 * MS
    assert second.first == pytest.approx(3600 * SAMPLE_RATE + 300 * MS, abs=MS)


def test_lost_packets_do_not_make_noise_speech() -> None:
    detector = SpeechDetector()
    detector.feed(noise(4, -50))
    before = len(detector.spans)
    detector.skip(10 * 960)
    detector.feed(noise(2, -50, seed=2))

    assert len(detector.spans) == before


def test_level_of_a_full_scale_square_is_nought() -> None:
    assert level_dbfs(np.full(480, -32768, np.int16)) == pytest.approx(0)
    assert level_dbfs(silence(0.01)) == -120


bursts = st.lists(
    st.tuples(st.integers(230, 700), st.integers(40, 400), st.integers(1500, 30000)),
    min_size=1,
    max_size=4,
)


@settings(max_examples=40)
@given(bursts, st.lists(st.integers(1, 2000), min_size=1, max_size=5))
def test_every_burst_is_found_where_it_is_however_the_stream_is_cut(
    bursts: list[tuple[int, int, int]], lengths: list[int]
) -> None:
    pieces: list[Samples] = []
    expected: list[tuple[int, int]] = []
    for pause, length, amplitude in bursts:
        pieces += [silence(pause / 1000), tone(length / 1000, amplitude)]
        end = sum(map(len, pieces))
        expected.append((end - length * MS, end))
    detector = in_pieces(join(*pieces, silence(0.3)), lengths)

    assert len(detector.spans) == len(expected)
    for span, (first, end) in zip(detector.spans, expected, strict=True):
        assert span.first == pytest.approx(first, abs=2 * MS)
        assert span.last == pytest.approx(end, abs=2 * MS)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(-90, 0), st.floats(0, 1.5))
def test_speech_lies_inside_the_recording_whatever_it_holds(
    seed: int, dbfs: int, seconds: float
) -> None:
    sound = noise(seconds, dbfs, seed)
    speech = find_speech(sound)

    assert speech is None or 0 <= speech.first <= speech.last < len(sound)


@pytest.mark.parametrize("odd", [0, 1, 96, 479])
def test_a_long_gap_ends_speech_wherever_it_begins(odd: int) -> None:
    detector = SpeechDetector()
    detector.feed(tone(0.2)[odd:])
    detector.skip(SAMPLE_RATE)
    detector.feed(tone(0.2))

    assert len(detector.spans) == 2
