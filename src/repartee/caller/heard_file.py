from __future__ import annotations

import struct
import threading
from pathlib import Path
from queue import SimpleQueue

import numpy as np

from repartee.caller.audio_format import SAMPLE_RATE, Samples
from repartee.caller.errors import BadInputError, CallerError

_BLOCK_SAMPLES = SAMPLE_RATE
_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")


class HeardFile:
    """A WAV file written while the call goes on, by a thread of its own.

    Its header is brought up to date every second: what was heard until the program was killed can
    be played. (The standard library's writer complains on the terminal once a disk is full.)

    Args:
        path: Where to write; an existing file is replaced.

    Raises:
        BadInputError: Nothing can be written there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pieces: SimpleQueue[Samples | int | None] = SimpleQueue()
        self._error: OSError | None = None
        self._written = 0
        self._in_header = 0
        try:
            # Unbuffered: a disk that is full is found out here, not when the file is collected.
            self._file = path.open("wb", buffering=0)
        except OSError as error:
            raise BadInputError(f"Cannot save to {path}: {error.strerror}.") from error
        self._thread = threading.Thread(target=self._write_all, name="heard-file", daemon=True)
        self._thread.start()

    def write(self, samples: Samples) -> None:
        """Put sound at the end of the file; returns at once."""
        self._pieces.put(samples)

    def write_silence(self, count: int) -> None:
        """Put ``count`` samples of silence at the end of the file; returns at once."""
        self._pieces.put(count)

    def close(self) -> None:
        """Wait until all is written.

        Raises:
            CallerError: Some could not be written.
        """
        self._pieces.put(None)
        self._thread.join()
        if self._error:
            raise CallerError(f"Could not save all to {self._path}: {self._error.strerror}.")

    def _write_all(self) -> None:
        try:
            with self._file:
                self._write_header()
                while (piece := self._pieces.get()) is not None:
                    self._write_piece(piece)
                    if self._written - self._in_header >= SAMPLE_RATE:
                        self._write_header()
                self._write_header()
        except OSError as error:
            self._error = error

    def _write_piece(self, piece: Samples | int) -> None:
        if not isinstance(piece, int):
            self._write_samples(piece)
            return
        for start in range(0, piece, _BLOCK_SAMPLES):
            self._write_samples(np.zeros(min(_BLOCK_SAMPLES, piece - start), np.int16))

    def _write_samples(self, samples: Samples) -> None:
        left = memoryview(samples.astype("<i2", copy=False).tobytes())
        while left:
            left = left[self._file.write(left) :]
        self._written += len(samples)

    def _write_header(self) -> None:
        self._file.seek(0)
        self._file.write(_header(self._written))
        self._file.seek(0, 2)
        self._in_header = self._written


def _header(samples: int) -> bytes:
    size, width = 2 * samples, 2
    fields = (16, 1, 1, SAMPLE_RATE, SAMPLE_RATE * width, width, 8 * width)
    return _HEADER.pack(b"RIFF", size + _HEADER.size - 8, b"WAVE", b"fmt ", *fields, b"data", size)
