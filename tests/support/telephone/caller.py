"""A caller with a telephone: real time, telephone bandwidth, and the vendor's buffer in between."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from types import TracebackType
from typing import Self

import httpx
import numpy as np
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from repartee.caller.pcm import in_telephone_band, resample
from tests.support.speech import SAMPLE_RATE, Samples
from tests.support.telephone.vendors import Cleared, Heard, Marked, Vendor, captured

RATE = 8000


def through_a_telephone(samples: Samples) -> Samples:
    """What is left of speech at 16 kHz: 300 to 3400 Hz, at 8 kHz."""
    return resample(in_telephone_band(samples, SAMPLE_RATE), SAMPLE_RATE, RATE)


def to_wide_band(samples: Samples) -> Samples:
    """The same at 16 kHz, for a recogniser."""
    return resample(samples, RATE, SAMPLE_RATE)


async def asked(vendor: Vendor, url: str) -> httpx.Response:
    """Let a vendor ask what is to be done with a call; `url` is the webhook's."""
    async with httpx.AsyncClient() as client:
        return await client.send(vendor.webhook(url))


class TelephoneCaller:
    """Sends a packet each 20 or 100 ms, and hears what the vendor has buffered as fast as time."""

    def __init__(self, vendor: Vendor, socket: ClientConnection) -> None:
        self.vendor = vendor
        self.socket = socket
        self.heard = bytearray()
        """All that the caller heard since the start, silence included."""
        self.clears = 0
        self.to_play: deque[Heard | Marked] = deque()
        self._to_say = bytearray()
        self._tasks: list[asyncio.Task[None]] = []

    @classmethod
    async def dialling(cls, vendor: Vendor, url: str) -> Self:
        answer = await asked(vendor, f"{url}/api/telephone/{vendor.name}")
        assert answer.status_code == 200, answer.text
        return await cls.streaming(vendor, vendor.stream_url(answer))

    @classmethod
    async def streaming(cls, vendor: Vendor, stream_url: str) -> Self:
        return cls(vendor, await connect(stream_url, compression=None))

    async def __aenter__(self) -> Self:
        for message in self.vendor.opening():
            await self.socket.send(captured(message))
        self._tasks = [asyncio.create_task(self._talk()), asyncio.create_task(self._listen())]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self._tasks:
            task.cancel()
        ends = await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.socket.close()
        for end in ends:
            # What the server sent and no vendor would take.
            if isinstance(end, AssertionError) and error is None:
                raise end

    def say(self, samples: Samples) -> None:
        self._to_say += samples.tobytes()

    @property
    def has_spoken(self) -> bool:
        return not self._to_say

    async def press(self, keys: str) -> None:
        for key in keys:
            await self.socket.send(captured(self.vendor.dtmf(key)))

    async def hang_up(self) -> None:
        await self.socket.send(captured(self.vendor.stop()))

    async def closed(self, timeout_secs: float = 60) -> int | None:
        """Wait until the server closes the stream; gives its code."""
        async with asyncio.timeout(timeout_secs):
            await self.socket.wait_closed()
        return self.socket.close_code

    @property
    def samples(self) -> Samples:
        return np.frombuffer(bytes(self.heard), np.int16)

    @property
    def secs(self) -> float:
        """How long the call has been going on."""
        return len(self.heard) / 2 / RATE

    async def hears_something(self, since_secs: float, timeout_secs: float = 60) -> float:
        """Wait until the agent speaks; gives when, in the call's seconds."""
        async with asyncio.timeout(timeout_secs):
            while True:
                loud = np.flatnonzero(np.abs(self._since(int(since_secs * RATE))) > 300)
                if loud.size:
                    return since_secs + float(loud[0]) / RATE
                await asyncio.sleep(0.02)

    async def hears_silence(self, quiet_secs: float, timeout_secs: float = 60) -> None:
        """Wait until the agent has been silent for so long."""
        async with asyncio.timeout(timeout_secs):
            while True:
                size = int(quiet_secs * RATE)
                tail = self._since(max(0, len(self.heard) // 2 - size))
                if tail.size >= size and not np.any(np.abs(tail) > 300):
                    return
                await asyncio.sleep(0.02)

    def _since(self, sample: int) -> Samples:
        return np.frombuffer(bytes(self.heard[2 * sample :]), np.int16)

    async def _talk(self) -> None:
        loop = asyncio.get_running_loop()
        size = RATE * self.vendor.packet_ms // 1000 * 2
        due = loop.time()
        with contextlib.suppress(ConnectionClosed):
            while True:
                packet = bytes(self._to_say[:size]).ljust(size, b"\0")
                del self._to_say[:size]
                await self.socket.send(captured(self.vendor.media(packet)))
                await self._play(size)
                due += self.vendor.packet_ms / 1000
                await asyncio.sleep(max(0.0, due - loop.time()))

    async def _play(self, size: int) -> None:
        played = bytearray()
        while self.to_play and len(played) < size:
            match self.to_play.popleft():
                case Marked(answer):
                    await self.socket.send(answer)
                case Heard(pcm):
                    left = size - len(played)
                    played += pcm[:left]
                    if pcm[left:]:
                        self.to_play.appendleft(Heard(pcm[left:]))
        self.heard += played.ljust(size, b"\0")

    async def _listen(self) -> None:
        async for text in self.socket:
            assert isinstance(text, str)
            match self.vendor.read(json.loads(text)):
                case Cleared():
                    self.clears += 1
                    await self._forget()
                case sound_or_mark:
                    self.to_play.append(sound_or_mark)

    async def _forget(self) -> None:
        waiting, self.to_play = self.to_play, deque()
        for each in waiting:
            if isinstance(each, Marked):
                await self.socket.send(each.answer)
