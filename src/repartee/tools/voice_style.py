"""How the agent speaks: faster, slower, louder, softer, and once more."""

from __future__ import annotations

from repartee.tools.answer import Answer, answer
from repartee.tools.host import ToolHost

# A difference everyone hears: three steps take a rate of 1.0 to its limits.
_STEP = 1.25
SLOWEST, FASTEST = 0.5, 2.0
SOFTEST, LOUDEST = 0.1, 2.0
_UNABLE = "This voice has one way of speaking only."


class VoiceStyle:
    """The voice of one conversation."""

    def __init__(self, host: ToolHost) -> None:
        self._host = host
        self._rate = 1.0
        self._volume = 1.0

    async def repeat_last(self) -> Answer:
        """Say the previous answer again."""
        return answer(self._host.last_answer() or "I haven't said anything yet.")

    async def speak_faster(self) -> Answer:
        """Speak faster from now on."""
        return await self._change_rate(_STEP, "I'll speak faster.", "I can't speak any faster.")

    async def speak_slower(self) -> Answer:
        """Speak slower from now on."""
        return await self._change_rate(1 / _STEP, "I'll speak slower.", "I can't speak any slower.")

    async def speak_louder(self) -> Answer:
        """Speak louder from now on."""
        return await self._change_volume(_STEP, "I'll speak up.", "I can't speak any louder.")

    async def speak_softer(self) -> Answer:
        """Speak more softly from now on."""
        return await self._change_volume(
            1 / _STEP, "I'll speak more softly.", "I can't speak any softer."
        )

    async def speak_normally(self) -> Answer:
        """Go back to the usual speed and loudness."""
        self._rate = self._volume = 1.0
        if not await self._host.adjust_voice(rate=1.0, volume=1.0):
            return answer(_UNABLE)
        return answer("This is my usual voice again.", rate=1.0, volume=1.0)

    async def _change_rate(self, factor: float, done: str, at_limit: str) -> Answer:
        rate = _within(self._rate * factor, SLOWEST, FASTEST)
        if rate == self._rate:
            return answer(at_limit, rate=rate)
        if not await self._host.adjust_voice(rate=rate):
            return answer(_UNABLE)
        self._rate = rate
        return answer(done, rate=rate)

    async def _change_volume(self, factor: float, done: str, at_limit: str) -> Answer:
        volume = _within(self._volume * factor, SOFTEST, LOUDEST)
        if volume == self._volume:
            return answer(at_limit, volume=volume)
        if not await self._host.adjust_voice(volume=volume):
            return answer(_UNABLE)
        self._volume = volume
        return answer(done, volume=volume)


def _within(value: float, low: float, high: float) -> float:
    return round(min(max(value, low), high), 3)
