from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from repartee.models import catalogue
from repartee.models.catalogue import ModelEntry
from repartee.models.downloads import Downloads
from repartee.models.errors import TooManyDownloadsError, UnknownModelError
from repartee.models.progress import Phase, Progress
from repartee.models.threads import in_thread
from repartee.server.problems import ProblemError

# When a page whose stream ended asks again; it ends whenever nothing is downloaded.
_ASK_AGAIN_MS = 5000
_BUSY_RETRY_SECS = 60


class DownloadInfo(BaseModel):
    """How far one download has got."""

    name: str
    phase: Phase
    done_bytes: int
    total_bytes: int | None
    fraction: float | None
    bytes_per_sec: float | None
    secs_left: float | None
    detail: str


class DownloadsInfo(BaseModel):
    """Those under way, and those that ended just now."""

    downloads: list[DownloadInfo]


class ModelInfo(BaseModel):
    """A model that can be fetched."""

    name: str
    provider: str
    size_bytes: int
    ram_mb: int | None
    licence: str
    good_for: str
    installed: bool


class ModelsInfo(DownloadsInfo):
    """All models, and what is being downloaded."""

    models: list[ModelInfo]


def model_routes(
    downloads: Downloads, *, may_change: bool = True, also_allowed: Collection[str] = ()
) -> APIRouter:
    """The routes by which the page, or a program, has models fetched.

    Args:
        downloads: Does it.
        may_change: False where strangers may call: they could fill the disk.
        also_allowed: Hub ids beside the catalogue's names that may be asked for; those in use.

    Returns:
        `GET /api/models`, `GET /api/models/events` (server-sent), and `POST` and `DELETE
        /api/models/{name}/pull`.
    """
    router = APIRouter()

    @router.get("/api/models")
    async def get_models() -> ModelsInfo:
        installed = {each.name for each in await in_thread(downloads.store.installed)}
        return ModelsInfo(
            models=[_model(entry, entry.name in installed) for entry in catalogue.ENTRIES],
            downloads=_all(downloads),
        )

    @router.get("/api/models/events")
    async def events() -> StreamingResponse:
        return StreamingResponse(
            _events(downloads),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    @router.post("/api/models/{name:path}/pull", status_code=HTTPStatus.ACCEPTED)
    async def pull(name: str) -> DownloadInfo:
        _check_allowed(may_change)
        again = downloads.again(name)
        if again:
            return _info(again)
        entry = _asked_for(name, also_allowed)
        try:
            return _info(downloads.pull(entry.name))
        except TooManyDownloadsError as error:
            raise ProblemError(
                HTTPStatus.TOO_MANY_REQUESTS, str(error), retry_after_secs=_BUSY_RETRY_SECS
            ) from error

    @router.delete("/api/models/{name:path}/pull")
    async def cancel(name: str) -> DownloadInfo:
        _check_allowed(may_change)
        ended = await downloads.cancel(name)
        if ended is None:
            raise ProblemError(HTTPStatus.NOT_FOUND, "No such download is under way.")
        return _info(ended)

    return router


async def _events(downloads: Downloads) -> AsyncIterator[str]:
    yield f"retry: {_ASK_AGAIN_MS}\n\n"
    async for some in downloads.changes():
        told = DownloadsInfo(downloads=[_info(each) for each in some])
        yield f"data: {told.model_dump_json()}\n\n"


def _check_allowed(may_change: bool) -> None:
    if not may_change:
        raise ProblemError(
            HTTPStatus.FORBIDDEN,
            "Strangers may not fetch models here. Use `repartee models pull`, or set ACCESS_TOKEN.",
        )


def _asked_for(name: str, also_allowed: Collection[str]) -> ModelEntry:
    try:
        entry = catalogue.find(name)
    except UnknownModelError as error:
        raise ProblemError(HTTPStatus.NOT_FOUND, str(error)) from error
    if entry not in catalogue.ENTRIES and entry.name not in also_allowed:
        raise ProblemError(
            HTTPStatus.NOT_FOUND,
            f"{entry.name} is not in the catalogue. Use `repartee models pull` for models of the "
            "hub.",
        )
    return entry


def _all(downloads: Downloads) -> list[DownloadInfo]:
    return [_info(each) for each in downloads.list]


def _info(progress: Progress) -> DownloadInfo:
    return DownloadInfo(
        name=progress.name,
        phase=progress.phase,
        done_bytes=progress.done_bytes,
        total_bytes=progress.total_bytes,
        fraction=progress.fraction,
        bytes_per_sec=progress.bytes_per_sec,
        secs_left=progress.secs_left,
        detail=progress.detail,
    )


def _model(entry: ModelEntry, installed: bool) -> ModelInfo:
    return ModelInfo(
        name=entry.name,
        provider=entry.provider,
        size_bytes=entry.size_bytes,
        ram_mb=entry.ram_mb,
        licence=entry.licence,
        good_for=entry.good_for,
        installed=installed,
    )
