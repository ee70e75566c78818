from __future__ import annotations

from repartee.audio.resampling import Resampler


class AnyRates:
    """Resamples one stream whose rates may change on the way."""

    def __init__(self) -> None:
        self._resampler: Resampler | None = None

    def resample(self, pcm: bytes, from_rate: int, to_rate: int) -> bytes:
        """Take in sound and give back what can be told of it so far.

        Args:
            pcm: 16-bit little-endian mono samples; any number of them.
            from_rate: Their rate in Hz. If one of the rates is another than before, a new stream
                begins.
            to_rate: Rate in Hz of what goes out.

        Returns:
            Samples of the same kind at `to_rate`.
        """
        resampler = self._resampler
        if resampler is None or (resampler.from_rate, resampler.to_rate) != (from_rate, to_rate):
            resampler = self._resampler = Resampler(from_rate, to_rate)
        return resampler.resample(pcm)

    def reset(self) -> None:
        """Forget what came before: a new stream begins."""
        self._resampler = None

    def drain(self) -> bytes:
        """End the stream: what is held back comes out, and the next one may begin.

        Returns:
            The last 1 to 3 ms, at the rate that was asked for last.
        """
        resampler, self._resampler = self._resampler, None
        return resampler.drain() if resampler is not None else b""
