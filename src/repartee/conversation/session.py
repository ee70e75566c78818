from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any

from loguru import logger
from pipecat.frames.frames import BotStoppedSpeakingFrame, ErrorFrame, Frame, TTSSpeakFrame
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_response_universal import AssistantTurnStoppedMessage
from pipecat.transports.base_transport import BaseTransport
from pipecat.workers.runner import WorkerRunner

from repartee.conversation.life import EndReason, SessionLife, SessionState, sentence_for
from repartee.conversation.notices import message_about
from repartee.conversation.parts import Choices, ConversationLimits, Parts
from repartee.conversation.pipeline import ConversationPipeline, build_pipeline
from repartee.services.failover.chain import Notice

# A client that speaks RTVI says it is ready within this time; one that does not is greeted too.
_READY_TIMEOUT_SECS = 1.0
# The last answer is one sentence; past this the caller has stopped listening.
_FAREWELL_TIMEOUT_SECS = 12.0
# Cancelling takes milliseconds; past these something is stuck and is left behind with an error.
_CANCEL_TIMEOUT_SECS = 3.0
_ABANDON_TIMEOUT_SECS = 2.0
# What was just sent over the data channel needs a moment on the wire before the socket closes.
_LAST_WORD_SECS = 0.1

SendMessage = Callable[[dict[str, Any]], None]


