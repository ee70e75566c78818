"""How loud a recording is from beginning to end, so that it can be drawn."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Annotated

import av
import av.error
import numpy as np
import numpy.typing as npt
from av.container import InputContainer
from pydantic import BaseModel, ConfigDict, Field

from repartee.history.errors import HistoryError
from repartee.history.recording.encoder import RecordingFormat

LOUDEST = 255
"""What stands for full scale."""

# Two a pixel on a wide screen; 16 kB of JSON.
_MOST = 2000
_BLOCKS_A_SECOND = 50
_LONGEST_SECS = 12 * 3600
# A second of sound takes 2 ms to measure: half of the time, the interpreter is the talks' alone.
_REST_SECS = 0.002
_SIDES = 2
_CONTAINERS: dict[RecordingFormat, str] = {"opus": "ogg", "flac": "flac"}
_FULL_SCALE = {"int16": 2**15 - 1, "int32": 2**31 - 1}

_Sound = npt.NDArray[np.float32]
_Side = list[Annotated[int, Field(ge=0, le=LOUDEST)]]


class UndrawableError(HistoryError):
    """A recording is broken, or too long to be drawn."""


class Peaks(BaseModel):
    """The loudest samples of stretches of equal length, from 0 to `LOUDEST`, a list a side."""

    model_config = ConfigDict(frozen=True)

    secs: Annotated[float, Field(ge=0)]
    """How long the recording is, as far as it can be played."""
    caller: _Side
    agent: _Side


def peaks_of(recording: IO[bytes], kind: RecordingFormat, most: int = _MOST) -> Peaks:
    """Measure a recording; takes about 14 s for an hour of Opus, 6 of them on a core.

    Args:
        recording: The file, which may be torn off anywhere.
        kind: How it is written. Nothing else is tried: what was imported may be anything.
        most: How many stretches there may be.

    Raises:
        UndrawableError: If it cannot be read, or lasts longer than 12 hours.
    """
    blocks: list[_Sound] = []
    secs = 0.0
    with _opened(recording, kind) as container:
        rate = container.streams.audio[0].rate
        for sound in _a_second_each(_frames(container), rate):
            blocks.append(_loudness(sound, rate // _BLOCKS_A_SECOND))
            secs += sound.shape[1] / rate
            time.sleep(_REST_SECS)
            if secs > _LONGEST_SECS:
                raise UndrawableError("The recording is too long to be drawn.")
    caller, agent = _fewer(np.concatenate(blocks, axis=1), most) if blocks else ([], [])
    return Peaks(secs=round(secs, 3), caller=caller, agent=agent)


def _opened(recording: IO[bytes], kind: RecordingFormat) -> InputContainer:
    try:
        container = av.open(recording, "r", format=_CONTAINERS[kind])
    except (av.error.FFmpegError, ValueError) as error:
        raise UndrawableError("The recording is broken: it cannot be drawn.") from error
    tracks = container.streams.audio
    if not tracks or tracks[0].rate < _BLOCKS_A_SECOND:
        container.close()
        raise UndrawableError("The recording is broken: there is no sound in it.")
    return container


def _frames(container: InputContainer) -> Iterator[_Sound]:
    # What was torn off ends in the middle of a packet.
    with suppress(av.error.FFmpegError, ValueError):
        for frame in container.decode(audio=0):
            yield _levels(frame)


def _levels(frame: av.AudioFrame) -> _Sound:
    """From 0 to 1, shape `(2, samples)`; FFmpeg's own conversion takes three times as long."""
    sound = frame.to_ndarray()
    if not frame.format.is_planar:
        sound = sound.reshape(-1, frame.layout.nb_channels).T
    scale = np.float32(_FULL_SCALE.get(str(sound.dtype), 1))
    both = sound if len(sound) == _SIDES else np.broadcast_to(sound[:1], (_SIDES, sound.shape[1]))
    return (np.abs(both.astype(np.float32)) / scale).astype(np.float32, copy=False)


def _a_second_each(frames: Iterator[_Sound], rate: int) -> Iterator[_Sound]:
    """The same sound in larger pieces: numpy is slow on many small ones."""
    waiting: list[_Sound] = []
    samples = 0
    for frame in frames:
        waiting.append(frame)
        samples += frame.shape[1]
        if samples >= rate:
            sound = np.concatenate(waiting, axis=1)
            yield sound[:, :rate]
            waiting, samples = [sound[:, rate:]], samples - rate
    if samples:
        yield np.concatenate(waiting, axis=1)


def _loudness(sound: _Sound, block: int) -> _Sound:
    """Shape `(2, blocks)`; the last block may be a shorter one."""
    return np.maximum.reduceat(sound, np.arange(0, sound.shape[1], block), axis=1)


def _fewer(blocks: _Sound, most: int) -> list[list[int]]:
    count = blocks.shape[1]
    begins = np.linspace(0, count, min(most, count), endpoint=False).astype(np.intp)
    loudest = np.maximum.reduceat(blocks, begins, axis=1)
    sides: list[list[int]] = (loudest * LOUDEST).clip(0, LOUDEST).astype(int).tolist()
    return sides
