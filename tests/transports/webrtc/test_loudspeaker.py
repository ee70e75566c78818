"""What is played arrives as Opus; a caller without Opus is given sound that aiortc codes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import numpy as np
import pytest
from aiortc.codecs.opus import OpusDecoder
from aiortc.jitterbuffer import JitterFrame
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame
from av.packet import Packet
from av.stream import Stream

from repartee.transports.webrtc.loudspeaker import LoudspeakerTrack

RATE = 24_000


def tone(secs: float, rate: int = RATE) -> bytes:
    times = np.arange(round(secs * rate)) / rate
    return bytes((12_000 * np.sin(2 * np.pi * 440 * times)).astype(np.int16).tobytes())


async def packets(track: LoudspeakerTrack, count: int) -> list[Packet[Stream]]:
    received = [await track.recv() for _ in range(count)]
    assert all(isinstance(each, Packet) for each in received)
    return [each for each in received if isinstance(each, Packet)]


def decoded(coded: Sequence[Packet[Stream]]) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    decoder = OpusDecoder()
    frames = [
        frame
        for packet in coded
        for frame in decoder.decode(JitterFrame(bytes(packet), packet.pts or 0))
    ]
    sound = [
        each.to_ndarray().reshape(-1, 2)[:, 0] for each in frames if isinstance(each, AudioFrame)
    ]
    return np.concatenate(sound)


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 24_000, 44_100, 48_000])
async def test_what_is_played_is_heard_at_any_rate(rate: int) -> None:
    track = LoudspeakerTrack(rate)
    track.put(tone(0.2, rate))
    sound = decoded(await packets(track, 12)).astype(float)
    spectrum = np.abs(np.fft.rfft(sound))
    loudest = np.argmax(spectrum) * 48_000 / len(sound)
    assert loudest == pytest.approx(440, abs=10)
    assert sound.std() > 5_000


async def test_a_long_silence_is_told_in_a_byte_a_packet() -> None:
    track = LoudspeakerTrack(RATE)
    sent = await packets(track, 8)
    assert [each.size for each in sent[-2:]] == [1, 1]
    assert (sent[-1].pts or 0) - (sent[-2].pts or 0) >= 9_590
    assert np.abs(decoded(sent)).max() < 10


async def test_sound_ends_a_rest() -> None:
    track = LoudspeakerTrack(RATE)
    await packets(track, 7)
    waiting = asyncio.create_task(packets(track, 3))
    await asyncio.sleep(0)
    track.put(tone(0.1))
    assert all(each.size > 3 for each in await waiting)


async def test_the_first_packet_after_a_rest_begins_with_what_is_said_then() -> None:
    track = LoudspeakerTrack(RATE)
    resting = await packets(track, 8)
    waiting = asyncio.create_task(packets(track, 2))
    await asyncio.sleep(0)
    track.put(tone(0.1))
    sound = decoded([*resting, *await waiting])[-2 * 960 :]
    # The codec looks 6.5 ms ahead.
    assert np.argmax(np.abs(sound) > 1_000) < 0.012 * 48_000


async def test_cleared_sound_is_not_heard() -> None:
    track = LoudspeakerTrack(RATE)
    track.put(tone(0.5))
    track.clear()
    assert track.waiting_secs == 0
    assert np.abs(decoded(await packets(track, 5))).max() < 10


async def test_no_more_than_a_second_waits() -> None:
    track = LoudspeakerTrack(RATE)
    track.put(tone(3))
    assert track.waiting_secs == 1


async def test_a_caller_without_opus_gets_sound_and_silence_alike() -> None:
    track = LoudspeakerTrack(8_000, opus=False)
    track.put(tone(0.04, 8_000))
    frames = [await track.recv() for _ in range(9)]
    assert all(isinstance(each, AudioFrame) and each.samples == 160 for each in frames)
    assert [each.pts for each in frames] == [160 * n for n in range(9)]


async def test_a_track_that_was_stopped_gives_nothing() -> None:
    track = LoudspeakerTrack(RATE)
    track.stop()
    with pytest.raises(MediaStreamError):
        await track.recv()
