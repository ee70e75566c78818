"""One conversation with a speech-to-speech model, over links that may break."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from loguru import logger
from pipecat.frames.frames import (
    Frame,
    InputAudioRawFrame,
    MetricsFrame,
    StartFrame,
    TTSSpeakFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext, standard_message_text
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.openai.realtime import events
from pipecat.services.openai.realtime.llm import OpenAIRealtimeLLMSettings

from repartee.services.failover.chain import OnNotice
from repartee.services.realtime.asking import Asking
from repartee.services.realtime.config import RATE
from repartee.services.realtime.dues import Answer, Due
from repartee.services.realtime.linked import LinkedService, Server, TalkerChangeFrame
from repartee.services.realtime.record import Record
from repartee.services.realtime.refusals import BUSY, failure_of
from repartee.services.realtime.spoken_answer import SpokenAnswer
from repartee.services.realtime.tape import Tape
from repartee.services.realtime.telling import Telling
from repartee.services.realtime.typed import TypedFrame, WrittenDownFrame
from repartee.services.realtime.usage import TurnLengths, usage_of, written_down
from repartee.services.realtime.wishes import wishes

_WORDS_SECS = 2.0  # after a turn; transcriptions that come later are rare
_Handler = Callable[[Any], Awaitable[None]]


class RealtimeTalker(LinkedService):
    """Pipecat's service, supervised.

    Every loss leads to another session, which is told of the conversation as it went (`Record`), is
    given the sound that nobody understood (`Tape`), and owes what the lost one owed (`Asking`).
    What the caller did not hear of an answer they interrupted is forgotten at the server too
    (`SpokenAnswer`).
    """

    def __init__(
        self,
        server: Server,
        settings: OpenAIRealtimeLLMSettings,
        on_notice: OnNotice,
        *,
        stall_secs: float,
        budget_secs: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make the service of one conversation; it connects when its pipeline is set up.

        Args:
            server: Whom to talk to.
            settings: Model, instructions and session.
            on_notice: Told when the server is lost for long.
            stall_secs: How long the server may be silent while it owes an answer.
            budget_secs: After how long without a connection that is told.
            clock: Seconds that only go forward.
        """
        super().__init__(server, settings, on_notice, budget_secs)
        self._record = Record()
        self._tape = Tape(RATE)
        self._lengths = TurnLengths()
        self._asking = Asking(self, self.create_task, clock, stall_secs)
        self._answer = SpokenAnswer(self.push_frame, clock)
        self._telling = Telling(self._record, self.send_client_event, lambda: self.is_ready)
        self._cut_short = ""
        """The answer that a fault cut short, and that is to be taken up; empty for none."""
        self._words_known = asyncio.Event()
        """Whether all that the caller said is in the context."""
        self._words_known.set()
        self._handlers = self._takers()

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
                await self._telling.message("user" if role == "user" else "system", text)
        if answer:
            await self._asking.ask(Answer())

    async def start(self, frame: StartFrame) -> None:
        """Learn which functions may be called: no context comes before the first answer."""
        await super().start(frame)
        if self._context is not None:
            self._sync_registered_tool_handlers(self._context.tools)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Speak what is to be spoken as it is; leave the rest to Pipecat's service."""
        if isinstance(frame, TTSSpeakFrame):
            await self._asking.say(frame.text)
        elif isinstance(frame, TalkerChangeFrame):
            await self.become(frame.instructions, frame.voice, frame.language)
        elif isinstance(frame, TypedFrame):
            await self.take_typed(frame.messages, answer=frame.answer)
        else:
            await super().process_frame(frame, direction)

    # Another session

    async def retell(self) -> None:
        """Tell a new session of the conversation."""
        await self._telling.retell()

    async def resume(self) -> None:
        """Let the new server do what the lost one did not."""
        spoken_into_the_void = self._tape.link_begins()
        if spoken_into_the_void:
            await self._append(spoken_into_the_void)
        await self._asking.resume(in_turn=self._tape.in_turn)

    async def break_off(self) -> None:
        """End what was being said; the next session goes on."""
        self._tape.link_lost()
        self._asking.lost()
        self._answer.lost()
        await self._end_early()

    def is_overdue(self) -> bool:
        """Whether the server has been silent for too long."""
        return self._asking.is_overdue

    # What the server says

    async def heed(self, event: object) -> None:
        """Take in what the server said of the conversation."""
        self._asking.heard_from()
        handler = self._handlers.get(type(event))
        if handler is not None:
            await handler(event)

    def _takers(self) -> Mapping[type, _Handler]:
        return {
            events.InputAudioBufferSpeechStarted: self._speech_started,
            events.InputAudioBufferSpeechStopped: self._speech_stopped,
            events.InputAudioBufferCommitted: self._committed,
            events.ConversationItemInputAudioTranscriptionCompleted: self._understood,
            events.ConversationItemInputAudioTranscriptionFailed: self._not_understood,
            events.ConversationItemAdded: self._item_added,
            events.ResponseCreated: self._response_created,
            events.ResponseAudioDelta: self._sound_came,
            events.ResponseAudioTranscriptDelta: self._words_came,
            events.ResponseAudioTranscriptDone: self._words_done,
            events.ResponseFunctionCallArgumentsDone: self._function_called,
            events.ResponseDone: self._response_done,
            events.ErrorEvent: self._error_came,
        }

    # What the caller says

    async def _send_user_audio(self, frame: InputAudioRawFrame) -> None:
        audio = await self._resampler.resample(frame.audio, frame.sample_rate, RATE)
        if not audio:
            return
        self._tape.add(audio)
        if self.is_ready:
            await self._append(audio)

    async def _append(self, audio: bytes) -> None:
        data = base64.b64encode(audio).decode()
        await self.send_client_event(events.InputAudioBufferAppendEvent(audio=data))

    async def _speech_started(self, event: events.InputAudioBufferSpeechStarted) -> None:
        self._tape.turn_begins(event.audio_start_ms)
        self._lengths.began(event.audio_start_ms)
        self._words_known = asyncio.Event()
        # The server has broken off its answer by itself.
        if self._asking.under_way:
            self._answer.forget()
        self._asking.forget()
        await self._forget_unheard()
        await self._handle_evt_speech_started(event)

    async def _speech_stopped(self, event: events.InputAudioBufferSpeechStopped) -> None:
        self._lengths.ended(event.item_id, event.audio_end_ms)
        self._asking.owe(Answer())
        self._cut_short = ""
        await self._handle_evt_speech_stopped(event)

    async def _committed(self, event: events.InputAudioBufferCommitted) -> None:
        self._record.turn(event.item_id)

    async def _understood(
        self, event: events.ConversationItemInputAudioTranscriptionCompleted
    ) -> None:
        self._tape.understood()
        self._record.said(event.item_id, "user", event.transcript)
        await self._report_writing(self._lengths.take(event.item_id))
        await self.handle_evt_input_audio_transcription_completed(event)
        written = WrittenDownFrame(in_context=self._words_known)
        await self.push_frame(written, FrameDirection.UPSTREAM)

    async def _not_understood(
        self, event: events.ConversationItemInputAudioTranscriptionFailed
    ) -> None:
        self._tape.understood()
        self._words_known.set()
        logger.warning("The caller's words were not written down: {}", event.error.message)

    # What the model is told

    async def order(self, due: Due) -> None:
        """Have the server answer."""
        wanted = wishes(due, self._instructions, self._record.text_of(self._cut_short))
        await self.send_client_event(events.ResponseCreateEvent(response=wanted))

    async def _send_message_item(self, text: str, role: str = "system") -> None:
        await self._telling.message("user" if role == "user" else "system", text)

    async def _send_tool_result(self, tool_call_id: str, result: str | None) -> None:
        self._open_function_calls.discard(tool_call_id)
        await self._telling.result(tool_call_id, result or "")

    async def _create_response(self) -> None:
        await self._asking.ask(Answer())

    async def _handle_context(self, context: LLMContext, direction: FrameDirection) -> None:
        """Answer what functions returned; all else was heard or taken in when it came."""
        self._context = context
        if direction is FrameDirection.UPSTREAM and self._results_awaiting_response:
            await self._create_response()

    # An answer comes

    async def _response_created(self, event: events.ResponseCreated) -> None:
        self._answer.expect(event.response.id or "")
        await self._handle_evt_response_created(event)
        if self._answer.wants(event.response.id):
            self._asking.began()

    async def _item_added(self, event: events.ConversationItemAdded) -> None:
        if event.item.type == "function_call":
            await self._handle_evt_conversation_item_added(event)
        elif event.item.role == "assistant" and not self._telling.is_retold(event.item.id):
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
            self._asking.called()
        if self._words_known.is_set():
            await self._handle_evt_function_call_arguments_done(event)
        else:
            self.create_task(self._call_later(event), f"{self}::call")

    async def _call_later(self, event: events.ResponseFunctionCallArgumentsDone) -> None:
        """Call a function when the caller's words are known: it may go by them."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_WORDS_SECS):
                await self._words_known.wait()
        if event.call_id in self._pending_function_calls:
            await self._handle_evt_function_call_arguments_done(event)
        else:
            await self._telling.result(event.call_id, "CANCELLED")

    async def _response_done(self, event: events.ResponseDone) -> None:
        response = event.response
        wanted = self._answer.wants(response.id)
        self._answer.done_with(response.id)
        await self._report_usage(response)
        if not wanted:
            return
        if response.status == "failed":
            await self._response_failed(response)
            return
        await self._answer.close()
        self._cut_short = ""
        await self._asking.done()

    async def _response_failed(self, response: events.Response) -> None:
        await self._end_early()
        error = failure_of(response)
        given_up = await self._asking.failed(error)
        if given_up is not None:
            await self.link_hopeless(error, given_up)

    async def _error_came(self, event: events.ErrorEvent) -> None:
        if event.error.code == BUSY:
            self._asking.refused()

    async def _end_early(self) -> None:
        """Nothing more comes of the answer: what came is played, and then it is taken up."""
        if (cut := self._answer.break_off()) is not None:
            self._cut_short = cut.item_id
            await self._telling.cut(cut)
        await self._answer.close()

    async def _report_usage(self, response: events.Response) -> None:
        if response.usage is not None:
            await self.start_llm_usage_metrics(usage_of(response.usage))
        await self.stop_processing_metrics()

    async def _report_writing(self, secs: float) -> None:
        if secs and self.transcription_model:
            used = written_down(self.name, self.transcription_model, secs)
            await self.push_frame(MetricsFrame(data=[used]))

    # An answer ends early

    async def _handle_interruption(self) -> None:
        """The caller speaks or types: stop, here and at the server."""
        if self._asking.under_way:
            self._answer.forget()
            await self.send_client_event(events.ResponseCancelEvent())
        self._asking.forget()
        self._cut_short = ""
        self._pending_function_calls.clear()
        await self._forget_unheard()
        await self.stop_all_metrics()
        await self._answer.close()

    async def _forget_unheard(self) -> None:
        """Have the server forget what the caller did not hear."""
        for cut in self._answer.cut():
            await self._telling.cut(cut)

    async def _handle_bot_stopped_speaking(self) -> None:
        """Nothing: the playback knows by itself."""
