"""A team elsewhere, reached by the A2A protocol."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
from a2a.client import A2AClientError, Client, ClientConfig, create_client
from a2a.helpers import new_text_message
from a2a.types import CancelTaskRequest, GetTaskRequest, Role, SendMessageRequest, TaskState
from a2a.utils.errors import A2AError
from loguru import logger
from pydantic import SecretStr

from repartee.tools.assignments.job import Counter, JobError
from repartee.tools.assignments.telling import for_the_ear
from repartee.tools.team.remote_task import RemoteTask

_CONNECT_SECS = 5.0
# A stream may be silent while the team thinks; servers ping, or they are asked when it ends.
_READ_SECS = 120.0
_POLL_SECS = 2.0
_MOST_FAILED_POLLS = 5
_CANCEL_SECS = 1.5
_LONGEST_NOTE = 120

_LINK_ERRORS = (A2AClientError, httpx.HTTPError)


@dataclass(frozen=True)
class RemoteAddress:
    """Where a remote team is."""

    url: str
    """Its base address, below which its agent card is."""
    token: SecretStr
    """Sent as a bearer token; empty for none."""


class RemoteTeam:
    """Takes on assignments of one conversation."""

    def __init__(self, address: RemoteAddress) -> None:
        """Describe the team; nothing is sent.

        Args:
            address: Where it is.
        """
        self._address = address

    def take_on(self, text: str) -> RemoteJob:
        """Accept an assignment; nothing is sent yet.

        Args:
            text: What the caller wants.
        """
        return RemoteJob(text, self._address)


class RemoteJob:
    """One assignment at a remote team.

    A2A has no pause. So a pause cancels the task there, and to go on is a new task in the same
    context that refers to the old one. A team that does not cancel works on, and is asked for
    what it has when the caller wants to go on.
    """

    def __init__(self, text: str, address: RemoteAddress) -> None:
        """Describe the work; nothing is sent.

        Args:
            text: What the caller wants.
            address: Where the team is.
        """
        self._text = text
        self._address = address
        self._task = RemoteTask()
        self._told = ""

    async def work(self, counter: Counter) -> str:
        """Have it done, or go on with it.

        Raises:
            JobError: If the team cannot be reached, fails or refuses.
        """
        key = self._address.token.get_secret_value()
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        timeout = httpx.Timeout(_READ_SECS, connect=_CONNECT_SECS)
        async with httpx.AsyncClient(headers=headers, timeout=timeout) as http:
            try:
                # A team without streams names the task at once, and is asked again and again.
                config = ClientConfig(httpx_client=http, polling=True)
                client = await create_client(self._address.url, config)
                return await self._work(client, counter)
            except _LINK_ERRORS as error:
                logger.warning("The remote team failed: {}", error)
                raise JobError(
                    "I can't reach the remote team. Whoever runs it should check TEAM_URL."
                ) from error
            except A2AError as error:
                logger.warning("The remote team refused: {}", error)
                raise JobError("The remote team refused the task. Try asking otherwise.") from error

    async def _work(self, client: Client, counter: Counter) -> str:
        try:
            await self._begin(client, counter)
            while not self._task.is_over:
                if self._task.needs_something:
                    await self._answer_it(client, counter)
                else:
                    await self._poll(client, counter)
        except asyncio.CancelledError:
            await self._cancel_there(client)
            raise
        return self._outcome()

    async def _begin(self, client: Client, counter: Counter) -> None:
        before = self._task
        if not before.id:
            await self._send(client, counter, self._text)
            return
        before.take_task(await client.get_task(GetTaskRequest(id=before.id)))
        if before.was_stopped:
            self._task = RemoteTask()
            self._task.context_id = before.context_id
            text = f"Go on with the task that was stopped: {self._text}"
            await self._send(client, counter, text, refers_to=before.id)

    async def _send(
        self, client: Client, counter: Counter, text: str, *, refers_to: str = ""
    ) -> None:
        message = new_text_message(
            text,
            context_id=self._task.context_id or None,
            task_id=self._task.id or None,
            role=Role.ROLE_USER,
        )
        if refers_to:
            message.reference_task_ids.append(refers_to)
        events = client.send_message(SendMessageRequest(message=message))
        try:
            async for event in events:
                self._task.take(event)
                self._report(counter)
        except _LINK_ERRORS:
            # The task goes on without the stream; it can be asked for by its name.
            if not self._task.id:
                raise
        finally:
            await _close(events)

    async def _answer_it(self, client: Client, counter: Counter) -> None:
        if self._task.state == TaskState.TASK_STATE_AUTH_REQUIRED:
            raise JobError("The remote team wants a login, and I have none. Set TEAM_TOKEN.")
        words = await counter.ask(f"The team asks: {for_the_ear(self._task.note)}")
        if not words:
            raise JobError("The team had a question, and I heard no answer to it.")
        await self._send(client, counter, words)

    async def _poll(self, client: Client, counter: Counter) -> None:
        for _ in range(_MOST_FAILED_POLLS):
            await asyncio.sleep(_POLL_SECS)
            try:
                task = await client.get_task(GetTaskRequest(id=self._task.id))
            except _LINK_ERRORS:
                continue
            self._task.take_task(task)
            self._report(counter)
            return
        raise JobError("The remote team does not answer any more. Ask again later.")

    def _report(self, counter: Counter) -> None:
        note = self._task.note
        if note and note != self._told and not self._task.is_over:
            self._told = note
            counter.report(for_the_ear(note, _LONGEST_NOTE).rstrip("."))

    def _outcome(self) -> str:
        match self._task.state:
            case TaskState.TASK_STATE_COMPLETED:
                return self._task.result
            case TaskState.TASK_STATE_CANCELED:
                raise JobError("The task was cancelled at the remote team.")
            case _:
                reason = for_the_ear(self._task.note) or "It did not say why."
                raise JobError(f"The remote team gave up. {reason}")

    async def _cancel_there(self, client: Client) -> None:
        if not self._task.id or self._task.is_over:
            return
        try:
            async with asyncio.timeout(_CANCEL_SECS):
                self._task.take_task(await client.cancel_task(CancelTaskRequest(id=self._task.id)))
        except (A2AError, httpx.HTTPError, TimeoutError) as error:
            logger.info("The remote team works on: {}", error)


async def _close(events: AsyncIterator[object]) -> None:
    close = getattr(events, "aclose", None)
    if close is not None:
        await close()
