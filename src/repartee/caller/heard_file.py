from __future__ import annotations

import threading
import wave
from pathlib import Path
from queue import SimpleQueue

import numpy as np

from repartee.caller.audio_format import SAMPLE_RATE, Samples
from repartee.caller.errors import BadInputError, CallerError

_BLOCK = SAMPLE_RATE


class HeardFile:
    """A WAV file written while the call goes on, by a thread of its own.

    Its header is brought up to date with every write: what was heard until the program was killed
    can be played.

    Args:
        path: Where to write; an existing file is replaced.

    Raises:
        BadInputError: Nothing can be written there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pieces: SimpleQueue[Samples | int | None] = SimpleQueue()
        self._error: OSError | None = None
        try:
            self._file = wave.open(str(path), "wb")  # noqa: SIM115
        except OSError as error:
            raise BadInputError(f"Cannot save to {path}: {error.strerror}.") from error
        self._file.setnchannels(1)
        self._file.setsampwidth(2)
        self._file.setframerate(SAMPLE_RATE)
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
            while (piece := self._pieces.get()) is not None:
                self._write_piece(piece)
            self._file.close()
        except OSError as error:
            self._error = error

    def _write_piece(self, piece: Samples | int) -> None:
        if not isinstance(piece, int):
            self._file.writeframes(piece.astype("<i2", copy=False).tobytes())
            return
        for start in range(0, piece, _BLOCK):
            self._file.writeframes(np.zeros(min(_BLOCK, piece - start), np.int16).tobytes())
