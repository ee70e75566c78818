from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from repartee.caller.arrivals import ArrivalClock
from repartee.caller.audio_format import Samples
from repartee.caller.heard_file import HeardFile
from repartee.caller.loudspeaker import Loudspeaker
from tests.caller.support.sounds import join, read_wav, silence, tone


class Ear:
    """A loudspeaker that hears packets of 20 ms, each as late as told."""

    def __init__(self, file: HeardFile | None = None) -> None:
        self.clock = ArrivalClock()
        self.loudspeaker = Loudspeaker(self.clock)
        if file:
            self.loudspeaker.save_to(file)

    def hear(self, sound: Samples, position: int = 0, late: float = 0.0) -> None:
        for start in range(0, len(sound), 960):
            place = position + start
            self.clock.note(place, 10 + place / 48_000 + late)
            self.loudspeaker.hear(place, sound[start : start + 960])


def test_speech_is_timed_by_the_packets_it_came_in() -> None:
    ear = Ear()
    ear.hear(join(silence(0.5), tone(0.3), silence(0.3)), late=0.007)

    (span,) = ear.loudspeaker.spans
    assert span.began == pytest.approx(10.507, abs=0.001)
    assert span.ended == pytest.approx(10.787, abs=0.001)


def test_packets_that_come_in_a_bunch_are_timed_as_they_came() -> None:
    ear = Ear()
    ear.hear(silence(0.1))
    for start in range(0, 9600, 960):
        ear.clock.note(4800 + start, 99.0)
        ear.loudspeaker.hear(4800 + start, tone(0.2)[start : start + 960])

    assert ear.loudspeaker.spans[0].began == 99.0


def test_speech_under_way_grows() -> None:
    ear = Ear()
    ear.hear(tone(0.2))
    before = ear.loudspeaker.spans[0].ended
    ear.hear(tone(0.2), position=9600)

    assert len(ear.loudspeaker.spans) == 1
    assert ear.loudspeaker.spans[0].ended > before


def test_what_was_not_sent_is_silence_in_the_file(tmp_path: Path) -> None:
    file = HeardFile(tmp_path / "heard.wav")
    ear = Ear(file)
    ear.hear(tone(0.2))
    ear.hear(tone(0.2), position=48_000)
    file.close()

    heard = read_wav(tmp_path / "heard.wav")
    assert len(heard) == 48_000 + 9600
    assert not heard[9600:48_000].any()
    assert np.array_equal(heard[48_000:], tone(0.2))
    assert ear.loudspeaker.heard_seconds == pytest.approx(1.2)


def test_the_sound_of_a_span_has_its_gaps() -> None:
    ear = Ear()
    ear.hear(tone(0.1))
    ear.hear(tone(0.1), position=6720)
    ear.hear(silence(0.5), position=11_520)

    sound = ear.loudspeaker.audio(ear.loudspeaker.spans[0], margin_seconds=0)
    assert len(sound) == pytest.approx(11_520, abs=48)
    assert not sound[4800:6720].any()
    assert np.array_equal(sound[:4800], tone(0.1))


def test_sound_is_kept_only_where_it_is_wanted() -> None:
    ear = Ear()
    ear.loudspeaker = Loudspeaker(ear.clock, keep_audio=False)
    ear.hear(join(tone(0.2), silence(0.4)))

    assert not ear.loudspeaker.audio(ear.loudspeaker.spans[0]).any()
