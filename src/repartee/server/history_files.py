"""Kept conversations as files: their sound, exports, and exports that are brought back."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from fastapi import Query as Parameter
from fastapi.responses import StreamingResponse
from starlette.responses import Response

from repartee.conversation.events import RecordingMade
from repartee.history.export.exporter import Exporter, Format
from repartee.history.export.importer import Importer
from repartee.history.export.sounds import MEDIA_TYPES, Recordings, format_of
from repartee.history.records import ConversationSummary
from repartee.history.store import HistoryStore
from repartee.server.friends import friends_only
from repartee.server.history import conversation_or_problem
from repartee.server.problems import ProblemError, problem
from repartee.server.ranges import ByteRange, UnsatisfiableRangeError, wanted_range

IMPORT_PATH = "/api/conversations/import"

_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

Sitting = Annotated[int | None, Parameter(ge=1)]


def history_file_routes(store: HistoryStore, recordings: Recordings, *, for_all: bool) -> APIRouter:
    """The routes by which conversations go out as files and come back.

    Args:
        store: Keeps them.
        recordings: Keeps their sound.
        for_all: False where strangers may call.

    Returns:
        `GET /api/conversations/{id}/audio`, `GET /api/conversations/{id}/export` and
        `POST /api/conversations/import`.
    """
    router = APIRouter(prefix="/api/conversations", dependencies=[Depends(friends_only(for_all))])
    exporter, importer = Exporter(store, recordings), Importer(store, recordings)

    @router.get("/{conversation_id}/audio")
    async def audio(
        conversation_id: str,
        sitting: Sitting = None,
        range_: Annotated[str, Header(alias="Range")] = "",
    ) -> Response:
        await conversation_or_problem(store, conversation_id)
        made = recording_of(await exporter.recordings(conversation_id), sitting)
        size = await recordings.size(made.file)
        if not size:
            raise ProblemError(HTTPStatus.NOT_FOUND, "The recording is not kept any more.")
        try:
            part = wanted_range(range_, size)
        except UnsatisfiableRangeError:
            return problem(
                HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                f"The recording has only {size} bytes.",
                headers={"Content-Range": f"bytes */{size}"},
            )
        return await _sound(recordings, made.file, size, part)

    @router.get("/{conversation_id}/export")
    async def export(
        conversation_id: str,
        form: Annotated[Format, Parameter(alias="format")] = Format.JSON,
        sitting: Sitting = None,
    ) -> Response:
        summary = await conversation_or_problem(store, conversation_id)
        name = f"conversation-{summary.began_at:%Y-%m-%d}-{_short(summary.id)}{form.suffix}"
        return StreamingResponse(
            await _begun(exporter.export(summary, form, sitting)),
            media_type=form.media_type,
            headers={**_HEADERS, "Content-Disposition": f'attachment; filename="{name}"'},
        )

    @router.post("/import", status_code=HTTPStatus.CREATED)
    async def bring_back(request: Request, new_id: bool = False) -> ConversationSummary:
        return await importer.take(io.BytesIO(await request.body()), new_id=new_id)

    return router


def recording_of(made: list[RecordingMade], sitting: int | None) -> RecordingMade:
    """The recording of one sitting, or the first.

    Raises:
        ProblemError: If there is none.
    """
    found = [each for each in made if sitting in (None, each.sitting)]
    if found:
        return found[0]
    others = ", ".join(str(each.sitting) for each in made)
    raise ProblemError(
        HTTPStatus.NOT_FOUND,
        f"This sitting was not recorded; these were: {others}."
        if others
        else "This conversation was not recorded.",
    )


async def _sound(
    recordings: Recordings, file: str, size: int, part: ByteRange | None
) -> StreamingResponse:
    begin, end = (part.begin, part.end) if part else (0, size)
    headers = {**_HEADERS, "Accept-Ranges": "bytes", "Content-Length": str(end - begin)}
    if part:
        headers["Content-Range"] = f"bytes {begin}-{end - 1}/{size}"
    return StreamingResponse(
        await _begun(recordings.read(file, begin, end)),
        HTTPStatus.PARTIAL_CONTENT if part else HTTPStatus.OK,
        headers,
        MEDIA_TYPES[format_of(file) or "opus"],
    )


async def _begun(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same pieces; what fails at once fails while it can still be told."""
    first = await anext(pieces, b"")

    async def all_of_them() -> AsyncIterator[bytes]:
        yield first
        async for piece in pieces:
            yield piece

    return all_of_them()


def _short(conversation_id: str) -> str:
    return conversation_id[:12].strip(".~:")
