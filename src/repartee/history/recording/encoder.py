from __future__ import annotations

from pathlib import Path
from typing import Literal

import av
import numpy as np
from av.audio.stream import AudioStream

from repartee.history.recording.timeline import Samples

RecordingFormat = Literal["opus", "flac"]

RATE = 24_000
"""Samples a second of recordings: as much as voices have."""

_OPUS_BITS = 64_000
_CODECS = {"opus": ("libopus", "ogg"), "flac": ("flac", "flac")}
# A page that is not written is lost with the process; those of 20 ms cost a fifth more of the CPU.
_PAGE_MICROSECS = 40_000


class Encoder:
    """Writes stereo sound to a file which can be played at any moment, also when it is torn off."""

    def __init__(self, path: Path, kind: RecordingFormat) -> None:
        """Begin a file.

        Args:
            path: Where; its directory is there.
            kind: Opus in Ogg, or FLAC.

        Raises:
            OSError: If it cannot be written.
        """
        codec, container = _CODECS[kind]
        options = {"flush_packets": "1"}
        if container == "ogg":
            options["page_duration"] = str(_PAGE_MICROSECS)
        self._output = av.open(str(path), "w", format=container, options=options)
        stream = self._output.add_stream(codec, rate=RATE, layout="stereo")
        assert isinstance(stream, AudioStream)  # noqa: S101 - neither codec makes anything else
        if kind == "opus":
            stream.bit_rate = _OPUS_BITS
        self._stream = stream
        self._samples = 0

    @property
    def secs(self) -> float:
        """How much was written."""
        return self._samples / RATE

    def write(self, left: Samples, right: Samples) -> None:
        """Write what comes next.

        Args:
            left: Samples at `RATE`.
            right: As many.

        Raises:
            OSError: If they cannot be written.
        """
        if not len(left):
            return
        both = np.stack((left, right), axis=1).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(both, format="s16", layout="stereo")
        frame.sample_rate = RATE
        frame.pts = self._samples
        self._samples += len(left)
        self._output.mux(self._stream.encode(frame))

    def close(self) -> None:
        """Write the end.

        Raises:
            OSError: If it cannot be written.
        """
        try:
            self._output.mux(self._stream.encode(None))
        finally:
            self._output.close()
