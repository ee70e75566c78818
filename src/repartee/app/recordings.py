"""Where calls are recorded, and where their recordings are kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from loguru import logger

from repartee.history.export.storage import StoredRecordings
from repartee.history.recording.retention import Retention
from repartee.history.recording.storage import Storage
from repartee.history.recording.studio import RecordingStudio
from repartee.settings import Settings

_GIGABYTE = 1_000_000_000


def make_studio(settings: Settings) -> RecordingStudio | None:
    """Make what records calls, without I/O.

    Returns:
        None where no sound is kept.
    """
    if settings.history_keep != "audio":
        if settings.record_calls:
            logger.warning(
                "RECORD_CALLS has no effect: HISTORY_KEEP={} keeps no sound. Set "
                "HISTORY_KEEP=audio to record calls.",
                settings.history_keep,
            )
        return None
    place = _place(settings)
    return RecordingStudio(
        place.written,
        settings.recording_format,
        Retention(settings.recordings_keep_days, round(settings.recordings_max_gb * _GIGABYTE)),
        storage=place.elsewhere,
        notice=settings.recording_notice,
    )


def recordings_of(settings: Settings) -> StoredRecordings:
    """Make what reads recordings, without I/O."""
    place = _place(settings)
    own = Storage(str(place.written))
    return StoredRecordings(place.elsewhere, own) if place.elsewhere else StoredRecordings(own)


def written_recordings_of(settings: Settings) -> Storage:
    """Where this server writes recordings; those that are kept elsewhere are brought away."""
    return Storage(str(_place(settings).written))


def places_of(settings: Settings) -> list[str]:
    """Wherever recordings may be, as fsspec names it."""
    place = _place(settings)
    return [str(place.written), *([settings.recordings_url] if place.elsewhere else [])]


@dataclass(frozen=True)
class _Place:
    written: Path
    elsewhere: Storage | None
    """Where they are brought; None where they stay."""


def _place(settings: Settings) -> _Place:
    url = settings.recordings_url
    if "://" in url:
        return _Place(settings.data_dir / "recordings-to-bring-away", Storage(url))
    return _Place(Path(url).expanduser() if url else settings.data_dir / "recordings", None)
