"""The answers of one session: one at a time, and what stops them."""

from __future__ import annotations

import asyncio
import time

from aiohttp import web
from loguru import logger

from repartee.simulator.realtime.client_events import RealtimeError, Wishes
from repartee.simulator.realtime.configuration import for_response
from repartee.simulator.realtime.conversation import Items
from repartee.simulator.realtime.response import Means, Response
from repartee.simulator.realtime.shapes import Session
from repartee.simulator.realtime.usage import NO_TOKENS, Limits
from repartee.simulator.realtime.wording import error_event, event
from repartee.simulator.standin import StandIn, note
from repartee.simulator.streams.line import Line

TURN_DETECTED: dict[str, object] = {"reason": "turn_detected"}
"""The caller began to speak."""
_CLIENT_CANCELLED: dict[str, object] = {"reason": "client_cancelled"}
_FAILURES = {
    429: ("rate_limit_exceeded", "Rate limit reached for requests. Please try again later."),
    402: ("insufficient_quota", "You exceeded your current quota, please check your plan."),
}
_SERVER_ERROR = "The server had an error while processing your request. Sorry about that!"


def costs_an_answer(status: int) -> bool:
    """Whether what HTTP would tell by a status costs an answer alone, and not the session."""
    return status in _FAILURES or status >= 500


class Answers:
    """Answers when asked to, and tells how each answer ended."""

    def __init__(
        self, standin: StandIn, limits: Limits, items: Items, line: Line, request: web.Request
    ) -> None:
        """Begin without answers.

        Args:
            standin: Whose mind and voice.
            limits: What the account has left.
            items: The conversation.
            line: Where to tell of them.
            request: Whose entry in the journal counts them.
        """
        self._means = Means(standin.parts.mind, standin.parts.speaker, standin.delays.realtime)
        self._limits = limits
        self._items = items
        self._line = line
        self._request = request
        self._active: Response | None = None
        self._answering: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._count = 0
        self._cached = NO_TOKENS
        self.has_spoken = False
        """Whether any of them made a sound."""

    @property
    def under_way(self) -> bool:
        """Whether one is being given."""
        return self._active is not None

    def ask(self, wishes: Wishes, session: Session) -> None:
        """Begin to answer.

        Args:
            wishes: What is otherwise for this answer.
            session: What is so for all.

        Raises:
            RealtimeError: If an answer is being given already.
        """
        in_conversation = wishes.conversation == "auto"
        if self._active is not None and in_conversation:
            raise _already_active(self._active.id)
        response = Response(
            for_response(session, wishes),
            self._items,
            self._line.say,
            self._means,
            apart=wishes.input,
            in_conversation=in_conversation,
            metadata=wishes.metadata,
            cached=self._cached,
        )
        self._count += 1
        note(self._request, responses=self._count)
        if fault := self._line.work_begins():
            note(self._request, fault=fault)
        task = asyncio.create_task(self._respond(response), name="stand-in's realtime answer")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        if in_conversation:
            self._active, self._answering = response, task

    def cancel(self) -> None:
        """Stop answering, as the client wants it.

        Raises:
            RealtimeError: If no answer is being given.
        """
        if self._active is None:
            message = "Cancellation failed: no active response found"
            raise RealtimeError(message, "response_cancel_not_active")
        self.stop(_CLIENT_CANCELLED)

    def stop(self, why: dict[str, object]) -> None:
        """Stop answering; harmless if no answer is being given.

        Args:
            why: As the answer's details tell it.
        """
        response, task = self._active, self._answering
        if response is None or task is None:
            return
        task.cancel()
        response.finish("cancelled", why)
        self._settle(response)

    def close(self) -> None:
        """Leave all of it."""
        for task in self._tasks:
            task.cancel()

    async def _respond(self, response: Response) -> None:
        response.begin()
        left = self._limits.left(time.monotonic())
        self._line.say(event("rate_limits.updated", rate_limits=left))
        try:
            if (status := self._line.failing) is None:
                await response.run()
            elif not await _within(self._line.fails_after_secs, response):
                self._fail(response, status)
        except Exception:
            logger.exception("The stand-in's answer failed")
            self._fail(response, 500)
        finally:
            self._settle(response)

    def _fail(self, response: Response, status: int) -> None:
        code, message = _FAILURES.get(status, ("server_error", _SERVER_ERROR))
        if status not in _FAILURES:
            self._line.say(error_event(RealtimeError(message, code, kind="server_error")))
        error = {"type": code, "code": code, "message": message}
        response.finish("failed", {"error": error})

    def _settle(self, response: Response) -> None:
        """An answer is over, whichever way."""
        self.has_spoken = self.has_spoken or response.has_spoken
        if response is self._active:
            self._active = self._answering = None
            self._cached = self._items.tokens()
            self._limits.spend(response.total_tokens, time.monotonic())


def _already_active(response_id: str) -> RealtimeError:
    return RealtimeError(
        f"Conversation already has an active response in progress: {response_id}. Wait until the "
        "response is finished before creating a new one.",
        "conversation_already_has_active_response",
    )


async def _within(secs: float, response: Response) -> bool:
    """Answer for so long, and tell whether that was enough."""
    if not secs:
        return False
    try:
        async with asyncio.timeout(secs):
            await response.run()
    except TimeoutError:
        return False
    return True
