"""PCM and μ-law, as wires without Opus carry them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import soxr
from numpy.typing import NDArray

from repartee.caller.audio_format import FRAME_SECONDS, SAMPLE_RATE, Samples
from repartee.caller.frames import Frames

TELEPHONE_BAND_HZ = (300.0, 3400.0)
"""What a telephone network lets through (ITU-T G.712)."""

_MULAW_BIAS = 132
_MULAW_MOST = 32_635
_MULAW_SILENCE = b"\xff"


@dataclass(frozen=True, slots=True)
class PcmEncoder:
    """Makes frames of 16-bit little-endian samples.

    Args:
        rate: Their rate in Hz, a multiple of 50.
        telephone_band: Whether to leave only what a telephone network lets through.
    """

    rate: int
    telephone_band: bool = False

    def encode(self, samples: Samples) -> Frames:
        """Encode mono samples at 48 kHz."""
        return Frames(tuple(piece.astype("<i2").tobytes() for piece in self.pieces(samples)))

    def silence(self) -> bytes:
        """One frame of digital silence."""
        return bytes(2 * self.frame_samples)

    def pieces(self, samples: Samples) -> NDArray[np.int16]:
        """The samples at this rate, shape ``(n_frames, frame_samples)``."""
        resampled = resample(samples, SAMPLE_RATE, self.rate)
        if self.telephone_band:
            resampled = in_telephone_band(resampled, self.rate)
        filled = np.pad(resampled, (0, -len(resampled) % self.frame_samples))
        return filled.reshape(-1, self.frame_samples)

    @property
    def frame_samples(self) -> int:
        """Samples in one frame."""
        return round(self.rate * FRAME_SECONDS)


@dataclass(frozen=True, slots=True)
class MulawEncoder:
    """Makes frames of μ-law (ITU-T G.711) at 8 kHz, within a telephone's band."""

    def encode(self, samples: Samples) -> Frames:
        """Encode mono samples at 48 kHz."""
        pieces = PcmEncoder(8000, telephone_band=True).pieces(samples)
        return Frames(tuple(mulaw(piece) for piece in pieces))

    def silence(self) -> bytes:
        """One frame of digital silence."""
        return _MULAW_SILENCE * 160


def from_bytes(data: bytes) -> Samples:
    """16-bit little-endian samples; half a one at the end is dropped."""
    return np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.int16)


def resample(samples: Samples, rate: int, to_rate: int) -> Samples:
    """Resample a whole recording; nothing is moved in time."""
    if rate == to_rate or not len(samples):
        return samples
    resampled: Samples = soxr.resample(samples, rate, to_rate)
    return resampled


class Upsampler:
    """Brings sound that comes in pieces to 48 kHz, in straight lines from sample to sample.

    A proper filter would hold back up to 50 ms, which would count as delay. What lines add to the
    sound lies above the speech.
    """

    def __init__(self) -> None:
        self._last = 0

    def feed(self, samples: Samples, rate: int) -> Samples:
        """The sound so far is brought to 48 kHz; gives what this piece adds to it."""
        if not len(samples):
            return samples
        knots = np.concatenate(([self._last], samples))
        self._last = int(samples[-1])
        count = round(len(samples) * SAMPLE_RATE / rate)
        at = (np.arange(count) + 1) * (len(samples) / count)
        sound: Samples = np.rint(np.interp(at, np.arange(len(knots)), knots)).astype(np.int16)
        return sound


def in_telephone_band(samples: Samples, rate: int) -> Samples:
    """Leave out what a telephone network does, in the frequency domain: no sample is delayed."""
    spectrum = np.fft.rfft(samples.astype(np.float64))
    frequencies = np.fft.rfftfreq(len(samples), 1 / rate)
    low, high = TELEPHONE_BAND_HZ
    spectrum[(frequencies < low) | (frequencies > high)] = 0
    sound = np.fft.irfft(spectrum, len(samples))
    heard: Samples = np.rint(sound).clip(-32768, 32767).astype(np.int16)
    return heard


def mulaw(samples: Samples) -> bytes:
    """Encode samples as μ-law, a byte each."""
    wide = samples.astype(np.int32)
    magnitude = np.minimum(np.abs(wide), _MULAW_MOST) + _MULAW_BIAS
    exponent = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    sign = np.where(wide < 0, 0x80, 0)
    code: NDArray[np.int32] = ~(sign | (exponent << 4) | mantissa) & 0xFF
    return code.astype(np.uint8).tobytes()


def from_mulaw(data: bytes) -> Samples:
    """Decode μ-law."""
    return _MULAW_TABLE[np.frombuffer(data, np.uint8)]


def _mulaw_table() -> Samples:
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    exponent, mantissa = (code >> 4) & 7, code & 0x0F
    magnitude = (((mantissa << 3) + _MULAW_BIAS) << exponent) - _MULAW_BIAS
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


_MULAW_TABLE = _mulaw_table()
