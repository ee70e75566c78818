from __future__ import annotations

from functools import lru_cache
from math import gcd

import numpy as np
import numpy.typing as npt

_Floats = npt.NDArray[np.float32]

# The filter's reach to either side, in periods of the lower rate: 1.5 ms at 16 kHz, 3 ms at 8 kHz.
_REACH = 24
# Kaiser window: 60 dB of what would fold back is taken away.
_BETA = 5.65


class Resampler:
    """Changes the sample rate of one stream, and holds back 1 to 3 ms of it.

    soxr's stream, which Pipecat uses, passes sound on in blocks: 18 to 46 ms late, measured with
    20 ms chunks. Speech at 16 bits needs no better filter than this one.
    """

    def __init__(self, from_rate: int, to_rate: int) -> None:
        """Make a resampler for one stream.

        Args:
            from_rate: Rate in Hz of what comes in.
            to_rate: Rate in Hz of what goes out.
        """
        self.from_rate = from_rate
        self.to_rate = to_rate
        common = gcd(from_rate, to_rate)
        self._up = to_rate // common
        self._down = from_rate // common
        self._kernel = _kernel(self._up, self._down)
        self.reset()

    def reset(self) -> None:
        """Forget what came before: a new stream begins."""
        taps = self._kernel.shape[1]
        # The past of a stream is silence; so is the half of the filter that reaches into it.
        self._held: _Floats = np.zeros(taps // 2 - 1, np.float32)
        # Where the next sample lies, in steps of 1 / (from_rate * up) s after the first held one.
        self._position = 0

    def resample(self, pcm: bytes) -> bytes:
        """Take in sound and give back what can be told of it so far.

        Args:
            pcm: 16-bit little-endian mono samples at `from_rate`; any number of them.

        Returns:
            Samples of the same kind at `to_rate`.
        """
        if self._up == self._down:
            return pcm
        samples = np.concatenate((self._held, np.frombuffer(pcm, "<i2").astype(np.float32)))
        taps = self._kernel.shape[1]
        whole = len(samples) - taps + 1
        if whole <= 0:
            self._held = samples
            return b""
        positions = np.arange(self._position, whole * self._up, self._down)
        firsts, phases = np.divmod(positions, self._up)
        windows = np.lib.stride_tricks.sliding_window_view(samples, taps)[firsts]
        found = np.einsum("ij,ij->i", windows, self._kernel[phases])
        self._position += len(positions) * self._down - whole * self._up
        self._held = samples[whole:]
        return bytes(np.clip(np.rint(found), -32_768, 32_767).astype("<i2").tobytes())

    def drain(self) -> bytes:
        """End the stream: what is held back comes out, and the next one may begin.

        Returns:
            The last 1 to 3 ms at `to_rate`.
        """
        if self._up == self._down:
            return b""
        taps = self._kernel.shape[1]
        rest = self.resample(bytes(2 * (taps // 2)))
        self.reset()
        return rest


@lru_cache(maxsize=32)
def _kernel(up: int, down: int) -> _Floats:
    """Make a low-pass filter for each place that a sample may lie at between two old ones.

    Args:
        up: Places between two old samples.
        down: Places from one new sample to the next.

    Returns:
        `(up, n_taps)`, each row of sum 1.
    """
    # The cut-off lies a little under half the lower rate, so that what folds back is faint.
    cutoff = min(1.0, up / down) * 0.94
    reach = int(np.ceil(_REACH / min(1.0, up / down)))
    offsets = np.arange(-reach + 1, reach + 1)[None, :] - np.arange(up)[:, None] / up
    window = np.i0(_BETA * np.sqrt(np.clip(1 - (offsets / reach) ** 2, 0, 1)))
    kernel = np.sinc(cutoff * offsets) * window
    normalised: _Floats = (kernel / kernel.sum(axis=1, keepdims=True)).astype(np.float32)
    return normalised