class Session:
    """One conversation: built from its parts, run once, and freed whatever happens.

    It is also what the conversation's tools see of it (`ToolHost`).
    """

    def __init__(
        self,
        session_id: str,
        transport: BaseTransport,
        parts: Parts,
        *,
        send: SendMessage,
        limits: ConversationLimits,
        choices: Choices,
    ) -> None:
        """Describe a conversation; nothing is built until it runs.

        Args:
            session_id: Its name in logs and addresses.
            transport: The caller, already connected.
            parts: Makes ears, brain, voice and tools.
            send: Sends the caller a message past the pipeline.
            limits: When it ends by itself.
            choices: What the caller chose.
        """
        self.id = session_id
        self._transport = transport
        self._parts = parts
        self._send = send
        self._limits = limits
        self._choices = choices
        self._greeting = parts.persona(choices).greeting if choices.greeting else ""

        self._life = SessionLife()
        self._end_asked = asyncio.Event()
        self._greeted = False
        self._hanging_up = False
        self._user_quiet = asyncio.Event()
        self._user_quiet.set()
        self._last_answer = ""
        self._worker: PipelineWorker | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def state(self) -> SessionState:
        """Where in its life it is."""
        return self._life.state

    @property
    def end_reason(self) -> EndReason | None:
        """Why it ended, None while it goes on."""
        return self._life.reason

    # Its life

    async def run(self) -> EndReason:
        """Hold the conversation, from the greeting until everything is freed.

        Returns:
            Why it ended. Errors end the conversation; they are logged, not raised.
        """
        log = logger.bind(session=self.id)
        self._life.start()
        log.info("Session started")
        try:
            await self._converse(self._build())
        except Exception:
            log.exception("Session broke")
            self.end(EndReason.ERROR)
            await self._say_why_it_ends(EndReason.ERROR)
        finally:
            self._life.finish()
        log.info("Session ended: {}", self._life.reason)
        return self._life.reason or EndReason.ERROR

    def end(self, reason: EndReason) -> None:
        """Ask the conversation to end; returns at once.

        Args:
            reason: Counts only if none was given before.
        """
        if self._life.ask_to_end(reason):
            self._end_asked.set()

    async def _converse(self, worker: PipelineWorker) -> None:
        # A runner of its own: a shared one never forgets the workers that finished.
        runner = WorkerRunner(handle_sigint=False, check_dangling_tasks=False)
        await runner.add_workers(worker)
        running = asyncio.create_task(runner.run(), name=f"session {self.id}")
        asked = asyncio.create_task(self._end_asked.wait())
        self._life.go_live()
        self.spawn(self._greet_the_silent(), "greeting")
        try:
            done, _ = await asyncio.wait(
                {running, asked},
                timeout=self._limits.longest_secs,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if running in done and not running.cancelled() and (broke := running.exception()):
                raise broke
            self.end(EndReason.CALLER_LEFT if done else EndReason.TIME_LIMIT)
        finally:
            asked.cancel()
            await self._shut_down(worker, running)

    async def _shut_down(self, worker: PipelineWorker, running: asyncio.Task[None]) -> None:
        reason = self._life.begin_ending()
        await self._say_why_it_ends(reason)
        await self._cancel_tasks()
        await worker.cancel(reason=str(reason))
        await asyncio.wait({running}, timeout=_CANCEL_TIMEOUT_SECS)
        if not running.done():
            logger.bind(session=self.id).error("The pipeline did not stop; abandoning it")
            running.cancel()
            await asyncio.wait({running}, timeout=_ABANDON_TIMEOUT_SECS)
        self._worker = None

    async def _say_why_it_ends(self, reason: EndReason) -> None:
        ending = {"type": "ending", "reason": str(reason), "message": sentence_for(reason)}
        self._send_server_message(ending)
        await asyncio.sleep(_LAST_WORD_SECS)

    # Building

    def _build(self) -> PipelineWorker:
        conversation = build_pipeline(
            self._transport,
            self._parts,
            self,
            choices=self._choices,
            on_notice=self._tell_about_provider,
        )
        worker = PipelineWorker(
            conversation.pipeline,
            params=PipelineParams(
                audio_in_sample_rate=16_000,
                audio_out_sample_rate=self._parts.audio_out_sample_rate,
                enable_metrics=True,
                enable_usage_metrics=True,
            ),
            app_resources=self,
            conversation_id=self.id,
            cancel_on_idle_timeout=False,
            idle_timeout_secs=self._limits.idle_secs,
            cancel_timeout_secs=_CANCEL_TIMEOUT_SECS,
            check_dangling_tasks=False,
            enable_turn_tracking=False,
        )
        self._worker = worker
        self._watch_worker(worker)
        self._watch_turns(conversation)
        self._watch_caller()
        return worker

    def _watch_worker(self, worker: PipelineWorker) -> None:
        worker.set_reached_upstream_filter((BotStoppedSpeakingFrame,))

        async def on_upstream(_worker: PipelineWorker, _frame: Frame) -> None:
            if self._hanging_up:
                self.end(EndReason.GOODBYE)

        async def on_idle(_worker: PipelineWorker) -> None:
            # A timer still to ring is a reason to stay.
            if not self._tasks:
                self.end(EndReason.IDLE)

        async def on_error(_worker: PipelineWorker, error: ErrorFrame) -> None:
            logger.bind(session=self.id).error("A part failed: {}", error.error)
            if error.processor is not None and not error.processor.is_usable:
                self.end(EndReason.ERROR)

        async def on_ready(_rtvi: object) -> None:
            await self._greet()

        worker.add_event_handler("on_frame_reached_upstream", on_upstream)
        worker.add_event_handler("on_idle_timeout", on_idle)
        worker.add_event_handler("on_pipeline_error", on_error)
        worker.rtvi.add_event_handler("on_client_ready", on_ready)

    def _watch_turns(self, conversation: ConversationPipeline) -> None:
        async def on_user_started(*_: object) -> None:
            self._user_quiet.clear()

        async def on_user_stopped(*_: object) -> None:
            self._user_quiet.set()

        async def on_answered(_: object, answer: AssistantTurnStoppedMessage) -> None:
            self._last_answer = answer.content or self._last_answer
            if answer.interrupted:
                self._send_server_message({"type": "answer-cut", "heard": answer.content})

        conversation.user.add_event_handler("on_user_turn_started", on_user_started)
        conversation.user.add_event_handler("on_user_turn_stopped", on_user_stopped)
        conversation.assistant.add_event_handler("on_assistant_turn_stopped", on_answered)

    def _watch_caller(self) -> None:
        async def on_disconnected(*_: object) -> None:
            self.end(EndReason.CALLER_LEFT)

        self._transport.add_event_handler("on_client_disconnected", on_disconnected)

    # Greeting

    async def _greet_the_silent(self) -> None:
        await asyncio.sleep(_READY_TIMEOUT_SECS)
        await self._greet()

    async def _greet(self) -> None:
        if self._greeted:
            return
        self._greeted = True
        if self._greeting:
            await self._queue(TTSSpeakFrame(self._greeting))

    # What its tools may ask of it

    def now(self) -> datetime:
        """The caller's local time, with its time zone."""
        return datetime.now(self._choices.timezone)

    def last_answer(self) -> str:
        """The agent's previous spoken answer, empty before the first."""
        return self._last_answer

    async def say(self, text: str) -> None:
        """Speak unasked, as soon as the caller is not speaking.

        Args:
            text: One or two sentences.
        """
        await self._user_quiet.wait()
        await self._queue(TTSSpeakFrame(text))

    async def adjust_voice(self, *, rate: float | None = None, volume: float | None = None) -> bool:
        """Change how the agent speaks from its next sentence on.

        Args:
            rate: Speaking rate as a factor of the voice's own, 0.5 to 2.0.
            volume: Loudness as a factor, 0.1 to 2.0.

        Returns:
            Whether this voice can.
        """
        change = self._parts.voice_change(rate, volume)
        if change is None:
            return False
        await self._queue(change)
        return True

    def hang_up(self) -> None:
        """End the conversation once the current answer has been spoken."""
        self._hanging_up = True
        self.spawn(self._hang_up_late(), "hanging up")

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Run work beside the conversation; it is cancelled when the conversation ends.

        Args:
            work: The work.
            name: What a log calls it.
        """
        task = asyncio.create_task(self._guarded(work, name), name=f"{name} of {self.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _hang_up_late(self) -> None:
        await asyncio.sleep(_FAREWELL_TIMEOUT_SECS)
        self.end(EndReason.GOODBYE)

    async def _guarded(self, work: Awaitable[None], name: str) -> None:
        try:
            await work
        except Exception:  # noqa: BLE001 - a tool that fails beside the talk must not end it
            logger.bind(session=self.id).exception("{} failed", name.capitalize())

    async def _cancel_tasks(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _queue(self, frame: Frame) -> None:
        if self._worker is not None:
            await self._worker.queue_frame(frame)

    def _tell_about_provider(self, notice: Notice) -> None:
        self._send_server_message(message_about(notice))

    def _send_server_message(self, data: dict[str, Any]) -> None:
        self._send({"label": "rtvi-ai", "type": "server-message", "id": self.id, "data": data})
