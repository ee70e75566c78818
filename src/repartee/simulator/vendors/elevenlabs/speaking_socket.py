from __future__ import annotations

import base64
import time
from dataclasses import dataclass

from aiohttp import web

from repartee.engines.voice import VoiceError
from repartee.simulator.standin import StandIn, is_good, note
from repartee.simulator.streams.line import Farewell, Line
from repartee.simulator.streams.pacing import Metronome
from repartee.simulator.streams.sample_formats import encode
from repartee.simulator.streams.workers import Workers
from repartee.simulator.vendors.elevenlabs.account import is_voice
from repartee.simulator.vendors.elevenlabs.alignment import aligned
from repartee.simulator.vendors.elevenlabs.contexts import (
    INVALID_KEY,
    MOST_IDLE_SECS,
    USUAL_IDLE_SECS,
    Close,
    Contexts,
    ElevenLabsError,
    Finish,
    Order,
    Utter,
    audio_message,
    final_message,
    too_idle,
)
from repartee.simulator.vendors.elevenlabs.errors import (
    error_of,
    unknown_format,
    unknown_model,
    unknown_voice,
)
from repartee.simulator.vendors.elevenlabs.formats import OutputFormat, read_format

CHUNK_SECS = 0.2


@dataclass(frozen=True, slots=True)
class _Options:
    voice: str
    output: OutputFormat
    auto_mode: bool
    idle_secs: float


async def speak(standin: StandIn, request: web.Request, *, multi: bool) -> web.StreamResponse:
    """Serve `/v1/text-to-speech/{voice_id}/multi-stream-input`, or `/stream-input`.

    Args:
        standin: Whose voice, delays and faults.
        request: The upgrade.
        multi: Whether there may be several contexts.
    """
    options = _read_options(request)
    line = await Line.accept(request, standin.faults.take, lambda s: _farewell(error_of(s)))
    async with line:
        if isinstance(options, ElevenLabsError):
            line.close(_farewell(options))
            async for _ in line.messages(USUAL_IDLE_SECS, Farewell()):
                pass
        else:
            await _Session(standin, request, line, options, multi=multi).run()
    return line.response


def _read_options(request: web.Request) -> _Options | ElevenLabsError:
    """Check what the address says; unlike others, this vendor refuses on the open socket."""
    query, voice = request.query, request.match_info["voice"]
    if not is_good(request.headers.get("xi-api-key") or query.get("single_use_token", "")):
        return INVALID_KEY
    if not is_voice(voice):
        return unknown_voice(voice)
    model, name = query.get("model_id", ""), query.get("output_format", "mp3_44100_128")
    if model and not model.startswith("eleven_"):
        return unknown_model(model)
    output = read_format(name)
    if output is None or output.compressed:
        return unknown_format(name)
    idle = query.get("inactivity_timeout", "")
    idle_secs = min(max(float(idle), 1.0), MOST_IDLE_SECS) if idle.isdecimal() else USUAL_IDLE_SECS
    note(request, model=model, output_format=name)
    return _Options(voice, output, query.get("auto_mode") == "true", idle_secs)


def _farewell(error: ElevenLabsError) -> Farewell:
    return Farewell(error.code, error.message, error.event())


class _Session:
    def __init__(
        self,
        standin: StandIn,
        request: web.Request,
        line: Line,
        options: _Options,
        *,
        multi: bool,
    ) -> None:
        self._standin = standin
        self._request = request
        self._line = line
        self._options = options
        self._contexts = Contexts(auto_mode=options.auto_mode, multi=multi)
        self._workers = Workers[_Job](self._do)
        self._speaking: set[str] = set()
        self._opened = 0
        self._characters = 0

    async def run(self) -> None:
        idle_secs = self._options.idle_secs
        try:
            async for message in self._line.messages(idle_secs, _farewell(too_idle(idle_secs))):
                for order in self._contexts.take(message):
                    self._obey(order)
        finally:
            await self._workers.close()

    def _obey(self, order: Order) -> None:
        match order:
            case Utter():
                self._begin(order)
                self._workers.give(order.context, (order, time.monotonic()))
            case Finish():
                self._workers.give(order.context, (order, time.monotonic()))
            case Close():
                error = order.error
                self._line.close(Farewell() if error is None else _farewell(error))

    def _begin(self, order: Utter) -> None:
        self._characters += len(order.text)
        note(self._request, characters=self._characters)
        if order.context not in self._speaking:
            self._speaking.add(order.context)
            self._opened += 1
            note(self._request, contexts=self._opened)
            if fault := self._line.work_begins():
                note(self._request, fault=fault)

    async def _do(self, job: _Job) -> None:
        order, asked_at = job
        if isinstance(order, Utter):
            await self._utter(order, asked_at)
            return
        self._line.say(final_message(order.context))
        self._speaking.discard(order.context)
        if self._contexts.done(order.context):
            self._line.close(Farewell())
        self._workers.stop(order.context)

    async def _utter(self, order: Utter, asked_at: float) -> None:
        output = self._options.output
        metronome = Metronome(self._standin.delays.voice, asked_at)
        pieces = self._standin.parts.speaker.speak(
            order.text,
            voice=self._options.voice,
            sample_rate=output.sample_rate,
            speed=order.speed,
        )
        try:
            async for chunk in aligned(pieces, output.sample_rate, CHUNK_SECS):
                await metronome.wait_for(chunk.secs)
                data = base64.b64encode(encode(chunk.audio, output.encoding)).decode()
                message = audio_message(order.context, data, chunk.chars, chunk.starts, chunk.ends)
                self._line.say(message)
        except VoiceError:
            self._line.close(_farewell(error_of(500)))


_Job = tuple[Utter | Finish, float]
