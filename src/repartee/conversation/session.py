from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any

from loguru import logger
from pipecat.frames.frames import (
    BotStoppedSpeakingFrame,
    ErrorFrame,
    Frame,
    InterruptionFrame,
    TTSSpeakFrame,
)
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.aggregators.llm_response_universal import (
    AssistantTurnStoppedMessage,
    UserTurnStoppedMessage,
)
from pipecat.workers.runner import WorkerRunner
from pydantic import JsonValue

from repartee.conversation.attendance import Next, after_the_last_went
from repartee.conversation.company import Company, Ticket
from repartee.conversation.errands import Errands
from repartee.conversation.guest_book import GuestBook
from repartee.conversation.keeper import Keeper
from repartee.conversation.keypad import Keypads
from repartee.conversation.late_result import event_about, telling
from repartee.conversation.life import EndReason, SessionLife, SessionState, sentence_for
from repartee.conversation.notices import message_about
from repartee.conversation.parts import Choices, ConversationLimits, Parts
from repartee.conversation.pipeline import ConversationPipeline, build_pipeline
from repartee.conversation.questions import OpenQuestions
from repartee.conversation.replies import Replies
from repartee.conversation.snapshot import EmptyShelf, Shelf, Snapshot
from repartee.conversation.steering import ContextSteering
from repartee.conversation.welcome import Welcome
from repartee.conversation.wishes import Wishes
from repartee.conversation.worker import CANCEL_TIMEOUT_SECS, build_worker
from repartee.services.failover.chain import Notice
from repartee.tools.answer import Answer
from repartee.tools.host import Wish
from repartee.transports.line import Line, LineEnd
from repartee.transports.room import Guest, Room
from repartee.transports.steering import SteeringLine

# The last answer is one sentence; past this the caller has stopped listening.
_FAREWELL_TIMEOUT_SECS = 12.0
# Past this something is stuck and is left behind with an error.
_ABANDON_TIMEOUT_SECS = 2.0
# What was just sent over the data channel needs a moment on the wire before the socket closes.
_LAST_WORD_SECS = 0.1
_COMPANY = (
    "Several people take part in this conversation now: {names}. What they say begins with their "
    "name in brackets. Never put names in brackets into your answers."
)
_WELCOME_BACK = "Welcome back. Let's go on where we were."


