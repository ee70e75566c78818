from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, cast

from pipecat.adapters.llm.schemas.direct_function import tool_options
from pipecat.adapters.llm.schemas.function_schema import FunctionSchema
from pipecat.adapters.llm.schemas.tools_schema import ToolsSchema
from pipecat.frames.frames import (
    Frame,
    FunctionCallResultProperties,
    LLMConfigureOutputFrame,
    LLMRunFrame,
)
from pipecat.processors.aggregators.llm_context import (
    LLMContext,
    LLMContextMessage,
    LLMContextToolChoice,
)
from pipecat.services.llm_service import FunctionCallParams

from repartee.conversation.inbox import Inbox
from repartee.conversation.recordings import Recordings
from repartee.conversation.shortening import shorten
from repartee.conversation.turn_gate import TurnGate
from repartee.services.context.exchanges import INSTRUCTIONS
from repartee.transports.steering import ClientTool, Role

# A program that has not answered by then does not want to any more.
_CALL_SECS = 120.0
# A result is in the context within milliseconds, unless the call was cancelled meanwhile.
_SETTLE_SECS = 2.0


RunErrand = Callable[[Coroutine[Any, Any, None], str], None]
"""Runs work beside the conversation; a log calls it by the name."""


class ContextSteering:
    """Steers a conversation by its context, which every brain goes by."""

    def __init__(
        self,
        queue: Callable[[Frame], Awaitable[None]],
        run_errand: RunErrand,
        inbox: Inbox,
        recordings: Recordings,
        added: Callable[[str], None],
    ) -> None:
        """Begin with a conversation that has not been built.

        Args:
            queue: Puts a frame into the pipeline, once there is one.
            run_errand: Runs work beside the conversation.
            inbox: Takes what the program says and presses in the caller's place.
            recordings: Understands turns that come as a whole.
            added: Told what the program has the caller say, once it is in the context.
        """
        self._queue = queue
        self._run_errand = run_errand
        self._inbox = inbox
        self._recordings = recordings
        self._added = added
        self._built = asyncio.Event()
        self._context: LLMContext | None = None
        self._waiting: list[Callable[[LLMContext], None]] = []
        self._own_tools: ToolsSchema | None = None
        self._calls: dict[str, _Call] = {}
        self._settling: set[asyncio.Event] = set()
        self._correction: tuple[str, str] | None = None
        self._aloud = True
        self._answers_turns = True
        self._gate: TurnGate | None = None

    def built(self, context: LLMContext, gate: TurnGate) -> None:
        """Do what was asked before the conversation was built.

        Args:
            context: The conversation's.
            gate: Before its brain.
        """
        gate.is_open = self._answers_turns
        self._gate = gate
        self._context = context
        if isinstance(context.tools, ToolsSchema):
            self._own_tools = context.tools
        waiting, self._waiting = self._waiting, []
        for action in waiting:
            action(context)
        self._built.set()

    def instruct(self, text: str) -> None:
        """Give the agent instructions that count from now on."""
        self.remember("system", f"{INSTRUCTIONS}{text}" if text else "")

    def offer(self, tools: Sequence[ClientTool], choice: str) -> None:
        """Let the agent use these functions, besides its own.

        Args:
            tools: The functions; one of its own of the same name gives way.
            choice: `auto`, `none` or `required`.
        """

        def act(context: LLMContext) -> None:
            names = {tool.name for tool in tools}
            own = self._own_tools.standard_tools if self._own_tools else []
            kept = [each for each in own if each.name not in names]
            context.set_tools([*kept, *(self._schema(tool) for tool in tools)])
            if kept or tools:
                context.set_tool_choice(cast("LLMContextToolChoice", choice))

        self._do(act)

    def remember(self, role: Role, text: str) -> None:
        """Add to what was said, without an answer."""
        message = cast("LLMContextMessage", {"role": role, "content": text})
        if role == "user":
            # Before it is in the context: it answers what was heard before it.
            self._inbox.heard(text)

        def act(context: LLMContext) -> None:
            context.add_message(message)
            if role == "user":
                self._added(text)

        if text:
            self._do(act)

    def give_result(self, call_id: str, output: str) -> bool:
        """Say what came of a function that the agent called.

        Args:
            call_id: The call's.
            output: JSON, or plain words.

        Returns:
            Whether the agent still waits for it.
        """
        call = self._calls.pop(call_id, None)
        if call is None or call.output.done():
            self.remember("system", f"What came of an earlier function call: {output}")
            return False
        self._settling.add(call.settled)
        call.output.set_result(output)
        return True

    def correct(self, said: str, heard: str) -> None:
        """Less of an answer was heard than it seemed.

        Args:
            said: How the answer is remembered, or its beginning.
            heard: What was heard of that.
        """
        if not said.strip():
            return
        if self._context is None or not shorten(self._context, said, heard):
            # It is not in the context yet.
            self._correction = (said, heard)

    def answer_kept(self) -> None:
        """An answer has come into the context, or what was heard of it."""
        correction, self._correction = self._correction, None
        if correction is not None and self._context is not None:
            shorten(self._context, *correction)

    def answer_turns(self, *, wanted: bool) -> None:
        """Answer when the caller's turn is over, or only when asked to."""
        self._answers_turns = wanted
        if self._gate is not None:
            self._gate.is_open = wanted

    def hear(self, recording_id: str, pcm: bytes) -> None:
        """Take in a whole turn of the caller's, without an answer.

        Args:
            recording_id: By which its words are told, as a server message `recording-heard`.
            pcm: 16-bit mono samples at `HEARD_RATE`.
        """
        self._recordings.expect()

        def act(context: LLMContext) -> None:
            self._run_errand(
                self._recordings.take_in(recording_id, pcm, context), "a recorded turn"
            )

        self._do(act)

    def respond(self) -> None:
        """Answer now."""
        self._run_errand(self._respond(), "an answer")

    def interrupt(self) -> None:
        """Stop talking."""
        self._inbox.interrupt()

    def answer_question(self, question_id: str, *, yes: bool) -> None:
        """Answer a question about a tool in the caller's place, as a button on a page does."""
        self._inbox.answer_question(question_id, yes=yes)

    def wish(self, wish: object) -> None:
        """Press a button of a tool."""
        self._inbox.wish(wish)

    def speak(self, *, aloud: bool) -> None:
        """Answer aloud, or in writing only."""
        if aloud != self._aloud:
            self._aloud = aloud
            frame = LLMConfigureOutputFrame(skip_tts=not aloud)
            self._run_errand(self._put(frame), "a change of manner")

    def _do(self, action: Callable[[LLMContext], None]) -> None:
        if self._context is None:
            self._waiting.append(action)
        else:
            action(self._context)

    async def _put(self, frame: Frame) -> None:
        await self._built.wait()
        await self._queue(frame)

    async def _respond(self) -> None:
        await self._recordings.all_known()
        # What the program has just told must be in the context that is answered.
        if self._settling:
            waits = [asyncio.ensure_future(each.wait()) for each in self._settling]
            _, late = await asyncio.wait(waits, timeout=_SETTLE_SECS)
            for each in late:
                each.cancel()
            self._settling.clear()
        await self._put(LLMRunFrame())

    # Functions

    def _schema(self, tool: ClientTool) -> FunctionSchema:
        async def call(params: FunctionCallParams) -> None:
            await self._call(params)

        tool_options(call, timeout_secs=_CALL_SECS)
        return _WholeSchema(tool, call)

    async def _call(self, params: FunctionCallParams) -> None:
        call = self._calls[params.tool_call_id] = _Call()

        async def on_context_updated() -> None:
            call.settled.set()
            self._settling.discard(call.settled)

        try:
            output = await call.output
        finally:
            self._calls.pop(params.tool_call_id, None)
        # The program itself says when to go on.
        properties = FunctionCallResultProperties(
            run_llm=False, on_context_updated=on_context_updated
        )
        await params.result_callback(_decoded(output), properties=properties)


class _Call:
    """A function call that the caller's program has not answered."""

    def __init__(self) -> None:
        self.output: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.settled = asyncio.Event()
        """Set when the context has the output."""


class _WholeSchema(FunctionSchema):
    """A function whose JSON Schema is kept whole; stock keeps two of its keys."""

    def __init__(
        self, tool: ClientTool, handler: Callable[[FunctionCallParams], Awaitable[None]]
    ) -> None:
        properties = tool.parameters.get("properties") or {}
        required = tool.parameters.get("required") or []
        super().__init__(tool.name, tool.description, properties, required, handler)
        self._parameters = tool.parameters

    def to_default_dict(self) -> dict[str, Any]:
        whole = super().to_default_dict()
        return {**whole, "parameters": {**self._parameters, **whole["parameters"]}}


def _decoded(output: str) -> object:
    try:
        return json.loads(output)
    except ValueError:
        return output
