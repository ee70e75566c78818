from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter

from repartee.conversation.changes import Change, ChangeRefusedError
from repartee.conversation.session_manager import SessionManager
from repartee.server.problems import ProblemError


def session_change_routes(sessions: SessionManager, *, may_change: bool) -> APIRouter:
    """The route by which conversations that go on are changed.

    Args:
        sessions: Holds them.
        may_change: False where strangers may call: it is not they who change others' talks.

    Returns:
        `PATCH /api/sessions/{id}`.
    """
    router = APIRouter()

    @router.patch("/api/sessions/{session_id}")
    async def change_session(session_id: str, change: Change) -> dict[str, str]:
        if not may_change:
            raise ProblemError(
                HTTPStatus.FORBIDDEN,
                "Strangers may call this server, so nobody changes conversations from outside. "
                "Whoever runs it can set ACCESS_TOKEN.",
            )
        session = sessions.find(session_id)
        if session is None:
            raise ProblemError(
                HTTPStatus.NOT_FOUND, "No such conversation goes on. See GET /api/sessions."
            )
        try:
            await session.changes.make(change, "api")
        except ChangeRefusedError as error:
            raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from error
        choices = session.changes.choices
        return {
            "id": session.id,
            "voice": choices.voice,
            "brain": choices.brain,
            "language": choices.language,
            "system_prompt": choices.system_prompt,
            "manner": choices.manner,
        }

    return router
