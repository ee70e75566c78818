"""Sound is handed on as it was spoken, however it was cut."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from repartee.transports.line import HEARD_RATE
from repartee.transports.openai_realtime.paced_listener import PacedListener


class Listener:
    def __init__(self) -> None:
        self.pcm = b""

    def heard(self, pcm: bytes) -> None:
        self.pcm += pcm

    def told(self, message: dict[str, Any]) -> None:
        pass

    def pressed(self, key: str) -> None:
        pass


@pytest.mark.parametrize("frame_ms", [10, 20, 30, 40, 100])
async def test_live_sound_is_never_held_back(frame_ms: int) -> None:
    listener, sent = Listener(), b""
    paced = PacedListener(listener)
    frame = bytes(HEARD_RATE * 2 * frame_ms // 1000)
    began = asyncio.get_running_loop().time()
    while len(sent) < 2 * HEARD_RATE * 2:
        sent += frame
        paced.heard(frame)
        due = began + len(sent) / 2 / HEARD_RATE
        await asyncio.sleep(max(0.0, due - asyncio.get_running_loop().time()))
    assert len(sent) - len(listener.pcm) <= len(frame)


async def test_a_recording_sent_at_once_is_handed_on_at_the_pace_of_speech() -> None:
    listener = Listener()
    paced = PacedListener(listener)
    paced.heard(bytes(HEARD_RATE * 2 * 5))
    await asyncio.sleep(0.3)
    paced.close()
    assert 0.4 < len(listener.pcm) / 2 / HEARD_RATE < 2
