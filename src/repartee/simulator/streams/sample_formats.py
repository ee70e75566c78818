"""The shapes in which vendors take and give samples."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import soxr

HEARING_RATE = 16_000
"""Rate in Hz at which the stand-ins' ears hear."""

_Samples = npt.NDArray[np.int16]
_WIDTHS: Mapping[str, int] = {
    "pcm_s16le": 2,
    "pcm_s32le": 4,
    "pcm_f16le": 2,
    "pcm_f32le": 4,
    "pcm_mulaw": 1,
    "pcm_alaw": 1,
}
ENCODINGS = frozenset(_WIDTHS)
"""Names of the encodings, as Cartesia writes them."""


class Intake:
    """Turns a vendor's stream of audio into PCM s16le mono at 16 kHz.

    Pieces may be of any length, half samples included.
    """

    def __init__(self, encoding: str, sample_rate: int, channels: int = 1) -> None:
        """Describe the stream.

        Args:
            encoding: One of `ENCODINGS`.
            sample_rate: Its rate in Hz.
            channels: How many are interleaved; only the first is heard.
        """
        self._encoding = encoding
        self._channels = channels
        self._frame_bytes = _WIDTHS[encoding] * channels
        self._rate = sample_rate
        self._rest = b""
        self._secs = 0.0
        self._stream = (
            None
            if sample_rate == HEARING_RATE
            else soxr.ResampleStream(sample_rate, HEARING_RATE, 1, dtype="int16")
        )

    @property
    def secs(self) -> float:
        """How much audio has come, in seconds."""
        return self._secs

    def take(self, audio: bytes) -> bytes:
        """Convert more audio.

        Args:
            audio: As the vendor's client sent it.

        Returns:
            PCM s16le mono at 16 kHz; another rate comes through some milliseconds late.
        """
        audio = self._rest + audio
        whole = len(audio) // self._frame_bytes * self._frame_bytes
        self._rest = audio[whole:]
        samples = decode(audio[:whole], self._encoding)[:: self._channels]
        self._secs += samples.size / self._rate
        if self._stream is None or not samples.size:
            return samples.tobytes()
        return bytes(self._stream.resample_chunk(samples).tobytes())


def decode(audio: bytes, encoding: str) -> _Samples:
    """Read samples.

    Args:
        audio: Whole samples.
        encoding: One of `ENCODINGS`.
    """
    match encoding:
        case "pcm_s16le":
            return np.frombuffer(audio, "<i2")
        case "pcm_s32le":
            return (np.frombuffer(audio, "<i4") >> 16).astype(np.int16)
        case "pcm_f16le":
            return _from_floats(np.frombuffer(audio, "<f2").astype(np.float32))
        case "pcm_f32le":
            return _from_floats(np.frombuffer(audio, "<f4"))
        case "pcm_mulaw":
            return _MULAW[np.frombuffer(audio, np.uint8)]
        case _:
            return _ALAW[np.frombuffer(audio, np.uint8)]


def encode(audio: bytes, encoding: str) -> bytes:
    """Write PCM s16le in another encoding.

    Args:
        audio: PCM s16le mono.
        encoding: One of `pcm_s16le`, `pcm_f32le`, `pcm_mulaw`, `pcm_alaw`.
    """
    samples = np.frombuffer(audio, "<i2")
    match encoding:
        case "pcm_f32le":
            return (samples.astype("<f4") / 32768).tobytes()
        case "pcm_mulaw":
            return _nearest(samples, _MULAW)
        case "pcm_alaw":
            return _nearest(samples, _ALAW)
        case _:
            return audio


def width(encoding: str) -> int:
    """Bytes a sample takes in an encoding."""
    return _WIDTHS[encoding]


def _from_floats(samples: npt.NDArray[np.float32]) -> _Samples:
    return (np.clip(np.nan_to_num(samples), -1, 1) * 32767).astype(np.int16)


def _nearest(samples: _Samples, table: _Samples) -> bytes:
    """The codes whose values lie nearest to the samples."""
    order = np.argsort(table, kind="stable")
    values = table[order].astype(np.int32)
    middles = (values[1:] + values[:-1]) / 2
    return order[np.searchsorted(middles, samples)].astype(np.uint8).tobytes()


def _mulaw_table() -> _Samples:
    """ITU-T G.711, section 3.2: 8 segments of 16 steps and a bias of 132, bits inverted."""
    codes = ~np.arange(256, dtype=np.int32) & 0xFF
    magnitudes = ((((codes & 0x0F) << 3) + 132) << ((codes >> 4) & 7)) - 132
    return np.where(codes & 0x80, -magnitudes, magnitudes).astype(np.int16)


def _alaw_table() -> _Samples:
    """ITU-T G.711, section 3.1: even bits inverted, the first segment linear."""
    codes = np.arange(256, dtype=np.int32) ^ 0x55
    segments = (codes >> 4) & 7
    steps = ((codes & 0x0F) << 4) + 8
    magnitudes = np.where(segments == 0, steps, (steps + 0x100) << np.maximum(segments - 1, 0))
    return np.where(codes & 0x80, magnitudes, -magnitudes).astype(np.int16)


_MULAW = _mulaw_table()
_ALAW = _alaw_table()
