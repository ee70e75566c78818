"""Where calls are recorded, and where their recordings are kept."""

from __future__ import annotations

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
    url = settings.recordings_url
    is_elsewhere = "://" in url
    return RecordingStudio(
        _written_to(settings),
        settings.recording_format,
        Retention(settings.recordings_keep_days, round(settings.recordings_max_gb * _GIGABYTE)),
        storage=Storage(url) if is_elsewhere else None,
        notice=settings.recording_notice,
    )


def recordings_of(settings: Settings) -> StoredRecordings:
    """Make what reads and removes recordings, wherever they are, without I/O."""
    return StoredRecordings(*(Storage(each) for each in reversed(places_of(settings))))


def places_of(settings: Settings) -> list[str]:
    """Wherever recordings may be, as fsspec names it; last, where finished ones are."""
    written_to = str(_written_to(settings))
    url = settings.recordings_url
    return [written_to, url] if "://" in url else [written_to]


def _written_to(settings: Settings) -> Path:
    """The directory in which a recording is made."""
    url = settings.recordings_url
    if "://" in url:
        return settings.data_dir / "recordings-to-bring-away"
    return Path(url).expanduser() if url else settings.data_dir / "recordings"
