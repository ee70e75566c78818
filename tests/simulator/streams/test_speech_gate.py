from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repartee.simulator.streams.speech_gate import Began, GateEvent, Paused, Sound, SpeechGate

_RATE = 16_000


def _silence(secs: float, level: float = 0.0) -> bytes:
    noise = np.random.default_rng(1).normal(0, level or 1e-9, int(secs * _RATE))
    return noise.astype(np.int16).tobytes()


def _tone(secs: float) -> bytes:
    times = np.arange(int(secs * _RATE)) / _RATE
    return (np.sin(2 * np.pi * 200 * times) * 6000).astype(np.int16).tobytes()


def _kinds(events: list[GateEvent]) -> list[type]:
    return [type(event) for event in events]


def test_silence_is_kept_out() -> None:
    assert SpeechGate().take(_silence(3.0)) == []


def test_noise_that_goes_on_becomes_silence() -> None:
    gate = SpeechGate()
    gate.take(_silence(20.0, level=400))
    gate.reset()
    assert gate.take(_silence(2.0, level=400)) == []


def test_speech_comes_with_what_was_before_it_and_its_place() -> None:
    events = SpeechGate().take(_silence(1.0) + _tone(0.5))
    assert _kinds(events) == [Began, Sound]
    began, sound = events
    assert isinstance(began, Began)
    assert began.at == pytest.approx(1.0, abs=0.05)
    assert isinstance(sound, Sound)
    assert len(sound.audio) / 2 / _RATE == pytest.approx(0.75, abs=0.06)


def test_a_pause_is_told_once_and_where_speech_ended() -> None:
    gate = SpeechGate(pause_secs=0.3)
    events = gate.take(_tone(0.5) + _silence(1.0))
    pauses = [event for event in events if isinstance(event, Paused)]
    assert [pause.at for pause in pauses] == [pytest.approx(0.5, abs=0.02)]
    assert gate.quiet_secs == pytest.approx(1.0, abs=0.02)


def test_of_a_long_pause_only_its_ends_are_heard() -> None:
    events = SpeechGate().take(_tone(0.5) + _silence(4.0) + _tone(0.5) + _silence(4.0))
    heard = b"".join(event.audio for event in events if isinstance(event, Sound))
    assert len(heard) / 2 / _RATE == pytest.approx(0.5 + 1.0 + 0.3 + 0.5 + 1.0, abs=0.06)


def test_a_click_is_no_speech() -> None:
    assert SpeechGate().take(_silence(0.5) + _tone(0.03) + _silence(0.5)) == []


@settings(max_examples=100)
@given(st.lists(st.integers(1, 4000), min_size=1, max_size=40))
def test_how_audio_is_cut_changes_nothing(lengths: list[int]) -> None:
    audio = _silence(0.4) + _tone(0.4) + _silence(0.4) + _tone(0.2)
    whole, parts = SpeechGate(0.3), SpeechGate(0.3)
    events: list[GateEvent] = []
    rest = audio
    for length in lengths:
        events += parts.take(rest[:length])
        rest = rest[length:]
    events += parts.take(rest)
    expected = whole.take(audio)
    heard = b"".join(event.audio for event in events if isinstance(event, Sound))
    assert heard == b"".join(event.audio for event in expected if isinstance(event, Sound))
    assert [e for e in events if not isinstance(e, Sound)] == [
        e for e in expected if not isinstance(e, Sound)
    ]
