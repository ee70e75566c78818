"""How fast the vendors are, as published, and how fast the stand-ins shall be instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace


class BadDelayError(ValueError):
    """A delay was written wrongly; the message says how to write it."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast one service answers."""

    first_secs: float = 0.0
    """From the request to the first token, word or sample."""
    per_unit_secs: float = 0.0
    """For each token after it; for ears and voices, for each second of audio."""

    def scaled(self, factor: float) -> Pace:
        """As many times as slow."""
        return Pace(self.first_secs * factor, self.per_unit_secs * factor)


AT_ONCE = Pace()


@dataclass(frozen=True, slots=True)
class Delays:
    """How fast one vendor's services answer."""

    brain: Pace = AT_ONCE
    ears: Pace = AT_ONCE
    voice: Pace = AT_ONCE
    realtime: Pace = AT_ONCE
    """Of a model that hears and speaks: from the end of a turn to the first sound."""
    load_secs: float = 0.0
    """Before the first answer of a model that was not in use."""
    download_secs: float = 0.0
    """For a model that is not there."""

    def scaled(self, factor: float) -> Delays:
        """As many times as slow; 0 is at once."""
        return Delays(
            brain=self.brain.scaled(factor),
            ears=self.ears.scaled(factor),
            voice=self.voice.scaled(factor),
            realtime=self.realtime.scaled(factor),
            load_secs=self.load_secs * factor,
            download_secs=self.download_secs * factor,
        )

    def first_after(self, seconds: float) -> Delays:
        """With another time to the first token, word or sample, and the rest as it is."""
        return replace(
            self,
            brain=replace(self.brain, first_secs=seconds),
            ears=replace(self.ears, first_secs=seconds),
            voice=replace(self.voice, first_secs=seconds),
            realtime=replace(self.realtime, first_secs=seconds),
        )


NO_DELAYS = Delays()

PUBLISHED: Mapping[str, Delays] = {
    "anthropic": Delays(brain=Pace(0.6, 1 / 70)),
    "openai": Delays(
        brain=Pace(0.5, 1 / 100),
        ears=Pace(0.35, 0.02),
        voice=Pace(0.3, 0.25),
        realtime=Pace(0.5, 0.6),
    ),
    "cerebras": Delays(brain=Pace(0.2, 1 / 3000)),
    "groq": Delays(brain=Pace(0.1, 1 / 300), ears=Pace(0.1, 1 / 216)),
    "ollama": Delays(brain=Pace(0.35, 1 / 40), load_secs=2.0, download_secs=6.0),
    "speaches": Delays(
        ears=Pace(0.3, 0.05), voice=Pace(0.3, 0.2), load_secs=1.0, download_secs=4.0
    ),
    "kokoro-fastapi": Delays(voice=Pace(0.3, 0.03)),
    "cartesia": Delays(ears=Pace(0.066), voice=Pace(0.09, 0.2)),
    "elevenlabs": Delays(voice=Pace(0.075, 0.2)),
    "deepgram": Delays(ears=Pace(0.2)),
    "piper": Delays(voice=Pace(0.05, 0.1)),
    "daily": NO_DELAYS,
}
"""How fast each vendor is. No network and no busy day is in it.

Published: Claude Haiku 4.5, first token 0.6 s (K. Ganglani, "I Tested 5 LLM APIs for Latency",
March 2026), and 68 tokens a second (Artificial Analysis, of 3.5 Haiku at Anthropic); Cerebras,
3,000 tokens a second of gpt-oss-120b (its model catalogue); Groq, first token 0.1 s and 300
tokens a second of Llama 3.3 70B (the guides of jambonz and Lava), and 216 times real time of
whisper-large-v3-turbo (its model page); Kokoro-FastAPI, 0.3 s on a GPU (its README); Cartesia's
ink-whisper, 66 ms to the complete transcript (its announcement, June 2025; a third party measured
266), and Sonic, 90 ms; ElevenLabs' Flash v2.5, 75 ms (its help pages).

OpenAI's Realtime API, "typically 500 ms" to the first sound, which then comes faster than it is
played (OpenAI's cookbook and guide to truncation; how much faster is assumed).

Assumed, as nobody says: the rest of OpenAI, Ollama on a middling GPU, Speaches on one, Deepgram,
Piper, and how fast a voice goes on once it has begun. Downloads take seconds, not the minutes of a
real one.
"""


@dataclass(frozen=True)
class DelayChoice:
    """What was asked for: a factor for all, and times to first for some."""

    factor: float = 1.0
    first_secs: Mapping[str, float] = field(default_factory=dict)

    def of(self, vendor: str) -> Delays:
        """The delays of one vendor."""
        delays = PUBLISHED.get(vendor, NO_DELAYS).scaled(self.factor)
        first = self.first_secs.get(vendor)
        return delays if first is None else delays.first_after(first)


def parse_delays(texts: Iterable[str]) -> DelayChoice:
    """Read delays as people write them: `0.5` for all, `cartesia=0.2` for one.

    Args:
        texts: A factor of the published delays, or VENDOR=SECONDS to the first token, word or
            sample; later ones win.

    Raises:
        BadDelayError: If one is not a number, or negative.
    """
    factor, first = 1.0, dict[str, float]()
    for text in texts:
        vendor, equals, number = text.rpartition("=")
        seconds = _number(number, text)
        if equals:
            first[vendor.strip()] = seconds
        else:
            factor = seconds
    return DelayChoice(factor, first)


def _number(number: str, text: str) -> float:
    try:
        value = float(number)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 3600:
        raise BadDelayError(
            f"{text!r} is not a delay. Write a factor such as 0.5, or VENDOR=SECONDS such as "
            "cartesia=0.2."
        )
    return value
