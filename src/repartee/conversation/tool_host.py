from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

from pydantic import JsonValue, ValidationError

from repartee.conversation.changes import Change, ChangeRefusedError, Changes
from repartee.conversation.errands import Errands
from repartee.conversation.events import Event
from repartee.conversation.inbox import Inbox
from repartee.conversation.last_words import LastWords
from repartee.conversation.late_result import event_about, telling
from repartee.conversation.life import EndReason, SessionLife
from repartee.conversation.parts import Choices, Parts
from repartee.conversation.talk import Talk
from repartee.conversation.tool_events import late_answer, work_in
from repartee.tools.answer import Answer, Refusal
from repartee.tools.host import Offered, Wish
from repartee.tools.memory import BriefMemory, Memory
from repartee.tools.used import Used

# The last answer is one sentence; past this the caller has stopped listening.
_FAREWELL_TIMEOUT_SECS = 12.0


class SessionHost:
    """One conversation as its tools see it (`ToolHost`)."""

    def __init__(
        self,
        parts: Parts,
        choices: Choices,
        *,
        life: SessionLife,
        errands: Errands,
        talk: Talk,
        inbox: Inbox,
        send: Callable[[dict[str, Any]], None],
        note: Callable[[Event], None] = lambda _: None,
        memory: Memory | None = None,
        stop_recording: Callable[[], bool] = lambda: False,
        changes: Changes,
        bill: Callable[[Used], None] = lambda _: None,
    ) -> None:
        """Serve the tools of a conversation.

        Args:
            parts: Know how the voice can change.
            choices: What the first caller chose.
            life: Told when a tool ends the conversation.
            errands: Runs the tools' own work.
            talk: Speaks.
            inbox: Has the callers' answers and buttons.
            send: Gives everybody a server message.
            note: Writes down what tools do beside the talk.
            memory: What is remembered of the caller; None for this conversation alone.
            stop_recording: Tells whether there was anything to stop.
            changes: What was chosen, and how it becomes something else.
            bill: Knows what the conversation costs.
        """
        self.last_words = LastWords()
        """When the agent has said all it had to say."""
        self.memory: Memory = memory or BriefMemory()
        """What is remembered of the caller."""
        self._parts = parts
        self._choices = choices
        self._life = life
        self._errands = errands
        self._talk = talk
        self._inbox = inbox
        self._send = send
        self._note = note
        self._stop_recording = stop_recording
        self._changes = changes
        self._bill = bill

    def now(self) -> datetime:
        """The caller's local time, with its time zone."""
        return datetime.now(self._choices.timezone)

    def last_answer(self) -> str:
        """The agent's previous spoken answer, empty before the first."""
        return self._talk.last_answer

    def bill(self, used: Used) -> None:
        """Add what work beside the talk used to what the conversation costs."""
        self._bill(used)

    async def say(self, text: str) -> None:
        """Speak unasked, as soon as the caller is not speaking.

        Args:
            text: One or two sentences.
        """
        await self._talk.say(text)

    async def hear_answer(self, question: str) -> str:
        """Ask the caller something, as soon as they are not speaking.

        Args:
            question: One or two sentences.

        Returns:
            What the caller said or typed right after they heard it; empty if nothing in time.
        """
        return await self._inbox.replies.to(question)

    def on_wish(self, desk: str, obey: Callable[[Wish], None]) -> None:
        """Let callers ask for something by a button.

        Args:
            desk: Whose button it is, as client messages call it.
            obey: Called with what the client sent.
        """
        self._inbox.buttons.add(desk, obey)

    def tell(self, message: dict[str, JsonValue]) -> None:
        """Send everybody here a server message, past the voice."""
        self._send(message)
        for event in work_in(message):
            self._note(event)

    async def report(self, tool: str, call_id: str, answer: Answer) -> None:
        """Tell the caller a result that came late, as soon as nobody is speaking.

        Args:
            tool: The tool's name.
            call_id: Which call of it.
            answer: Its `say` is spoken; without one, the brain puts it into words.
        """
        self.tell(event_about(tool, call_id, answer))
        self._note(late_answer(tool, call_id, answer))
        await self._talk.pauses.next()
        await self._talk.queue(telling(tool, call_id, answer))

    async def ask(self, question_id: str, question: str) -> bool | None:
        """Ask the caller aloud, and on their screen.

        Args:
            question_id: By which a page answers.
            question: Spoken word for word.

        Returns:
            What was answered on the screen; None if nothing was in time.
        """
        answer = self._inbox.questions.open(question_id)
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
        await self._talk.queue(change)
        return True

    def stop_recording(self) -> bool:
        """Record nothing more of this conversation.

        Returns:
            Whether it was recorded.
        """
        return self._stop_recording()

    def offered(self) -> Offered:
        """What the caller may have otherwise, and what they have."""
        return self._changes.offered()

    async def change(
        self,
        *,
        voice: str | None = None,
        brain: str | None = None,
        language: str | None = None,
        manner: str | None = None,
    ) -> None:
        """Go on otherwise from the next answer on; None leaves something as it is.

        Args:
            voice: Id of a voice.
            brain: Id of a brain.
            language: BCP 47.
            manner: How to talk; empty for the usual manner.

        Raises:
            Refusal: If that is not to be had here.
        """
        try:
            change = Change(voice=voice, brain=brain, language=language, manner=manner)
            await self._changes.make(change, "voice")
        except ValidationError as error:
            raise Refusal("That is too long for me to keep in mind.") from error
        except ChangeRefusedError as error:
            raise Refusal(str(error)) from error

    def hang_up(self, reason: EndReason = EndReason.GOODBYE) -> None:
        """End the conversation once the current answer has been spoken.

        Args:
            reason: What for.
        """
        self.last_words.with_this_answer(reason)
        self._errands.fire(self._hang_up_late(reason), "hanging up")

    def take_leave(self, sentence: str, reason: EndReason) -> None:
        """End the conversation once a last sentence has been spoken.

        Args:
            sentence: Spoken as soon as the caller is not speaking, and not much later.
            reason: What for.
        """
        self._errands.fire(self._take_leave(sentence, reason), "taking leave")

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Run work beside the conversation; it is cancelled when the conversation ends.

        Args:
            work: The work.
            name: What a log calls it.

        Returns:
            The task that does it.
        """
        return self._errands.spawn(work, name)

    async def _take_leave(self, sentence: str, reason: EndReason) -> None:
        try:
            async with asyncio.timeout(_FAREWELL_TIMEOUT_SECS):
                await self._talk.pauses.next()
                self.last_words.with_next_speech(reason)
                await self._talk.speak(sentence)
        except TimeoutError:
            self.last_words.with_this_answer(reason)
        await self._hang_up_late(reason)

    async def _hang_up_late(self, reason: EndReason) -> None:
        await asyncio.sleep(_FAREWELL_TIMEOUT_SECS)
        self._life.ask_to_end(reason)
