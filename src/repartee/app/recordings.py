"""Where calls are recorded, and where their recordings are kept."""

from __future__ import annotations

from pathlib import Path

from loguru import logger

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
    own = settings.data_dir / ("recordings-to-bring-away" if is_elsewhere else "recordings")
    return RecordingStudio(
        own if is_elsewhere or not url else Path(url).expanduser(),
        settings.recording_format,
        Retention(settings.recordings_keep_days, round(settings.recordings_max_gb * _GIGABYTE)),
        storage=Storage(url) if is_elsewhere else None,
        notice=settings.recording_notice,
    )
