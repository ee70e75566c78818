from __future__ import annotations

import time
import uuid

from aiohttp import web

from repartee.simulator.standin import StandIn, note
from repartee.simulator.streams.line import Farewell, Line, Message
from repartee.simulator.streams.listening import Listener, SpeechBegan, SpeechPaused, WordsSoFar
from repartee.simulator.streams.sample_formats import Intake
from repartee.simulator.vendors.cartesia.errors import CartesiaError, error_of
from repartee.simulator.vendors.cartesia.listening import (
    IDLE_SECS,
    Command,
    ListeningOptions,
    ListeningProtocol,
    read_options,
)

_TOO_IDLE = Farewell(1000, "connection idle timeout")


async def hear(standin: StandIn, request: web.Request) -> web.StreamResponse:
    """Serve `/stt/websocket`.

    Args:
        standin: Whose ears, delays and faults.
        request: The upgrade.
    """
    request_id = str(uuid.uuid4())

    def breaking(status: int) -> Farewell:
        error = error_of(status)
        return Farewell(1011, error.title, error.event(request_id))

    options = read_options(request.query, request.query.getall("keyterm", []))
    line = await Line.accept(request, standin.faults.take, breaking)
    async with line:
        if isinstance(options, CartesiaError):
            line.close(Farewell(1008, options.title, options.event(request_id)))
            async for _ in line.messages(IDLE_SECS, _TOO_IDLE):
                pass
        else:
            await _Session(standin, request, line, options, request_id).run()
    return line.response


class _Session:
    def __init__(
        self,
        standin: StandIn,
        request: web.Request,
        line: Line,
        options: ListeningOptions,
        request_id: str,
    ) -> None:
        self._request = request
        self._line = line
        self._pace = standin.delays.ears
        self._protocol = ListeningProtocol(options, request_id)
        intake = Intake(options.encoding, options.sample_rate)
        self._listener = Listener(standin.parts.ears, intake, options.max_silence_secs)
        self._utterances = 0
        note(
            request,
            model=options.model,
            sample_rate=options.sample_rate,
            language=options.language,
        )

    async def run(self) -> None:
        try:
            async for message in self._line.messages(IDLE_SECS, _TOO_IDLE):
                if isinstance(message, bytes):
                    await self._hear(message)
                else:
                    await self._obey(self._protocol.command(message))
        finally:
            self._listener.drop()
            self._note()

    async def _hear(self, audio: bytes) -> None:
        due = self._due()
        async for heard in self._listener.take(audio):
            match heard:
                case SpeechBegan():
                    self._begin()
                case WordsSoFar():
                    self._line.say(self._protocol.words_so_far(heard), due)
                case SpeechPaused():
                    self._say(self._protocol.paused(await self._listener.finish()), due)

    def _begin(self) -> None:
        self._utterances += 1
        if fault := self._line.work_begins():
            note(self._request, fault=fault)

    async def _obey(self, command: Command | Message) -> None:
        due = self._due()
        match command:
            case Command.FINALIZE:
                self._say(self._protocol.finalized(await self._listener.finish()), due)
                self._note()
            case Command.CLOSE:
                self._say(self._protocol.closed(await self._listener.finish()), due)
                self._line.close(Farewell(1000))
            case _:
                self._line.say(command)

    def _say(self, messages: list[Message], due: float) -> None:
        for message in messages:
            self._line.say(message, due)

    def _due(self) -> float:
        return time.monotonic() + self._pace.first_secs

    def _note(self) -> None:
        secs = round(self._listener.secs, 2)
        note(self._request, audio_secs=secs, utterances=self._utterances)
