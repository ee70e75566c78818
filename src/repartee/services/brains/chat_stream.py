"""A streamed chat completion that is complete, or says that it is not."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from openai import AsyncStream
from openai.types.chat import ChatCompletionChunk
from openai.types.chat.chat_completion_chunk import Choice, ChoiceDelta, ChoiceDeltaToolCall

from repartee.services.brains.thoughts import ThoughtFilter
from repartee.services.faults import BrokenOffError, GarbledError


class ChatStreamCheck:
    """Decides whether what was streamed so far is an answer, and whether it is all of it.

    Stock Pipecat takes the end of a stream for the end of the answer, drops a tool call whose
    arguments it cannot read, and of several calls in one chunk all but the first.
    """

    def __init__(self) -> None:
        self._finished = False
        self._thoughts = ThoughtFilter()
        self._calls: list[_Call] = []

    def take(self, chunk: object) -> list[ChatCompletionChunk]:
        """Check a chunk.

        Args:
            chunk: What the vendor's client made of a server-sent event.

        Returns:
            It, without thoughts, and with at most one part of one tool call each.

        Raises:
            GarbledError: If it is no chunk of a completion.
        """
        choice = _choice_in(chunk)
        assert isinstance(chunk, ChatCompletionChunk)  # noqa: S101 - just checked
        if choice is None:
            return [chunk]
        self._finished = self._finished or choice.finish_reason is not None
        if choice.delta.content:
            choice.delta.content = self._thoughts.feed(choice.delta.content)
        calls = choice.delta.tool_calls
        if not calls:
            return [chunk]
        return [self._with_call(chunk, call) for call in calls]

    def end(self) -> str:
        """Check that the answer is complete.

        Returns:
            What is left to say.

        Raises:
            BrokenOffError: If the stream ended before the answer did.
            GarbledError: If a tool call cannot be read.
        """
        if not self._finished:
            raise BrokenOffError("the answer broke off before its end")
        for call in self._calls:
            call.require_sense()
        return self._thoughts.end()

    def _with_call(
        self, chunk: ChatCompletionChunk, call: ChoiceDeltaToolCall
    ) -> ChatCompletionChunk:
        function = call.function
        name = function.name if function and function.name else ""
        begins = not self._calls or (
            bool(name) and (call.index != self._calls[-1].index or call.id != self._calls[-1].id)
        )
        if begins:
            self._calls.append(_Call(call.index, call.id or "", name))
        current = self._calls[-1]
        current.arguments += (function.arguments or "") if function else ""
        # Numbered anew: Ollama has numbered every call 0.
        numbered = call.model_copy(update={"index": len(self._calls) - 1})
        choice = chunk.choices[0]
        delta = choice.delta.model_copy(update={"tool_calls": [numbered]})
        return chunk.model_copy(update={"choices": [choice.model_copy(update={"delta": delta})]})


@dataclass
class _Call:
    index: int
    id: str
    name: str
    arguments: str = ""

    def require_sense(self) -> None:
        try:
            read = json.loads(self.arguments or "{}")
        except json.JSONDecodeError as error:
            raise GarbledError(f"the call of {self.name!r} cannot be read") from error
        if not isinstance(read, Mapping):
            raise GarbledError(f"the call of {self.name!r} has no arguments by name")


def _choice_in(chunk: object) -> Choice | None:
    """The part that counts; None in a chunk of nothing but usage."""
    if not isinstance(chunk, ChatCompletionChunk) or not isinstance(
        getattr(chunk, "choices", None), list
    ):
        raise GarbledError("what came is no answer of a language model")
    if not chunk.choices:
        return None
    choice = chunk.choices[0]
    delta = getattr(choice, "delta", None)
    if not isinstance(choice, Choice) or not isinstance(delta, ChoiceDelta | None):
        raise GarbledError("what came is no answer of a language model")
    if delta is None:
        choice.delta = ChoiceDelta()
    elif not isinstance(delta.content, str | None) or not isinstance(delta.tool_calls, list | None):
        raise GarbledError("what came is no answer of a language model")
    return choice


class CheckedChatStream:
    """A stream of chunks that raises where the stock one just ends."""

    def __init__(self, stream: AsyncStream[ChatCompletionChunk]) -> None:
        """Watch over a stream.

        Args:
            stream: As the vendor's client gave it.
        """
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[ChatCompletionChunk]:
        check = ChatStreamCheck()
        last: ChatCompletionChunk | None = None
        async for chunk in self._stream:
            for checked in check.take(chunk):
                last = checked
                yield checked
        rest = check.end()
        if rest and last is not None:
            yield _saying(last, rest)

    async def close(self) -> None:
        """Let the connection go."""
        await self._stream.close()


def _saying(pattern: ChatCompletionChunk, text: str) -> ChatCompletionChunk:
    choice = Choice(index=0, delta=ChoiceDelta(content=text))
    return pattern.model_copy(update={"choices": [choice], "usage": None})