class Session:
    """One conversation: built from its parts, run once, and freed whatever happens.

    It is also what the conversation's tools see of it (`ToolHost`).
    """

    def __init__(
        self,
        session_id: str,
        parts: Parts,
        *,
        limits: ConversationLimits,
        choices: Choices,
        shelf: Shelf | None = None,
        before: Snapshot | None = None,
    ) -> None:
        """Describe a conversation; nothing is built until it runs.

        Args:
            session_id: Its name in logs and addresses.
            parts: Makes ears, brain, voice and tools.
            limits: When it ends by itself.
            choices: What its first caller chose.
            shelf: Where it is kept, so that it can be taken up again; None for nowhere.
            before: What was kept of it, None if it is new.
        """
        self.id = session_id
        self._parts = parts
        self._limits = limits
        self._choices = choices
        self._before = before
        book = GuestBook(before.guests, before.invite_token) if before else GuestBook()
        self.company = Company(
            session_id, book, self, grace_secs=limits.grace_secs, limit=limits.most_guests
        )
        self._room = Room(parts.audio_out_sample_rate, self.company)
        self._keeper = Keeper(shelf or EmptyShelf(), self._snapshot, self._cannot_keep)

        self._life = SessionLife()
        self._end_asked = asyncio.Event()
        self._welcome = Welcome(self._speak)
        self._grace: asyncio.TimerHandle | None = None
        self.alone_since = 0.0
        """When the last caller went, in the event loop's time."""
        self._somebody_here = asyncio.Event()
        self._hanging_up = False
        self._user_quiet = asyncio.Event()
        self._user_quiet.set()
        self._last_answer = _last_answer(before.messages) if before else ""
        self._replies = Replies(self.say)
        self._wishes = Wishes()
        self._questions = OpenQuestions()
        self._keypads = Keypads(self.interrupt, self._type)
        self._conversation: ConversationPipeline | None = None
        self._worker: PipelineWorker | None = None
        self._errands = Errands(session_id)
        self._steering = ContextSteering(self._queue, self._errands.fire, self)

    @property
    def state(self) -> SessionState:
        """Where in its life it is."""
        return self._life.state

    @property
    def end_reason(self) -> EndReason | None:
        """Why it ended, None while it goes on."""
        return self._life.reason

    # Its callers

    async def receive(self, ticket: Ticket, line: Line) -> LineEnd:
        """Let a caller take part until their line ends.

        Args:
            ticket: From this conversation's `company`.
            line: Their connection.

        Returns:
            How it ended; the line is closed.
        """
        if isinstance(line, SteeringLine):
            line.steer(self._steering)
        return await self._room.seat(ticket.guest, line)

    def welcome(self, guest: Guest, *, back: bool) -> None:
        """Greet whoever is here now."""
        if self._grace is not None:
            self._grace.cancel()
            self._grace = None
        if self._life.state is SessionState.HELD:
            self._life.take_up()
        self._somebody_here.set()
        logger.bind(session=self.id).info("{} is {}here", guest.name, "back " if back else "")
        words = _WELCOME_BACK if back else self._parts.persona(self._choices).greeting
        self._errands.fire(
            self._welcome.expect(words if self._choices.greeting else ""), "greeting"
        )

    def joined(self, guest: Guest) -> None:
        """Tell the brain that there are several people now."""
        logger.bind(session=self.id).info("{} has joined", guest.name)
        self._keeper.note_change()
        if self._conversation is not None:
            names = ", ".join(each.name for each in self.company.here)
            note = _COMPANY.format(names=names)
            self._conversation.context.add_message({"role": "system", "content": note})

    def left_alone(self, end: LineEnd) -> None:
        """End, or wait for the last guest to come back."""
        self._somebody_here.clear()
        self._welcome.forget()
        after = after_the_last_went(
            end, grace_secs=self._limits.grace_secs, busy=self._errands.awaited
        )
        if after is Next.END or self._life.state is not SessionState.LIVE:
            self.end(EndReason.CALLER_LEFT)
            return
        self._life.hold()
        # What nobody hears now must not count as said.
        self.interrupt()
        loop = asyncio.get_running_loop()
        self.alone_since = loop.time()
        self._grace = loop.call_later(self._limits.grace_secs, self.end, EndReason.CALLER_LEFT)
        logger.bind(session=self.id).info("Nobody is here; held for {}s", self._limits.grace_secs)

    def interrupt(self) -> None:
        """Stop talking."""
        if self._worker is not None:
            self._errands.fire(self._queue(InterruptionFrame()), "interrupting")

    def dismiss(self, guest: Guest) -> None:
        """Let a guest go who hangs up; the last one ends the conversation."""
        if len(self.company.here) <= 1:
            self.end(EndReason.CALLER_LEFT)
        else:
            sentence = sentence_for(EndReason.CALLER_LEFT)
            self._errands.fire(
                self._room.dismiss([guest], str(EndReason.CALLER_LEFT), sentence), "a farewell"
            )

    def answer_question(self, question_id: str, *, yes: bool) -> None:
        """Take in what somebody answered on their screen."""
        self._questions.answer(question_id, yes=yes)

    def press(self, guest: Guest, key: str) -> None:
        """Take in a key of a telephone."""
        self._keypads.press(guest, key)

    def typed(self, words: str) -> None:
        """Take in what somebody typed, beside the pipeline."""
        self._replies.heard(words, after=self._heard_last())

    def wish(self, wish: object) -> None:
        """Take in a button of a tool."""
        self._wishes.obey(wish)

    def _type(self, guest: Guest, text: str) -> None:
        options = {"run_immediately": True, "audio_response": True}
        data = {"content": text, "options": options}
        message = {"label": "rtvi-ai", "type": "send-text", "id": "keypad", "data": data}
        self._room.tell(guest, message)

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
            await self._room.dismiss(
                self.company.here, str(EndReason.ERROR), sentence_for(EndReason.ERROR)
            )
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
        if self._grace is not None:
            self._grace.cancel()
        await self._say_why_it_ends(reason)
        self._keypads.close()
        await self._errands.cancel()
        await worker.cancel(reason=str(reason))
        await asyncio.wait({running}, timeout=CANCEL_TIMEOUT_SECS)
        if not running.done():
            logger.bind(session=self.id).error("The pipeline did not stop; abandoning it")
            running.cancel()
            await asyncio.wait({running}, timeout=_ABANDON_TIMEOUT_SECS)
        self._worker = None
        await self._room.dismiss(self.company.here, str(reason), sentence_for(reason))
        self._keeper.note_change()
        await self._keeper.finish()

    async def _say_why_it_ends(self, reason: EndReason) -> None:
        ending = {"type": "ending", "reason": str(reason), "message": sentence_for(reason)}
        self.send(ending)
        if self.company.here:
            await asyncio.sleep(_LAST_WORD_SECS)

    # Building

    def _build(self) -> PipelineWorker:
        conversation = build_pipeline(
            self._room,
            self._parts,
            self,
            choices=self._choices,
            on_notice=self._tell_about_provider,
            messages=self._before.messages if self._before else (),
        )
        self._conversation = conversation
        worker = build_worker(
            conversation.pipeline,
            audio_out_sample_rate=self._parts.audio_out_sample_rate,
            idle_secs=self._limits.idle_secs,
            conversation_id=self.id,
            tools_host=self,
        )
        self._worker = worker
        self._watch_worker(worker)
        self._watch_turns(conversation)
        self._steering.built(conversation.context)
        return worker

    def _watch_worker(self, worker: PipelineWorker) -> None:
        async def on_upstream(_worker: PipelineWorker, frame: Frame) -> None:
            # What is being answered is part of the context by now, however it was asked.
            self._keeper.note_change()
            if self._hanging_up and isinstance(frame, BotStoppedSpeakingFrame):
                self.end(EndReason.GOODBYE)

        async def on_idle(_worker: PipelineWorker) -> None:
            # A timer still to ring is a reason to stay.
            if not self._errands.awaited and self._life.state is SessionState.LIVE:
                self.end(EndReason.IDLE)

        async def on_error(_worker: PipelineWorker, error: ErrorFrame) -> None:
            logger.bind(session=self.id).error("A part failed: {}", error.error)
            if error.processor is not None and not error.processor.is_usable:
                self.end(EndReason.ERROR)

        async def on_ready(_rtvi: object) -> None:
            await self._welcome.greet()

        worker.add_event_handler("on_frame_reached_upstream", on_upstream)
        worker.add_event_handler("on_idle_timeout", on_idle)
        worker.add_event_handler("on_pipeline_error", on_error)
        worker.rtvi.add_event_handler("on_client_ready", on_ready)

    def _watch_turns(self, conversation: ConversationPipeline) -> None:
        async def on_user_started(*_: object) -> None:
            self._user_quiet.clear()

        async def on_user_stopped(*event: object) -> None:
            self._user_quiet.set()
            match event:
                case (*_, UserTurnStoppedMessage(content=str(words))):
                    self._replies.heard(words, after=self._heard_last())

        async def on_answered(_: object, answer: AssistantTurnStoppedMessage) -> None:
            self._last_answer = answer.content or self._last_answer
            self._steering.answer_kept()
            self._keeper.note_change()
            if answer.interrupted:
                self.send({"type": "answer-cut", "heard": answer.content})
            else:
                self._replies.said(answer.content or "")

        conversation.user.add_event_handler("on_user_turn_started", on_user_started)
        conversation.user.add_event_handler("on_user_turn_stopped", on_user_stopped)
        conversation.assistant.add_event_handler("on_assistant_turn_stopped", on_answered)

    def _cannot_keep(self) -> None:
        message = (
            "The server cannot store this conversation, so it is lost if the connection is. "
            "Whoever runs the server: see its log about DATA_DIR."
        )
        self.send({"type": "not-kept", "message": message})

    def _snapshot(self) -> Snapshot:
        if self._conversation is None:
            messages = list(self._before.messages) if self._before else []
        else:
            said = self._conversation.context.get_messages()
            messages = [dict(message) for message in said if isinstance(message, dict)]
        book = self.company.book
        return Snapshot(
            self.id,
            book.entries,
            book.invite_token,
            tuple(messages),
            self._choices,
        )

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
        await self._await_pause()
        await self._speak(text)

    async def hear_answer(self, question: str) -> str:
        """Ask the caller something, as soon as they are not speaking.

        Args:
            question: One or two sentences.

        Returns:
            What the caller said or typed right after they heard it; empty if nothing in time.
        """
        return await self._replies.to(question)

    def on_wish(self, desk: str, obey: Callable[[Wish], None]) -> None:
        """Let callers ask for something by a button.

        Args:
            desk: Whose button it is, as client messages call it.
            obey: Called with what the client sent.
        """
        self._wishes.add(desk, obey)

    def tell(self, message: dict[str, JsonValue]) -> None:
        """Send everybody here a server message, past the voice."""
        self.send(message)

    async def report(self, tool: str, call_id: str, answer: Answer) -> None:
        """Tell the caller a result that came late, as soon as nobody is speaking.

        Args:
            tool: The tool's name.
            call_id: Which call of it.
            answer: Its `say` is spoken; without one, the brain puts it into words.
        """
        self.tell(event_about(tool, call_id, answer))
        await self._await_pause()
        await self._queue(telling(tool, call_id, answer))

    async def ask(self, question_id: str, question: str) -> bool | None:
        """Ask the caller aloud, and on their screen.

        Args:
            question_id: By which a page answers.
            question: Spoken word for word.

        Returns:
            What was answered on the screen; None if nothing was in time.
        """
        answer = self._questions.open(question_id)
        self.tell({"type": "tool-question", "id": question_id, "question": question})
        await self.say(question)
        return await answer

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
        self._errands.fire(self._hang_up_late(), "hanging up")

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Run work beside the conversation; it is cancelled when the conversation ends.

        Args:
            work: The work.
            name: What a log calls it.

        Returns:
            The task that does it.
        """
        return self._errands.spawn(work, name)

    async def _await_pause(self) -> None:
        await self._somebody_here.wait()
        await self._user_quiet.wait()

    def _heard_last(self) -> str:
        said = self._conversation.context.get_messages() if self._conversation else []
        return _last_answer([dict(each) for each in said if isinstance(each, dict)])

    async def _hang_up_late(self) -> None:
        await asyncio.sleep(_FAREWELL_TIMEOUT_SECS)
        self.end(EndReason.GOODBYE)

    async def _speak(self, text: str) -> None:
        await self._queue(TTSSpeakFrame(text))

    async def _queue(self, frame: Frame) -> None:
        if self._worker is not None:
            await self._worker.queue_frame(frame)

    def _tell_about_provider(self, notice: Notice) -> None:
        self.send(message_about(notice))

    def send(self, data: dict[str, Any], to: Guest | None = None) -> None:
        """Send one guest, or all of them, a server message past the pipeline."""
        message = {"label": "rtvi-ai", "type": "server-message", "id": self.id, "data": data}
        if to is None:
            self._room.announce(message)
        else:
            self._room.send(to, message)


def _last_answer(messages: Sequence[dict[str, Any]]) -> str:
    answers = (each.get("content") for each in messages if each.get("role") == "assistant")
    return next((each for each in reversed(list(answers)) if isinstance(each, str)), "")
