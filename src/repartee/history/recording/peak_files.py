"""The peaks of recordings are measured once, and kept beside them."""

from __future__ import annotations

import tempfile
from pathlib import Path

from loguru import logger
from pydantic import ValidationError

from repartee.history.recording.encoder import RecordingFormat
from repartee.history.recording.peaks import Peaks, peaks_of
from repartee.history.recording.storage import Storage, StorageError, peaks_name


class _KeptPeaks(Peaks):
    of_bytes: int
    """How large the recording was: one that goes on is measured again when it has grown."""


def kept_peaks(place: Storage, name: str, size: int, kind: RecordingFormat) -> Peaks:
    """The peaks of a recording; on a thread, as this takes seconds for a long one.

    Args:
        place: Where it is. They are kept there, too, and removed with it.
        name: Which one.
        size: How many bytes it has.
        kind: How it is written.

    Raises:
        StorageError: If it cannot be read.
        UndrawableError: If it is broken.
    """
    kept = _find(place, name)
    if kept is None or kept.of_bytes != size:
        with place.opened(name) as recording:
            measured = peaks_of(recording, kind)
        kept = _KeptPeaks(**measured.model_dump(), of_bytes=size)
        _keep(place, name, kept)
    return Peaks(**kept.model_dump(exclude={"of_bytes"}))


def _find(place: Storage, name: str) -> _KeptPeaks | None:
    size = place.size(peaks_name(name))
    if not size:
        return None
    try:
        return _KeptPeaks.model_validate_json(place.read(peaks_name(name), 0, size))
    except (StorageError, ValidationError):
        # Removed or torn a moment ago: they are measured again.
        return None


def _keep(place: Storage, name: str, peaks: _KeptPeaks) -> None:
    try:
        with tempfile.NamedTemporaryFile() as output:
            output.write(peaks.model_dump_json().encode())
            output.flush()
            place.put(Path(output.name), peaks_name(name))
        if place.size(name) is None:
            # It was forgotten meanwhile, and nothing of it may stay.
            place.remove(name)
    except (StorageError, OSError) as error:
        logger.warning("Peaks of a recording are measured anew each time: {}", error)
