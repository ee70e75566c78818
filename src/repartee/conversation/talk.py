from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipecat.frames.frames import Frame, InterruptionFrame, TTSSpeakFrame
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext

from repartee.conversation.errands import Errands
from repartee.conversation.known import knowing
from repartee.conversation.pauses import Pauses
from repartee.tools.fact import Fact


class Talk:
    """What is said in one conversation: what was, and what shall be.

    Before the pipeline is built and after it has ended, nothing more is said, and nobody fails.
    """

    def __init__(self, errands: Errands, before: Sequence[dict[str, Any]] = ()) -> None:
        """Begin without a pipeline.

        Args:
            errands: Runs what cannot be done at once.
            before: What was said before, if the conversation is taken up again.
        """
        self.pauses = Pauses()
        self.last_answer = _last_answer(before)
        """The agent's previous spoken answer, empty before the first."""
        self._errands = errands
        self._before = tuple(before)
        self._context: LLMContext | None = None
        self._worker: PipelineWorker | None = None

    def begin(self, context: LLMContext, worker: PipelineWorker) -> None:
        """Speak through a pipeline.

        Args:
            context: What the brain goes by.
            worker: Runs the pipeline.
        """
        self._context = context
        self._worker = worker

    def end(self) -> None:
        """Say nothing more."""
        self._worker = None

    # What was said

    @property
    def messages(self) -> tuple[dict[str, Any], ...]:
        """The context without the persona's prompt, in the order in which it was said."""
        if self._context is None:
            return self._before
        said = self._context.get_messages()
        return tuple(dict(message) for message in said if isinstance(message, dict))

    @property
    def heard_last(self) -> str:
        """The agent's last words, as far as they were heard."""
        return _last_answer(self.messages)

    def know(self, facts: Sequence[Fact]) -> None:
        """Let the brain know the caller, before the pipeline is built.

        Args:
            facts: In place of what was known of them before.
        """
        self._before = knowing(self._before, facts)

    # What shall be

    def note(self, text: str) -> None:
        """Let the brain know something that nobody said."""
        if self._context is not None:
            self._context.add_message({"role": "system", "content": text})

    def interrupt(self) -> None:
        """Stop talking; returns at once."""
        if self._worker is not None:
            self._errands.fire(self.queue(InterruptionFrame()), "interrupting")

    async def queue(self, frame: Frame) -> None:
        """Put a frame into the pipeline."""
        if self._worker is not None:
            await self._worker.queue_frame(frame)

    async def speak(self, text: str) -> None:
        """Speak now."""
        await self.queue(TTSSpeakFrame(text))

    async def say(self, text: str) -> None:
        """Speak as soon as the caller is not speaking.

        Args:
            text: One or two sentences.
        """
        await self.pauses.next()
        await self.speak(text)


def _last_answer(messages: Sequence[dict[str, Any]]) -> str:
    answers = (each.get("content") for each in messages if each.get("role") == "assistant")
    return next((each for each in reversed(list(answers)) if isinstance(each, str)), "")
