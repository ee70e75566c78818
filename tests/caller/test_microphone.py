from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest
from aiortc.mediastreams import MediaStreamError

from repartee.caller.frames import Frames
from repartee.caller.microphone import Microphone, Playback
from repartee.caller.wires import opus
from repartee.caller.wires.tracks import MicrophoneTrack

SILENCE = b"..."


@dataclass
class Clock:
    """Time that passes in sleep alone."""

    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(asyncio, "sleep", clock.sleep)
    return clock


@pytest.fixture
def microphone(clock: Clock) -> Microphone:
    return Microphone(SILENCE, clock=clock)


def said(*payloads: bytes) -> Frames:
    return Frames(payloads)


async def take(microphone: Microphone, count: int) -> list[bytes]:
    return [await microphone.next() for _ in range(count)]


async def test_silence_is_sent_while_there_is_nothing_to_say(microphone: Microphone) -> None:
    assert await take(microphone, 3) == [SILENCE] * 3


async def test_packets_leave_every_20_ms_and_are_stamped_so(
    microphone: Microphone, clock: Clock
) -> None:
    track = MicrophoneTrack(microphone)
    packets = [await track.recv() for _ in range(4)]

    assert clock.slept == pytest.approx([0, 0.02, 0.02, 0.02])
    assert [packet.pts for packet in packets] == [0, 960, 1920, 2880]


async def test_a_late_packet_does_not_make_all_that_follow_late(
    microphone: Microphone, clock: Clock
) -> None:
    await take(microphone, 2)
    clock.now += 0.05
    await take(microphone, 3)

    assert clock.slept[-3:] == pytest.approx([0, 0, 0.01])


async def test_a_recording_is_followed_by_silence(microphone: Microphone) -> None:
    microphone.play(said(b"one", b"two"))

    assert await take(microphone, 3) == [b"one", b"two", SILENCE]


async def test_what_is_said_next_replaces_what_is_left_of_the_last(microphone: Microphone) -> None:
    microphone.play(said(b"one", b"two", b"three"))
    await take(microphone, 1)
    microphone.play(said(b"new"))

    assert await take(microphone, 2) == [b"new", SILENCE]


async def test_a_packet_has_left_when_the_next_one_is_asked_for(
    microphone: Microphone, clock: Clock
) -> None:
    playback = microphone.play(said(b"one", b"two"))
    await take(microphone, 1)
    assert not playback.has_sent(0)

    clock.now += 0.004
    await take(microphone, 2)
    assert playback.sent_at(0) == pytest.approx(100.004)
    assert playback.sent_at(960) == pytest.approx(100.02)
    assert playback.done


async def test_every_packet_that_left_is_told(clock: Clock) -> None:
    told: list[float] = []
    microphone = Microphone(SILENCE, lambda: told.append(clock.now), clock)
    microphone.play(said(b"one", b"two"))
    await take(microphone, 4)

    assert len(told) == 2


async def test_a_stopped_microphone_ends_its_track(microphone: Microphone) -> None:
    track = MicrophoneTrack(microphone)
    track.stop()

    with pytest.raises(MediaStreamError):
        await track.recv()


def test_the_end_of_a_packets_sound_travels_in_the_next_one() -> None:
    playback = Playback(Frames((b"one", b"two"), opus.LOOK_AHEAD_SAMPLES))
    playback.left(1.0)
    playback.left(2.0)

    assert playback.sent_at(960 - opus.LOOK_AHEAD_SAMPLES - 1) == 1.0
    assert playback.sent_at(959) == 2.0
