"""`/v1/realtime`: one session of the Realtime API on its WebSocket."""

from __future__ import annotations

import asyncio
import base64
import binascii
import time
from collections.abc import Callable, Coroutine

from aiohttp import web

from repartee.simulator.realtime.answers import TURN_DETECTED, Answers, costs_an_answer
from repartee.simulator.realtime.caller_audio import (
    CallerAudio,
    TooShortError,
    TurnBegan,
    TurnEnded,
)
from repartee.simulator.realtime.client_events import (
    AudioAppend,
    AudioClear,
    AudioCommit,
    ClientEvent,
    ItemCreate,
    ItemDelete,
    ItemRetrieve,
    ItemTruncate,
    RealtimeError,
    ResponseCancel,
    ResponseCreate,
    SessionUpdate,
    Wishes,
    read_event,
)
from repartee.simulator.realtime.configuration import facts_of, updated
from repartee.simulator.realtime.conversation import Heard, Items, sound_of
from repartee.simulator.realtime.shapes import InputAudio, Item, Message, Session, new_id
from repartee.simulator.realtime.usage import Limits, heard_tokens
from repartee.simulator.realtime.wording import Event, error_event, event, item_shown
from repartee.simulator.standin import StandIn, note
from repartee.simulator.streams.line import Farewell, Line

LONGEST_SECS = 3600.0
_KEY_PROTOCOL = "openai-insecure-api-key."
_TOO_LONG = Farewell(
    1001,
    "session_expired",
    error_event(
        RealtimeError("Your session hit the maximum duration of 60 minutes.", "session_expired")
    ),
)


def key_of(request: web.Request) -> str:
    """The key that a browser puts among the subprotocols, as it may set no headers."""
    offered = request.headers.get("Sec-WebSocket-Protocol", "").split(",")
    found = (each.strip() for each in offered if each.strip().startswith(_KEY_PROTOCOL))
    return next(found, "").removeprefix(_KEY_PROTOCOL)


async def converse(
    standin: StandIn, limits: Limits, request: web.Request, knows_model: Callable[[str], bool]
) -> web.StreamResponse:
    """Serve `/v1/realtime` as a WebSocket.

    Args:
        standin: Whose mind, ears, voice, delays and faults.
        limits: What the account has left.
        request: The upgrade.
        knows_model: Whether there is such a model.
    """
    model = request.query.get("model", "")
    line = await Line.accept(request, standin.faults.take, _breaking, ("realtime",))
    async with line:
        if knows_model(model):
            note(request, model=model)
            await _Conversation(standin, limits, request, line, model).run()
        else:
            await _refuse(line, model)
    return line.response


async def _refuse(line: Line, model: str) -> None:
    message = f"The model `{model}` does not exist or you do not have access to it."
    error = RealtimeError(message, "model_not_found") if model else _missing_model()
    line.close(Farewell(4000, f"invalid_request_error.{error.code}", error_event(error)))
    async for _ in line.messages(LONGEST_SECS, _TOO_LONG):
        pass


def _missing_model() -> RealtimeError:
    return RealtimeError("You must provide a model parameter.", "missing_model")


def _breaking(status: int) -> Farewell | None:
    """How a status is told on an open socket; None for what costs an answer alone."""
    if costs_an_answer(status):
        return None
    error = RealtimeError("Incorrect API key provided.", "invalid_api_key")
    return Farewell(3000, "invalid_request_error.invalid_api_key", error_event(error))


