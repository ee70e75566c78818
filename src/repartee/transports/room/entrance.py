from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any

from loguru import logger
from pipecat.frames.frames import (
    CancelFrame,
    EndFrame,
    InputAudioRawFrame,
    InputTransportMessageFrame,
    StartFrame,
)
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_transport import TransportParams

from repartee.transports.line import HEARD_RATE
from repartee.transports.room.quiet_batches import QuietBatches
from repartee.transports.room.spoken_tail import SpokenTail

_TICK_SECS = 0.02
_SILENCE = bytes(int(HEARD_RATE * _TICK_SECS) * 2)
# TCP holds all back behind a lost packet, for 0.2 s mostly, and then delivers it in a burst: with
# silence put in between, words fall to pieces. At 20 % loss, one turn in three was understood with
# 0.2 s here, and two with 1 s.
_GAP_SECS = 1.0
# Enough for VAD and turn detection to find the end of what was being said.
_LONGEST_SILENCE_SECS = 3.0
# Of what nobody says. For as long after a sound as a pause may last that ends a turn, and longer,
# whatever decides about turns hears every piece.
_QUIET_BATCH_SECS = 0.1
_ALERT_SECS = 3.0
_MOST_EARLY_MESSAGES = 64
_MOST_MESSAGES = 256


@dataclass
class GuestMessageFrame(InputTransportMessageFrame):
    """A message of a guest; Pipecat's RTVI processor knows its sender by `participant_id`."""

    participant_id: str = ""


class Entrance(BaseInputTransport):
    """What the pipeline hears and is told.

    The detectors of speech count samples, so a gap would stop their clock in mid-sentence: a muted
    browser over a WebSocket, or a lost line. A gap is filled with silence.
    """

    def __init__(self, params: TransportParams) -> None:
        """Make the first processor of a pipeline."""
        super().__init__(params)
        self._messages: asyncio.Queue[GuestMessageFrame] = asyncio.Queue()
        self._early: deque[GuestMessageFrame] = deque(maxlen=_MOST_EARLY_MESSAGES)
        self._open = False
        self._heard_at = float("-inf")
        self._tail = SpokenTail()
        self._batches = QuietBatches(_QUIET_BATCH_SECS, _ALERT_SECS, HEARD_RATE)
        self._clock = asyncio.get_running_loop().time

    def hear(self, pcm: bytes) -> None:
        """Take in sound of all guests together; 16-bit mono at `HEARD_RATE`."""
        self._heard_at = self._clock()
        self._tail.heard(pcm, self._heard_at)
        self._put(self._batches.take(pcm))

    def quiet_secs(self) -> float | None:
        """How long ago the last audible sound came, by its level; None if none did of late."""
        return self._tail.quiet_secs(self._clock())

    def tell(self, guest_id: str, message: dict[str, Any]) -> None:
        """Take in a guest's message; one that comes before the pipeline runs is kept."""
        frame = GuestMessageFrame(message=message, participant_id=guest_id)
        if self._messages.qsize() >= _MOST_MESSAGES:
            logger.debug("A message of {} was dropped: too many wait", guest_id)
        elif self._open:
            self._messages.put_nowait(frame)
        else:
            self._early.append(frame)

    async def start(self, frame: StartFrame) -> None:
        """Open when the pipeline runs."""
        await super().start(frame)
        await self.set_transport_ready(frame)
        self._open = True
        while self._early:
            self._messages.put_nowait(self._early.popleft())
        self._passing_on = self.create_task(self._pass_messages_on())
        self._filling = self.create_task(self._fill_gaps())

    async def stop(self, frame: EndFrame) -> None:
        """Close with the pipeline."""
        await self._close()
        await super().stop(frame)

    async def cancel(self, frame: CancelFrame) -> None:
        """Close at once."""
        await self._close()
        await super().cancel(frame)

    async def _close(self) -> None:
        if self._open:
            self._open = False
            await self.cancel_task(self._passing_on)
            await self.cancel_task(self._filling)

    async def _audio_task_handler(self) -> None:
        # Stock makes a task and a timer for each piece, to notice that none comes: `_fill_gaps`
        # sees to that.
        while True:
            await self.push_frame(await self._audio_in_queue.get())

    def _put(self, pcm: bytes) -> None:
        if self._open and pcm:
            # Stock's `push_audio_frame` does this too, but has to be awaited.
            self._audio_in_queue.put_nowait(InputAudioRawFrame(pcm, HEARD_RATE, 1))

    async def _pass_messages_on(self) -> None:
        while True:
            frame = await self._messages.get()
            await self.broadcast_frame_instance(frame)

    async def _fill_gaps(self) -> None:
        while True:
            quiet_for = self._clock() - self._heard_at
            if _GAP_SECS <= quiet_for < _GAP_SECS + _LONGEST_SILENCE_SECS:
                self._put(self._batches.rest() + _SILENCE)
                await asyncio.sleep(_TICK_SECS)
            else:
                await asyncio.sleep(_GAP_SECS / 2)
