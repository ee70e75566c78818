"""One conversation with a speech-to-speech model, over links that may break."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from loguru import logger
from pipecat.frames.frames import (
    ErrorFrame,
    Frame,
    InputAudioRawFrame,
    StartFrame,
    TTSSpeakFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext, standard_message_text
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.openai.realtime import events
from pipecat.services.openai.realtime.llm import (
    OpenAIRealtimeLLMService,
    OpenAIRealtimeLLMSettings,
)
from pipecat.utils.errors import ErrorCategory

from repartee.services.candid import CandidService
from repartee.services.failover.chain import Notice, OnNotice, PartName
from repartee.services.failover.recovery import fault_of
from repartee.services.faults import GarbledError, RejectedError, classify
from repartee.services.realtime.config import RATE
from repartee.services.realtime.dues import Answer, Due, Dues, Saying
from repartee.services.realtime.link import Link
from repartee.services.realtime.playback import Cut
from repartee.services.realtime.record import Record
from repartee.services.realtime.refusals import REPEATABLE, category_of, failure_of
from repartee.services.realtime.spoken_answer import SpokenAnswer
from repartee.services.realtime.tape import Tape
from repartee.services.realtime.typed import TypedFrame
from repartee.services.realtime.usage import usage_of
from repartee.services.vendor import Vendor

SAY = 'Say exactly this, word for word, and nothing else: "{text}"'
"""How a model is made to say a given sentence."""
_GO_ON = (
    "{instructions}\n\nA fault of the line cut your last answer short. The caller heard this of "
    'it: "{heard}" Go on from there, without a word about the fault.'
)
_RETRY_SECS = (0.3, 1.0, 2.0)  # after an answer that the server could not give

_Handler = Callable[[Any], Awaitable[None]]


class RealtimeTalker(CandidService, OpenAIRealtimeLLMService):
    """Pipecat's service, supervised.

    Stock, its receive loop ends at almost any error and nothing opens another connection: the
    agent is deaf and dumb from then on. Here every loss leads to another connection, which is told
    of the conversation as it went (`Record`), is given the sound that nobody understood (`Tape`),
    and owes what the lost one owed (`Dues`). What the caller did not hear of an answer they
    interrupted is forgotten at the server too (`Playback`).
    """

    def __init__(
        self,
        *,
        address: str,
        api_key: str,
        vendor: Vendor,
        label: str,
        settings: OpenAIRealtimeLLMSettings,
        on_notice: OnNotice,
        stall_secs: float,
        budget_secs: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make the service of one conversation; it connects when its pipeline is set up.

        Args:
            address: Of the WebSocket, without a query.
            api_key: Its key.
            vendor: As messages to people name it.
            label: Likewise, with the model.
            settings: Model, instructions and session.
            on_notice: Told when the server is lost for long.
            stall_secs: How long it may be silent while it owes an answer.
            budget_secs: After how long without a connection that is told.
            clock: Seconds that only go forward.
        """
        self.vendor = vendor
        self.model_variable = "OPENAI_REALTIME_MODEL"
        super().__init__(api_key=api_key, base_url=address, settings=settings)
        self._instructions = str(settings.system_instruction or "")
        self._label = label
        self._on_notice = on_notice
        self._clock = clock

        # What another server must be told
        self._record = Record()
        self._tape = Tape(RATE)
        self._dues = Dues(stall_secs)
        self._told_by_us: set[str] = set()
        """Items of which the server tells because it was told of them."""

        # The answer that is being given
        self._answer = SpokenAnswer(self.push_frame, clock)
        self._retries = 0
        self._to_say: list[str] = []
        self._resuming = False

        self._handlers = self._takers()
        self._link = Link(self.base_url, self._auth_headers, self, budget_secs=budget_secs)
        self._keeping: asyncio.Task[None] | None = None

    # What its pipeline asks of it

    def attend(self, context: LLMContext) -> None:
        """Take part in a conversation.

        Args:
            context: What was said before, and the functions that may be called.
        """
        self._context = context
        self._llm_needs_conversation_setup = False
        self._record.begin(m for m in context.get_messages() if isinstance(m, dict))

    async def take_typed(self, messages: Sequence[Any], *, answer: bool) -> None:
        """Take in what was typed.

        Args:
            messages: In the shape of the context.
            answer: Whether to answer.
        """
        for message in messages:
            text = standard_message_text(message).strip()
            role = message.get("role") if isinstance(message, dict) else None
            if text:
                await self._add_message(text, "user" if role == "user" else "system")
        if answer:
            await self._ask(Answer())

    async def start(self, frame: StartFrame) -> None:
        """Learn which functions may be called: no context comes before the first answer."""
        await super().start(frame)
        if self._context is not None:
            self._sync_registered_tool_handlers(self._context.tools)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Speak what is to be spoken as it is; leave the rest to Pipecat's service."""
        if isinstance(frame, TTSSpeakFrame):
            await self._say(frame.text)
            return
        if isinstance(frame, TypedFrame):
            await self.take_typed(frame.messages, answer=frame.answer)
            return
        await super().process_frame(frame, direction)

    # The link

    async def _connect(self) -> None:
        if self._keeping is None:
            self._keeping = self.create_task(self._link.keep(), f"{self}::link")

    async def _disconnect(self) -> None:
        self._api_session_ready = False
        self._link.close()
        keeping, self._keeping = self._keeping, None
        if keeping is not None:
            await self.cancel_task(keeping, timeout=1.0)

    async def _ws_send(self, realtime_message: dict[str, Any]) -> None:
        await self._link.send(json.dumps(realtime_message))

    async def take(self, message: str | bytes) -> None:
        """Take in what the server said.

        Args:
            message: One event.

        Raises:
            GarbledError: If it is none.
            RejectedError: If the server does not take us.
        """
        event = _parsed(message)
        self._dues.news(self._clock())
        handler = self._handlers.get(getattr(event, "type", ""))
        if handler is not None:
            await handler(event)

    def _takers(self) -> dict[str, _Handler]:
        return {
            "session.created": self._session_created,
            "session.updated": self._session_updated,
            "input_audio_buffer.speech_started": self._speech_started,
            "input_audio_buffer.speech_stopped": self._speech_stopped,
            "input_audio_buffer.committed": self._committed,
            "conversation.item.added": self._item_added,
            "conversation.item.input_audio_transcription.completed": self._understood,
            "conversation.item.input_audio_transcription.failed": self._not_understood,
            "response.created": self._response_created,
            "response.output_audio.delta": self._sound_came,
            "response.output_audio_transcript.delta": self._words_came,
            "response.output_audio_transcript.done": self._words_done,
            "response.function_call_arguments.done": self._function_called,
            "response.done": self._response_done,
            "error": self._error_came,
        }

    def is_overdue(self) -> bool:
        """Whether the server has been silent for too long."""
        return self._dues.is_overdue(self._clock())

    async def link_lost(self, _error: Exception) -> None:
        """End what was being said; the next connection goes on."""
        self._api_session_ready = False
        self._tape.link_lost()
        self._resuming = True
        self._response_active = self._response_create_owed = False
        self._answer.lost()
        await self._answer.close()

    async def link_hopeless(self, error: Exception, category: ErrorCategory) -> None:
        """Tell that nobody answers."""
        self._on_notice(Notice(PartName.BRAIN, self._label, fault_of(category), ""))
        frame = ErrorFrame(error=str(error), exception=error, processor=self, category=category)
        await self.push_error_frame(frame)

    # A session begins

    async def _session_created(self, _event: events.SessionCreatedEvent) -> None:
        await self._send_session_update()

    async def _session_updated(self, _event: events.SessionUpdatedEvent) -> None:
        if self._api_session_ready:
            return
        items = self._record.items()
        self._told_by_us = {item.id for item in items}
        for item in items:
            await self.send_client_event(events.ConversationItemCreateEvent(item=item))
        self._link.came_up()
        self._api_session_ready = True
        await self._resume()

    async def _resume(self) -> None:
        """Let the new server do what the lost one did not."""
        spoken_into_the_void = self._tape.link_begins()
        owed, in_turn = self._dues.due, self._tape.in_turn
        if spoken_into_the_void:
            await self._append(spoken_into_the_void)
        if in_turn and isinstance(owed, Answer):
            # The server will find the end of the turn by itself, and answer.
            self._dues.owe(owed, self._clock())
        elif owed is not None:
            await self._ask(owed)
        else:
            await self._say_next()
        if self._resuming and owed is not None:
            logger.info("The conversation goes on over another link")

    # What the caller says

    async def _send_user_audio(self, frame: InputAudioRawFrame) -> None:
        audio = await self._resampler.resample(frame.audio, frame.sample_rate, RATE)
        if not audio:
            return
        self._tape.add(audio)
        if self._api_session_ready:
            await self._append(audio)

    async def _append(self, audio: bytes) -> None:
        data = base64.b64encode(audio).decode()
        await self.send_client_event(events.InputAudioBufferAppendEvent(audio=data))

    async def _speech_started(self, event: events.InputAudioBufferSpeechStarted) -> None:
        self._tape.turn_begins(event.audio_start_ms)
        self._dues.settle()
        # The server has broken off its answer by itself.
        if self._response_active:
            self._answer.forget()
        await self._forget_unheard()
        await self._handle_evt_speech_started(event)

    async def _speech_stopped(self, event: events.InputAudioBufferSpeechStopped) -> None:
        self._dues.owe(Answer(), self._clock())
        self._resuming = False
        await self._handle_evt_speech_stopped(event)

    async def _committed(self, event: events.InputAudioBufferCommitted) -> None:
        self._record.turn(event.item_id)

    async def _understood(
        self, event: events.ConversationItemInputAudioTranscriptionCompleted
    ) -> None:
        self._tape.understood()
        self._record.said(event.item_id, "user", event.transcript)
        await self.handle_evt_input_audio_transcription_completed(event)

    async def _not_understood(
        self, event: events.ConversationItemInputAudioTranscriptionFailed
    ) -> None:
        self._tape.understood()
        logger.warning("The caller's words were not written down: {}", event.error.message)

    async def _add_message(self, text: str, role: str) -> None:
        content = [events.ItemContent(type="input_text", text=text)]
        item = events.ConversationItem(type="message", role=role, content=content)
        self._record.said(item.id, "user" if role == "user" else "system", text)
        if self._api_session_ready:
            await self.send_client_event(events.ConversationItemCreateEvent(item=item))

    # Asking for answers

    async def _ask(self, due: Due) -> None:
        """Ask for something, now or as soon as that can be."""
        if self._response_active and self._answer.is_wanted:
            self._to_say += [due.text] if isinstance(due, Saying) else []
            self._response_create_owed = isinstance(due, Answer)
            return
        self._dues.owe(due, self._clock())
        if self._api_session_ready:
            self._response_active = True
            await self.send_client_event(events.ResponseCreateEvent(response=self._wishes(due)))

    def _wishes(self, due: Due) -> events.ResponseProperties:
        wishes = events.ResponseProperties(output_modalities=["audio"])
        if isinstance(due, Saying):
            wishes.instructions, wishes.tool_choice = SAY.format(text=due.text), "none"
        elif self._resuming and (heard := self._record.text_of(self._answer.item_id)):
            wishes.instructions = _GO_ON.format(instructions=self._instructions, heard=heard)
        return wishes

    async def _say(self, text: str) -> None:
        self._to_say.append(text)
        if self._dues.due is None:
            await self._say_next()

    async def _say_next(self) -> None:
        if self._to_say and not self._response_active:
            await self._ask(Saying(self._to_say.pop(0)))

    async def _create_response(self) -> None:
        await self._ask(Answer())

    async def _handle_context(self, context: LLMContext, direction: FrameDirection) -> None:
        """Answer what functions returned; all else was heard or taken in when it came."""
        self._context = context
        if direction is FrameDirection.UPSTREAM and self._results_awaiting_response:
            await self._create_response()

    async def _send_tool_result(self, tool_call_id: str, result: str | None) -> None:
        self._record.returned(tool_call_id, result or "")
        self._open_function_calls.discard(tool_call_id)
        item = events.ConversationItem(
            type="function_call_output", call_id=tool_call_id, output=result
        )
        if self._api_session_ready:
            await self.send_client_event(events.ConversationItemCreateEvent(item=item))

    # An answer comes

    async def _response_created(self, event: events.ResponseCreated) -> None:
        self._answer.expect(event.response.id or "")
        await self._handle_evt_response_created(event)
        if self._dues.due is None:
            self._dues.owe(Answer(), self._clock())

    async def _item_added(self, event: events.ConversationItemAdded) -> None:
        if event.item.type == "function_call":
            await self._handle_evt_conversation_item_added(event)
        elif event.item.role == "assistant" and event.item.id not in self._told_by_us:
            await self._answer.open(event.item.id)

    async def _sound_came(self, event: events.ResponseAudioDelta) -> None:
        if self._answer.wants(event.response_id):
            await self.stop_ttfb_metrics()
            await self._answer.add_sound(event.delta)

    async def _words_came(self, event: events.ResponseAudioTranscriptDelta) -> None:
        if self._answer.wants(event.response_id):
            self._record.said(event.item_id, "assistant", event.delta)
            await self._answer.add_words(event.delta)

    async def _words_done(self, event: events.ResponseAudioTranscriptDone) -> None:
        if self._answer.wants(event.response_id):
            await self._answer.finish_words()

    async def _function_called(self, event: events.ResponseFunctionCallArgumentsDone) -> None:
        if not self._answer.wants(event.response_id):
            return
        pending = self._pending_function_calls.get(event.call_id)
        if pending is not None:
            self._record.called(event.item_id, event.call_id, pending.name, event.arguments)
        await self._handle_evt_function_call_arguments_done(event)

    async def _response_done(self, event: events.ResponseDone) -> None:
        response = event.response
        self._response_active = False
        wanted = self._answer.wants(response.id)
        self._answer.done_with(response.id)
        if wanted:
            await self._answer.close()
        if response.status == "failed":
            await self._try_again(failure_of(response))
            return
        self._retries = 0
        self._resuming = False
        if wanted:
            self._dues.settle()
        await self._report_usage(response)
        await self._ask_what_waits()

    async def _ask_what_waits(self) -> None:
        if self._response_create_owed:
            self._response_create_owed = False
            await self._ask(Answer())
        elif self._dues.due is None:
            await self._say_next()

    async def _try_again(self, error: RejectedError) -> None:
        """Ask again for an answer that the server could not give."""
        category, due = classify(error), self._dues.due
        if due is None:
            return
        if category not in REPEATABLE or self._retries >= len(_RETRY_SECS):
            self._retries = 0
            self._dues.settle()
            await self.link_hopeless(error, category)
            return
        wait, self._retries = _RETRY_SECS[self._retries], self._retries + 1
        # The wait is ours: the server is not to be taken for a silent one.
        self._dues.owe(due, self._clock() + wait)
        self.create_task(self._ask_later(due, wait), f"{self}::retry")

    async def _ask_later(self, due: Due, wait_secs: float) -> None:
        await asyncio.sleep(wait_secs)
        if self._dues.due is due:
            await self._ask(due)

    async def _report_usage(self, response: events.Response) -> None:
        if response.usage is not None:
            await self.start_llm_usage_metrics(usage_of(response.usage))
        await self.stop_processing_metrics()

    # An answer ends early

    async def _handle_interruption(self) -> None:
        """The caller speaks or types: stop, here and at the server."""
        if self._response_active and self._answer.is_wanted:
            self._answer.forget()
            await self.send_client_event(events.ResponseCancelEvent())
        await self._forget_unheard()
        await self.stop_all_metrics()
        self._response_create_owed = False
        self._dues.settle()
        await self._answer.close()

    async def _forget_unheard(self) -> None:
        """Have the server forget what the caller did not hear."""
        cut = self._answer.cut()
        if cut is None:
            return
        self._record.heard(cut.item_id, cut.text)
        if self._api_session_ready:
            await self._truncate(cut)

    async def _truncate(self, cut: Cut) -> None:
        await self.send_client_event(
            events.ConversationItemTruncateEvent(
                item_id=cut.item_id, content_index=0, audio_end_ms=cut.millis
            )
        )

    async def _handle_bot_stopped_speaking(self) -> None:
        """Nothing: the playback knows by itself."""

    # It goes wrong

    async def _error_came(self, event: events.ErrorEvent) -> None:
        """Take note of an error; only one that ends the session is raised."""
        error = event.error
        rejected = RejectedError(error.message, category_of(error.code, error.type))
        if not self._api_session_ready:
            raise rejected
        logger.warning("{}: {}", self._label, error.message)


def _parsed(message: str | bytes) -> object:
    try:
        return events.parse_server_event(message)
    except Exception as error:
        raise GarbledError("the server sent what is no event") from error
