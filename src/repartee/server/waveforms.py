from __future__ import annotations

from http import HTTPStatus
from typing import Protocol

from fastapi import APIRouter, Depends, Response

from repartee.history.export.exporter import Exporter
from repartee.history.export.sounds import Recordings
from repartee.history.recording.peaks import Peaks
from repartee.history.store import HistoryStore
from repartee.server.friends import friends_only
from repartee.server.history import conversation_or_problem
from repartee.server.history_files import Sitting, recording_of
from repartee.server.problems import ProblemError


class DrawnRecordings(Recordings, Protocol):
    """Recordings of which is known how loud they are."""

    async def peaks(self, file: str) -> Peaks | None:
        """How loud one is from beginning to end; None if it is not there (any more)."""
        ...


def waveform_routes(
    store: HistoryStore, recordings: DrawnRecordings, *, for_all: bool
) -> APIRouter:
    """The route by which a page draws a recording.

    A browser could measure it as well, but would have to fetch all of it before the first line is
    drawn, and to hold it decoded: 1.4 GB for an hour.

    Args:
        store: Keeps the conversations.
        recordings: Keeps their sound.
        for_all: False where strangers may call.

    Returns:
        `GET /api/conversations/{id}/peaks`.
    """
    router = APIRouter(prefix="/api/conversations", dependencies=[Depends(friends_only(for_all))])
    exporter = Exporter(store, recordings)

    @router.get("/{conversation_id}/peaks")
    async def peaks(conversation_id: str, response: Response, sitting: Sitting = None) -> Peaks:
        response.headers["Cache-Control"] = "no-store"
        await conversation_or_problem(store, conversation_id)
        made = recording_of(await exporter.recordings(conversation_id), sitting)
        if found := await recordings.peaks(made.file):
            return found
        raise ProblemError(HTTPStatus.NOT_FOUND, "The recording is not kept any more.")

    return router
