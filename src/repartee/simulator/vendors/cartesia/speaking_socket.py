from __future__ import annotations

import asyncio
import base64
import time
import uuid

from aiohttp import web

from repartee.engines.voice import VoiceError
from repartee.simulator.standin import StandIn, note
from repartee.simulator.streams.line import Farewell, Line
from repartee.simulator.streams.pacing import Chunk, Metronome, chunked
from repartee.simulator.streams.sample_formats import encode
from repartee.simulator.streams.workers import Workers
from repartee.simulator.vendors.cartesia.contexts import (
    IDLE_SECS,
    Cancel,
    Complain,
    Contexts,
    Finish,
    Flush,
    Order,
    Utter,
    chunk_message,
    done_message,
    flush_message,
    timestamps_message,
)
from repartee.simulator.vendors.cartesia.errors import error_of

_TOO_IDLE = Farewell(1000, "connection idle timeout")
_CHUNK_SECS = 0.06
_SECS_PER_LETTER = 0.07  # for a word's end, which the voice does not tell


async def speak(standin: StandIn, request: web.Request) -> web.StreamResponse:
    """Serve `/tts/websocket`.

    Args:
        standin: Whose voice, delays and faults.
        request: The upgrade.
    """
    request_id = str(uuid.uuid4())

    def breaking(status: int) -> Farewell:
        error = error_of(status)
        return Farewell(1011, error.title, error.event(request_id))

    line = await Line.accept(request, standin.faults.take, breaking)
    async with line:
        await _Session(standin, request, line, request_id).run()
    return line.response


class _Session:
    def __init__(self, standin: StandIn, request: web.Request, line: Line, request_id: str) -> None:
        self._standin = standin
        self._request = request
        self._line = line
        self._request_id = request_id
        self._contexts = Contexts()
        self._workers = Workers[_Job](self._do)
        self._secs: dict[str, float] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._opened = 0
        self._characters = 0

    async def run(self) -> None:
        try:
            async for message in self._line.messages(IDLE_SECS, _TOO_IDLE):
                if isinstance(message, str):
                    self._obey_all(self._contexts.take(message, time.monotonic()))
        finally:
            if self._timer is not None:
                self._timer.cancel()
            await self._workers.close()

    def _obey_all(self, orders: list[Order]) -> None:
        for order in orders:
            self._obey(order)
        self._wind_timer()

    def _obey(self, order: Order) -> None:
        match order:
            case Complain():
                self._line.say(order.error.event(self._request_id, order.context))
            case Cancel():
                self._workers.stop(order.context)
                self._secs.pop(order.context, None)
            case Utter():
                self._begin(order)
                self._workers.give(order.context, (order, time.monotonic()))
            case Flush() | Finish():
                self._workers.give(order.context, (order, time.monotonic()))

    def _begin(self, order: Utter) -> None:
        self._characters += len(order.text)
        note(self._request, model=order.style.model, characters=self._characters)
        if order.context not in self._secs:
            self._secs[order.context] = 0.0
            self._opened += 1
            note(self._request, contexts=self._opened)
            if fault := self._line.work_begins():
                note(self._request, fault=fault)

    def _wind_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if (deadline := self._contexts.deadline) is not None:
            wait = max(deadline - time.monotonic(), 0.0)
            self._timer = asyncio.get_running_loop().call_later(wait, self._tick)

    def _tick(self) -> None:
        self._obey_all(self._contexts.tick(time.monotonic() + 0.001))

    async def _do(self, job: _Job) -> None:
        order, asked_at = job
        match order:
            case Utter():
                await self._utter(order, asked_at)
            case Flush():
                self._line.say(flush_message(order.context, order.number))
            case Finish():
                self._line.say(done_message(order.context))
                self._contexts.done(order.context)
                self._secs.pop(order.context, None)
                self._workers.stop(order.context)

    async def _utter(self, order: Utter, asked_at: float) -> None:
        style = order.style
        metronome = Metronome(self._standin.delays.voice, asked_at)
        pieces = self._standin.parts.speaker.speak(
            order.text, voice=style.voice, sample_rate=style.sample_rate, speed=style.speed
        )
        before = self._secs[order.context]
        try:
            async for chunk in chunked(pieces, style.sample_rate, _CHUNK_SECS):
                await metronome.wait_for(chunk.secs)
                self._send(order, chunk, before)
        except VoiceError:
            self._line.say(error_of(500).event(self._request_id, order.context))

    def _send(self, order: Utter, chunk: Chunk, before: float) -> None:
        if chunk.audio:
            data = base64.b64encode(encode(chunk.audio, order.style.encoding)).decode()
            step_ms = self._standin.delays.voice.per_unit_secs * chunk.secs * 1000
            self._line.say(chunk_message(order.context, data, step_ms))
        if chunk.words and order.style.timestamps:
            words = [
                (word, before + start, before + start + len(word) * _SECS_PER_LETTER)
                for word, start in chunk.words
            ]
            self._line.say(timestamps_message(order.context, words))
        self._secs[order.context] = before + chunk.start + chunk.secs


_Job = tuple[Utter | Flush | Finish, float]
