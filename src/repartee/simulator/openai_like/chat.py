"""Chat completions: `POST …/chat/completions`, streamed and whole."""

from __future__ import annotations

import json
from collections.abc import Callable

from aiohttp import web

from repartee.simulator.delays import Pace
from repartee.simulator.interference import Stream
from repartee.simulator.mind import Mind
from repartee.simulator.openai_like.chat_answer import Accent, Answer
from repartee.simulator.openai_like.chat_request import read_request
from repartee.simulator.standin import json_body, note
from repartee.simulator.thinking import think

GARBAGE = b'data: {"choices": [{"delta": {"content": "\n\n<html>\n\n'
"""A stream that breaks off in the middle of its JSON, and goes on as something else."""


class Chat:
    """Answers chat completions."""

    def __init__(
        self,
        mind: Mind,
        pace: Pace,
        require_model: Callable[[str], None],
        accent: Accent | None = None,
    ) -> None:
        """Take what is behind it.

        Args:
            mind: Who answers.
            pace: How fast.
            require_model: Raises RefusedError for a model that is not there.
            accent: What this vendor does in its own way.
        """
        self._mind = mind
        self._pace = pace
        self._require_model = require_model
        self._accent = accent or Accent()

    async def complete(self, request: web.Request) -> web.StreamResponse:
        """Answer a request.

        Args:
            request: With the conversation.

        Raises:
            RefusedError: If it cannot be answered.
        """
        asked = read_request(await json_body(request))
        self._require_model(asked.model)
        conversation = asked.conversation
        note(
            request,
            model=asked.model,
            messages=len(conversation.messages),
            tools=len(conversation.tools),
            turn=conversation.turn,
            stream=asked.stream,
        )
        answer = Answer(asked, self._accent)
        steps = think(self._mind, conversation, self._pace, asked.most_tokens)
        if not asked.stream:
            return web.json_response(answer.whole([step async for step in steps]))
        stream = Stream(request, "text/event-stream; charset=utf-8", garbage=GARBAGE)
        async for step in steps:
            for chunk in answer.chunks(step):
                await stream.send(_event(json.dumps(chunk)))
        if self._accent.done:
            await stream.send(_event("[DONE]"))
        await stream.close()
        return stream


def _event(data: str) -> bytes:
    return f"data: {data}\n\n".encode()