class _Conversation:
    """What one client says, and what comes of it."""

    def __init__(
        self, standin: StandIn, limits: Limits, request: web.Request, line: Line, model: str
    ) -> None:
        self._parts = standin.parts
        self._delays = standin.delays
        self._line = line
        self._request = request
        expires = int(time.time() + LONGEST_SECS)
        self._session = Session(model=model, expires_at=expires)
        self._items = Items()
        self._caller = CallerAudio(self._parts.ears, self._session.audio.input.format)

        self._turn_id = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self._answers = Answers(standin, limits, self._items, line, request)

    async def run(self) -> None:
        self._line.say(event("session.created", session=self._session))
        try:
            async for message in self._line.messages(LONGEST_SECS, _TOO_LONG):
                await self._take(message)
        finally:
            self._caller.close()
            self._answers.close()
            for task in self._tasks:
                task.cancel()

    async def _take(self, message: str | bytes) -> None:
        event_id: str | None = None
        try:
            said = read_event(message)
            event_id = said.event_id
            await self._obey(said)
        except RealtimeError as error:
            error.event_id = error.event_id or event_id
            self._say(error_event(error))

    async def _obey(self, said: ClientEvent) -> None:
        match said:
            case AudioAppend():
                await self._hear(said.audio)
            case AudioCommit():
                await self._commit()
            case AudioClear():
                await self._caller.clear()
                self._say(event("input_audio_buffer.cleared"))
            case SessionUpdate():
                await self._configure(said)
            case ResponseCreate():
                self._answers.ask(said.response, self._session)
            case ResponseCancel():
                self._answers.cancel()
            case _:
                await self._edit(said)

    # The session and its items

    async def _configure(self, said: SessionUpdate) -> None:
        before = self._session.audio.input.format
        self._session = updated(self._session, said.session, has_spoken=self._answers.has_spoken)
        after = self._session.audio.input.format
        if after != before:
            self._caller.close()
            self._caller = CallerAudio(self._parts.ears, after)
        note(self._request, **facts_of(self._session))
        self._say(event("session.updated", session=self._session))

    async def _edit(self, said: ItemCreate | ItemRetrieve | ItemTruncate | ItemDelete) -> None:
        match said:
            case ItemCreate():
                await self._hear_item(said.item)
                self._add(said.item, said.previous_item_id)
            case ItemRetrieve():
                item = item_shown(self._items.get(said.item_id))
                self._say(event("conversation.item.retrieved", item=item))
            case ItemDelete():
                self._items.delete(said.item_id)
                self._say(event("conversation.item.deleted", item_id=said.item_id))
            case ItemTruncate():
                self._items.truncate(said.item_id, said.content_index, said.audio_end_ms)
                self._say(
                    event(
                        "conversation.item.truncated",
                        item_id=said.item_id,
                        content_index=said.content_index,
                        audio_end_ms=said.audio_end_ms,
                    )
                )

    def _add(self, item: Item, after: str | None = None) -> None:
        before = self._items.add(item, after)
        shown = item_shown(item)
        self._say(event("conversation.item.added", item=shown, previous_item_id=before))
        self._say(event("conversation.item.done", item=shown, previous_item_id=before))

    async def _hear_item(self, item: Item) -> None:
        """Understand the sound that a client put into an item."""
        if sound := sound_of(item):
            apart = CallerAudio(self._parts.ears, self._session.audio.input.format)
            async for _ in apart.take(sound, None):
                pass
            heard = self._items.heard(item.id)
            understood = await apart.commit()
            heard.words, heard.secs = understood.words, understood.secs

    # What the caller says

    async def _hear(self, audio: str) -> None:
        try:
            sound = base64.b64decode(audio, validate=True)
        except (binascii.Error, ValueError):
            message = "Invalid 'audio'. Expected base64-encoded audio bytes."
            raise RealtimeError(message, "invalid_value", "audio") from None
        detection = self._session.audio.input.turn_detection
        async for heard in self._caller.take(sound, detection):
            if isinstance(heard, TurnBegan):
                self._begin_turn(heard)
            elif isinstance(heard, TurnEnded):
                self._end_turn(heard)

    def _begin_turn(self, turn: TurnBegan) -> None:
        detection = self._session.audio.input.turn_detection
        self._turn_id = new_id("item")
        self._say(
            event(
                "input_audio_buffer.speech_started",
                audio_start_ms=turn.at_ms,
                item_id=self._turn_id,
            )
        )
        if detection is not None and detection.interrupt_response:
            self._answers.stop(TURN_DETECTED)

    def _end_turn(self, turn: TurnEnded) -> None:
        detection = self._session.audio.input.turn_detection
        self._say(
            event(
                "input_audio_buffer.speech_stopped", audio_end_ms=turn.at_ms, item_id=self._turn_id
            )
        )
        self._committed(self._turn_id, turn.heard)
        if detection is not None and detection.create_response and not self._answers.under_way:
            self._answers.ask(Wishes(), self._session)

    async def _commit(self) -> None:
        try:
            heard = await self._caller.commit()
        except TooShortError as error:
            message = (
                "Error committing input audio buffer: buffer too small. Expected at least 100ms "
                f"of audio, but buffer only has {error}ms of audio."
            )
            raise RealtimeError(message, "input_audio_buffer_commit_empty") from None
        self._committed(new_id("item"), heard)

    def _committed(self, item_id: str, heard: Heard) -> None:
        kept = self._items.heard(item_id)
        kept.words, kept.secs = heard.words, heard.secs
        self._say(
            event(
                "input_audio_buffer.committed",
                item_id=item_id,
                previous_item_id=self._items.last_id,
            )
        )
        self._add(Message(id=item_id, role="user", content=[InputAudio(type="input_audio")]))
        if self._session.audio.input.transcription is not None:
            self._start(self._write_down(item_id, heard))

    async def _write_down(self, item_id: str, heard: Heard) -> None:
        await asyncio.sleep(self._delays.ears.first_secs)
        place = {"item_id": item_id, "content_index": 0}
        kind = "conversation.item.input_audio_transcription"
        if heard.text:
            self._say(event(f"{kind}.delta", **place, delta=heard.text))
        seconds = {"type": "tokens", "total_tokens": heard_tokens(heard.secs)}
        tokens = {**seconds, "input_tokens": heard_tokens(heard.secs), "output_tokens": 0}
        self._say(event(f"{kind}.completed", **place, transcript=heard.text, usage=tokens))

    # Doing

    def _say(self, message: Event) -> None:
        self._line.say(message)

    def _start(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name="stand-in's realtime session")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
