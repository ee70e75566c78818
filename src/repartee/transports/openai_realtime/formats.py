"""Sound as it stands in events: 16-bit PCM at 24 kHz, or G.711 at 8 kHz."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_Table = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """One encoding of the wire."""

    name: str
    rate: int
    """Samples a second."""
    bytes_a_sample: int

    def decode(self, wire: bytes) -> bytes:
        """Turn the wire's bytes into 16-bit little-endian samples."""
        if self.bytes_a_sample == 2:
            return wire
        return _DECODED[self.name][np.frombuffer(wire, np.uint8)].tobytes()

    def encode(self, pcm: bytes) -> bytes:
        """Turn 16-bit little-endian samples into the wire's bytes."""
        if self.bytes_a_sample == 2:
            return pcm
        samples = np.frombuffer(pcm, np.int16).astype(np.int32) + 32_768
        return _ENCODED[self.name][samples].tobytes()

    def millis(self, n_bytes: int) -> int:
        """How long so many bytes of the wire last."""
        return n_bytes * 1000 // (self.rate * self.bytes_a_sample)


PCM = AudioFormat("audio/pcm", 24_000, 2)
FORMATS = {
    each.name: each
    for each in (PCM, AudioFormat("audio/pcmu", 8000, 1), AudioFormat("audio/pcma", 8000, 1))
}


def _mu_law() -> _Table:
    """G.711: what each µ-law byte means."""
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    exponent, mantissa = (code >> 4) & 7, code & 15
    size = (((mantissa << 3) + 0x84) << exponent) - 0x84
    return np.where(code & 0x80, -size, size).astype(np.int16)


def _a_law() -> _Table:
    """G.711: what each A-law byte means."""
    code = np.arange(256, dtype=np.int32) ^ 0x55
    exponent, mantissa = (code >> 4) & 7, code & 15
    low = (mantissa << 4) + 8
    size = np.where(exponent > 0, (low + 0x100) << np.maximum(exponent - 1, 0), low)
    return np.where(code & 0x80, size, -size).astype(np.int16)


def _nearest(meaning: _Table) -> npt.NDArray[np.uint8]:
    """The byte for each of the 65,536 samples: the one that means the nearest."""
    order = np.argsort(meaning, kind="stable")
    values = meaning[order].astype(np.int32)
    middles = (values[1:] + values[:-1]) // 2
    return order[np.searchsorted(middles, np.arange(-32_768, 32_768))].astype(np.uint8)


_DECODED = {"audio/pcmu": _mu_law(), "audio/pcma": _a_law()}
_ENCODED = {name: _nearest(meaning) for name, meaning in _DECODED.items()}
