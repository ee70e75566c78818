"""Several people and the agent hear each other, and nobody hears themselves."""

from __future__ import annotations

import numpy as np
import pytest

from repartee.transports.line import HEARD_RATE
from repartee.transports.room.mixer import TICK_SECS, Mix, Mixer, SoundQueue
from repartee.transports.room.pace import Pace
from repartee.transports.room.speakers import Speakers
from repartee.transports.room.spurt import Spurt

VOICE_RATE = 24_000


def _tone(hertz: float, rate: int, secs: float, level: float = 0.2) -> bytes:
    at = np.arange(int(rate * secs)) / rate
    return (np.sin(2 * np.pi * hertz * at) * level * 32767).astype(np.int16).tobytes()


def _level(pcm: bytes, hertz: float, rate: int) -> float:
    """How much of a tone is in a sound, 1 being the tone at full scale."""
    samples = np.frombuffer(pcm, np.int16) / 32767
    at = np.arange(len(samples)) / rate
    return float(2 * np.abs(np.mean(samples * np.exp(-2j * np.pi * hertz * at))))


def _run(mixer: Mixer, secs: float) -> list[Mix]:
    return [mixer.tick() for _ in range(round(secs / TICK_SECS))]


def test_everybody_hears_the_agent_and_the_others_and_not_themselves() -> None:
    mixer = Mixer(VOICE_RATE, ["anna", "bob", "cleo"])
    mixer.said(_tone(300, VOICE_RATE, 0.2))
    for guest, hertz in (("anna", 500), ("bob", 700), ("cleo", 1100)):
        mixer.heard(guest, _tone(hertz, HEARD_RATE, 0.2))
    mixes = _run(mixer, 0.2)
    heard = b"".join(mix.for_guests["bob"] for mix in mixes)
    assert [_level(heard, hertz, VOICE_RATE) > 0.15 for hertz in (300, 500, 700, 1100)] == [
        True,
        True,
        False,
        True,
    ]
    for_agent = b"".join(mix.for_agent for mix in mixes)
    assert all(_level(for_agent, hertz, HEARD_RATE) > 0.15 for hertz in (500, 700, 1100))
    assert _level(for_agent, 300, HEARD_RATE) < 0.01


def test_it_is_known_who_is_loud() -> None:
    mixer = Mixer(VOICE_RATE, ["anna", "bob"])
    mixer.heard("anna", _tone(500, HEARD_RATE, 0.1, 0.5))
    mixer.heard("bob", _tone(500, HEARD_RATE, 0.1, 0.01))
    loudness = _run(mixer, 0.1)[1].loudness
    assert loudness["anna"] > 100 * loudness["bob"]


def test_five_shouting_people_do_not_wrap_around() -> None:
    guests = ["a", "b", "c", "d", "e"]
    mixer = Mixer(VOICE_RATE, guests)
    for guest in guests:
        mixer.heard(guest, np.full(1600, 30_000, np.int16).tobytes())
    assert np.frombuffer(mixer.tick().for_agent, np.int16).min() == 32767


def test_what_the_agent_said_is_forgotten_when_it_is_interrupted() -> None:
    mixer = Mixer(VOICE_RATE, ["anna", "bob"])
    mixer.said(_tone(300, VOICE_RATE, 1.0))
    mixer.tick()
    mixer.clear()
    assert not mixer.tick().for_guests["anna"].strip(b"\0")
    assert mixer.rest_of_the_agent() == b""


def test_a_burst_after_a_gap_is_smooth_and_never_older_than_a_fifth_of_a_second() -> None:
    queue = SoundQueue(1000, prime_secs=0.04, most_secs=0.2)
    queue.put(np.ones(20, np.int16))
    assert not queue.take(20).any()
    queue.put(np.ones(20, np.int16))
    assert queue.take(20).all()
    queue.put(np.arange(500, dtype=np.int16))
    assert queue.take(20)[0] >= 460


def test_the_agent_hears_all_of_a_burst_and_catches_up() -> None:
    mixer = Mixer(VOICE_RATE, ["anna", "bob"])
    said = np.arange(1, 1 + HEARD_RATE, dtype=np.int16)
    mixer.heard("anna", said.tobytes())
    heard = np.frombuffer(b"".join(mix.for_agent for mix in _run(mixer, 0.6)), np.int16)
    assert np.array_equal(heard[: len(said)], said)


def test_a_late_guest_is_on_time_again_after_a_pause_while_others_listen() -> None:
    mixer = Mixer(VOICE_RATE, ["anna", "bob"])
    silence, said = bytes(640), _tone(500, HEARD_RATE, 0.02, 0.5)

    def tick(*annas: bytes) -> float:
        mixer.heard("anna", b"".join(annas))
        # A browser's microphone is open all the time.
        mixer.heard("bob", silence)
        return mixer.tick().loudness["anna"]

    for _ in range(10):
        tick(silence)
    for _ in range(50):
        tick()
    late = [tick(*[said] * 50), *(tick(silence) for _ in range(100))]
    assert sum(level > 0 for level in late) == 50
    on_time = [tick(said), *(tick(silence) for _ in range(10))]
    assert any(on_time[:6])


def test_a_stall_shorter_than_the_lead_is_made_up_for() -> None:
    pace = Pace()
    assert pace.take(now=0.0, secs=0.1, lead_secs=0.1) == 0
    assert pace.take(now=0.0, secs=0.1, lead_secs=0.1) == 0
    assert pace.take(now=0.0, secs=0.1, lead_secs=0.1) == pytest.approx(0.1)
    assert pace.take(now=0.35, secs=0.1, lead_secs=0.1) == 0
    # 0.05 s too late: the listener ran dry, and the clock begins anew.
    assert pace.take(now=0.35, secs=0.1, lead_secs=0.1) == 0
    assert pace.take(now=0.35, secs=0.1, lead_secs=0.1) == pytest.approx(0.1)


def test_silence_is_not_sent_and_each_spurt_begins_with_its_lead() -> None:
    spurt = Spurt()
    silence, sound = bytes(640), b"\1\0" * 320
    assert list(spurt.pieces(silence, 0.04, 16_000)) == []
    assert [len(piece) for piece in spurt.pieces(sound, 0.04, 16_000)] == [1280, 640]
    assert [len(piece) for piece in spurt.pieces(sound, 0.04, 16_000)] == [640]
    sent = [list(spurt.pieces(silence, 0.04, 16_000)) for _ in range(40)]
    assert sent[0] == [silence]
    assert sent[-1] == []


def test_words_are_the_loudest_guests_until_somebody_else_is_heard() -> None:
    speakers = Speakers()
    assert speakers.loudest() is None
    speakers.heard({"anna": 1e6, "bob": 2e3}, secs=1)
    assert speakers.loudest() == "anna"
    speakers.begin_anew()
    speakers.heard({"anna": 0.0, "bob": 5.0}, secs=1)
    assert speakers.loudest() == "anna"
    speakers.heard({"anna": 0.0, "bob": 1e6}, secs=1)
    assert speakers.loudest() == "bob"
