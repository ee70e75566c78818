"""A voice that is held goes on where it was heard last."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from repartee.transports.room.handed_out import HandedOut
from repartee.transports.room.hold import HeldVoice

RATE = 16_000
PIECE_SECS = 0.02


class Ear:
    """A listener who hears in a time that the test sets, and forgets if it can."""

    lead_secs = 0.2

    def __init__(self, *, can_forget: bool = True) -> None:
        self.now = 0.0
        self.can_forget = can_forget
        self._waiting: list[bytes] = []
        self.heard = b""
        self.ends_at = 0.0

    def play(self, pcm: bytes, in_secs: float) -> None:
        del in_secs
        self._waiting.append(pcm)

    def take_back(self) -> bool:
        if self.can_forget:
            self._waiting.clear()
        return self.can_forget

    def hears(self, secs: float) -> None:
        """Let time pass, in which what waits is played."""
        sound = b"".join(self._waiting)
        count = 2 * round(secs * RATE)
        self.heard += sound[:count]
        self._waiting = [sound[count:]]
        self.now += secs


def _voice(ear: Ear) -> HeldVoice:
    return HeldVoice(ear, lambda: RATE, lambda: ear.now)


def _sound(pieces: int) -> list[bytes]:
    """Pieces of which no two samples are alike."""
    samples = np.arange(1, 1 + pieces * int(PIECE_SECS * RATE), dtype="<i2")
    return [each.tobytes() for each in np.split(samples, pieces)]


async def _hand_out(voice: HeldVoice, pieces: list[bytes]) -> None:
    for piece in pieces:
        await voice.until_due(PIECE_SECS, at_any_rate=False)
        voice.hand_out(piece)


def _alike(heard: bytes, said: bytes) -> bool:
    """Whether they are the same but for where a beginning was faded in."""
    first, second = np.frombuffer(heard, "<i2"), np.frombuffer(said, "<i2")
    return len(first) == len(second) and bool(np.sum(first != second) <= 0.005 * RATE)


async def test_nothing_is_lost_or_heard_twice_by_being_held() -> None:
    ear = Ear()
    voice, said = _voice(ear), _sound(10)
    await _hand_out(voice, said[:8])
    ear.hears(0.05)
    voice.hold()
    assert voice.unheard_secs == pytest.approx(0.11)
    ear.hears(1.0)
    assert ear.heard == b"".join(said)[: 2 * round(0.05 * RATE)]
    voice.go_on()
    await _hand_out(voice, said[8:])
    ear.hears(1.0)
    assert _alike(ear.heard, b"".join(said))


async def test_who_cannot_forget_hears_the_rest_and_then_waits() -> None:
    ear = Ear(can_forget=False)
    voice, said = _voice(ear), _sound(8)
    await _hand_out(voice, said)
    voice.hold()
    ear.hears(1.0)
    voice.go_on()
    ear.hears(1.0)
    assert ear.heard == b"".join(said)


async def test_no_sound_is_handed_out_while_the_voice_is_held() -> None:
    ear = Ear()
    voice = _voice(ear)
    voice.hold()
    waiting = asyncio.create_task(_hand_out(voice, _sound(1)))
    await asyncio.sleep(0)
    assert not waiting.done()
    voice.go_on()
    await waiting


async def test_what_must_not_be_interrupted_is_not_held() -> None:
    voice = _voice(Ear())
    voice.hold()
    await voice.until_due(PIECE_SECS, at_any_rate=True)


async def test_what_is_kept_is_gone_after_an_interruption() -> None:
    ear = Ear()
    voice = _voice(ear)
    await _hand_out(voice, _sound(5))
    voice.hold()
    voice.drop()
    voice.go_on()
    ear.hears(1.0)
    assert voice.unheard_secs == 0.0
    assert ear.heard == b""


def test_only_the_last_moments_can_be_taken_back() -> None:
    handed_out = HandedOut()
    for piece in _sound(50):
        handed_out.put(piece, RATE)
    taken = handed_out.take_back(2.0)
    assert 0.5 <= len(taken) / 2 / RATE <= 0.52
    assert taken[-640:] == _sound(50)[-1]
    assert handed_out.take_back(1.0) == b""
