from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from repartee.conversation.life import EndReason, SessionState
from repartee.conversation.session_manager import LiveSession, SessionManager
from repartee.server.friends import friends_only
from repartee.server.problems import ProblemError


class ParticipantInfo(BaseModel):
    """Somebody who is on a line."""

    id: str
    name: str


class SessionInfo(BaseModel):
    """A conversation that goes on."""

    id: str
    state: SessionState
    began_at: datetime
    secs: float
    """Since then."""
    voice: str
    """What was chosen; empty for the server's own choice."""
    brain: str
    language: str
    persona: str
    spent_usd: float
    """What it has cost so far in US dollars, of what has a known price."""
    turns: int
    participants: list[ParticipantInfo]


class LiveSessionsInfo(BaseModel):
    """All that go on, the oldest first."""

    sessions: list[SessionInfo]
    limit: int
    """How many there may be."""


def session_routes(sessions: SessionManager, *, for_all: bool) -> APIRouter:
    """The routes about conversations that go on.

    Args:
        sessions: Holds them.
        for_all: False where strangers may call.

    Returns:
        `GET /api/sessions`, `DELETE /api/sessions/{id}`.
    """
    router = APIRouter(dependencies=[Depends(friends_only(for_all))])

    @router.get("/api/sessions")
    async def list_sessions() -> LiveSessionsInfo:
        return LiveSessionsInfo(
            sessions=[_info(each) for each in sessions.live], limit=sessions.limit
        )

    @router.delete("/api/sessions/{session_id}", status_code=HTTPStatus.NO_CONTENT)
    async def end_session(session_id: str) -> None:
        session = sessions.find(session_id)
        if session is None:
            raise ProblemError(
                HTTPStatus.NOT_FOUND, "No such conversation goes on. See GET /api/sessions."
            )
        session.end(EndReason.DISMISSED)
        await sessions.wait_until_gone(session_id)

    return router


def _info(live: LiveSession) -> SessionInfo:
    session, choices = live.session, live.session.choices
    return SessionInfo(
        id=session.id,
        state=session.state,
        began_at=live.began_at,
        secs=round((datetime.now(UTC) - live.began_at).total_seconds(), 1),
        voice=choices.voice,
        brain=choices.brain,
        language=choices.language,
        persona=choices.persona,
        spent_usd=round(session.minutes.spent_usd, 6),
        turns=session.minutes.turns,
        participants=[ParticipantInfo(id=each.id, name=each.name) for each in session.company.here],
    )
