from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime

from aiohttp import web

from repartee.simulator.standin import RefusedError, StandIn, note
from repartee.simulator.streams.line import Farewell, Line
from repartee.simulator.streams.listening import Listener, SpeechBegan, SpeechPaused, WordsSoFar
from repartee.simulator.streams.sample_formats import Intake
from repartee.simulator.vendors.deepgram.listening import (
    BAD_AUDIO_REASON,
    IDLE_REASON,
    IDLE_SECS,
    BadQueryError,
    Command,
    ListeningOptions,
    ListeningProtocol,
    Message,
    read_command,
    read_options,
)

_TOO_IDLE = Farewell(1011, IDLE_REASON)
_BREAKING = {
    401: Farewell(1008, "DATA-0000: The credentials are not valid any more."),
    402: Farewell(1008, "ASR_PAYMENT_REQUIRED: The project has no credits left."),
    403: Farewell(1008, "INSUFFICIENT_PERMISSIONS: The project may not use this model."),
    429: Farewell(1013, "TOO_MANY_REQUESTS: Too many requests. Please try again later."),
}
_BROKEN = Farewell(1011, "NET-0000: Deepgram has not transmitted audio or metadata in time.")


async def hear(standin: StandIn, request: web.Request) -> web.StreamResponse:
    """Serve `/v1/listen` as a WebSocket.

    Args:
        standin: Whose ears, delays and faults.
        request: The upgrade.

    Raises:
        RefusedError: If a parameter cannot be used.
    """
    try:
        options = read_options(request.query)
    except BadQueryError as error:
        raise RefusedError(400, str(error)) from None
    line = await Line.accept(
        request, standin.faults.take, lambda status: _BREAKING.get(status, _BROKEN)
    )
    async with line:
        await _Session(standin, request, line, options).run()
    return line.response


class _Session:
    def __init__(
        self, standin: StandIn, request: web.Request, line: Line, options: ListeningOptions
    ) -> None:
        self._request = request
        self._line = line
        self._pace = standin.delays.ears
        self._protocol = ListeningProtocol(options, str(uuid.uuid4()))
        intake = Intake(options.encoding, options.sample_rate, options.channels)
        self._listener = Listener(standin.parts.ears, intake, options.pause_secs)
        self._created = datetime.now(UTC).isoformat()
        self._utterances = 0
        note(request, model=options.model, sample_rate=options.sample_rate)

    async def run(self) -> None:
        try:
            async for message in self._line.messages(IDLE_SECS, _TOO_IDLE):
                if not isinstance(message, bytes):
                    await self._obey(message)
                elif message:
                    await self._hear(message)
                else:
                    # What closed a stream before CloseStream; still obeyed.
                    await self._close()
        finally:
            self._listener.drop()
            self._note()

    async def _hear(self, audio: bytes) -> None:
        due = self._due()
        if audio[:4] == b"RIFF":
            self._line.close(Farewell(1008, BAD_AUDIO_REASON))
            return
        async for heard in self._listener.take(audio):
            match heard:
                case SpeechBegan():
                    self._begin()
                    self._say(self._protocol.began(heard.at), due)
                case WordsSoFar():
                    self._say(self._protocol.words_so_far(heard), due)
                case SpeechPaused():
                    stretch = await self._listener.finish()
                    self._say(self._protocol.paused(stretch, self._listener.secs), due)
                    self._note()
        self._tell_utterance_end(due)

    def _begin(self) -> None:
        self._utterances += 1
        if fault := self._line.work_begins():
            note(self._request, fault=fault)

    def _tell_utterance_end(self, due: float) -> None:
        end = self._protocol.utterance_end_at
        if end is not None and self._listener.secs >= end:
            self._line.say(self._protocol.utterance_ended(), due)

    async def _obey(self, text: str) -> None:
        due = self._due()
        match read_command(text):
            case Command.KEEP_ALIVE:
                pass
            case Command.FINALIZE:
                stretch = await self._listener.finish()
                self._say(self._protocol.finalized(stretch, self._listener.secs), due)
                self._note()
            case Command.CLOSE:
                await self._close()
            case Command.CONFIGURE:
                self._line.say(self._protocol.configured(text))
            case _:
                self._line.say(self._protocol.unreadable(text))

    async def _close(self) -> None:
        due = self._due()
        stretch = await self._listener.finish()
        self._say(self._protocol.closed(stretch, self._listener.secs, self._created), due)
        self._line.close(Farewell(1000))

    def _say(self, messages: list[Message], due: float) -> None:
        for message in messages:
            self._line.say(message, due)

    def _due(self) -> float:
        return time.monotonic() + self._pace.first_secs

    def _note(self) -> None:
        secs = round(self._listener.secs, 2)
        note(self._request, audio_secs=secs, utterances=self._utterances)
