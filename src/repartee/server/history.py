from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi import Query as Parameter
from pydantic import BaseModel, ConfigDict, Field

from repartee.history.records import ConversationSummary, Found, NumberedEvent, Query
from repartee.history.store import HistoryStore
from repartee.server.friends import friends_only
from repartee.server.problems import ProblemError

LONGEST_TITLE = 200

_NO_STORE = {"Cache-Control": "no-store"}

Moment = Annotated[datetime | None, Parameter()]
Secs = Annotated[float | None, Parameter(ge=0)]


class ConversationsInfo(BaseModel):
    """Some of the conversations that were asked for, the last written first."""

    items: list[Found]
    cursor: str
    """For the next ones; empty if there are none."""


class EventsInfo(BaseModel):
    """Some of what happened in a conversation."""

    events: list[NumberedEvent]


class Renaming(BaseModel):
    """What of a conversation may be changed."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: Annotated[str, Field(max_length=LONGEST_TITLE)]


async def conversation_or_problem(store: HistoryStore, conversation_id: str) -> ConversationSummary:
    """What is known of a conversation.

    Args:
        store: Has it.
        conversation_id: Which.

    Raises:
        ProblemError: If it is not kept.
    """
    if summary := await store.conversation(conversation_id):
        return summary
    raise no_such_conversation()


def no_such_conversation() -> ProblemError:
    """What is told of a conversation that is not kept."""
    return ProblemError(
        HTTPStatus.NOT_FOUND,
        "No such conversation is kept here (any more). See GET /api/conversations.",
    )


def history_routes(
    store: HistoryStore,
    *,
    forget: Callable[[str], Awaitable[bool]],
    goes_on: Callable[[str], bool],
    for_all: bool,
) -> APIRouter:
    """The routes about conversations that are kept.

    Args:
        store: Keeps them.
        forget: Removes all that is kept of one; says whether there was anything.
        goes_on: Whether a conversation is being held now.
        for_all: False where strangers may call.

    Returns:
        `GET /api/conversations`, `GET`, `PATCH` and `DELETE /api/conversations/{id}`, and
        `GET /api/conversations/{id}/events`.
    """
    router = APIRouter(
        prefix="/api/conversations", dependencies=[Depends(friends_only(for_all)), Depends(_fresh)]
    )

    @router.get("")
    async def list_conversations(
        q: Annotated[str, Parameter(max_length=500)] = "",
        since: Moment = None,
        until: Moment = None,
        stack: Annotated[str, Parameter(max_length=100)] = "",
        shortest_secs: Secs = None,
        longest_secs: Secs = None,
        errors: bool | None = None,
        cursor: Annotated[str, Parameter(max_length=1000)] = "",
        limit: Annotated[int, Parameter(ge=1, le=200)] = 50,
    ) -> ConversationsInfo:
        page = await store.conversations(
            Query(
                text=q,
                since=_aware(since),
                until=_aware(until),
                stack=stack,
                shortest_secs=shortest_secs,
                longest_secs=longest_secs,
                errors=errors,
                cursor=cursor,
                limit=limit,
            )
        )
        return ConversationsInfo(items=page.items, cursor=page.next)

    @router.get("/{conversation_id}")
    async def get_conversation(conversation_id: str) -> ConversationSummary:
        return await conversation_or_problem(store, conversation_id)

    @router.get("/{conversation_id}/events")
    async def get_events(
        conversation_id: str,
        after: Annotated[int, Parameter(ge=0, le=2**31 - 1)] = 0,
        limit: Annotated[int, Parameter(ge=1, le=1000)] = 1000,
    ) -> EventsInfo:
        await conversation_or_problem(store, conversation_id)
        return EventsInfo(events=await store.events(conversation_id, after, limit))

    @router.patch("/{conversation_id}")
    async def rename(conversation_id: str, change: Renaming) -> ConversationSummary:
        await store.rename(conversation_id, " ".join(change.title.split()))
        return await conversation_or_problem(store, conversation_id)

    @router.delete("/{conversation_id}", status_code=HTTPStatus.NO_CONTENT)
    async def forget_conversation(conversation_id: str) -> None:
        if goes_on(conversation_id):
            raise ProblemError(
                HTTPStatus.CONFLICT,
                "This conversation goes on, and more would be written of it. End it first.",
            )
        if not await forget(conversation_id):
            raise no_such_conversation()

    return router


def no_history_routes() -> APIRouter:
    """The routes of a server that keeps nothing: they say so."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/api/conversations{rest:path}", methods=["GET", "POST", "PATCH", "DELETE"])
    async def nothing_kept() -> None:
        raise ProblemError(
            HTTPStatus.NOT_FOUND,
            "This server keeps nothing of conversations. Whoever runs it can set "
            "HISTORY_KEEP=text.",
        )

    return router


def _fresh(response: Response) -> None:
    # What is forgotten must not come back out of a browser's cache.
    response.headers.update(_NO_STORE)


def _aware(moment: datetime | None) -> datetime | None:
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
