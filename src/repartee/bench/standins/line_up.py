from __future__ import annotations

from dataclasses import dataclass

from repartee.simulator.delays import DelayChoice


@dataclass(frozen=True, slots=True)
class LineUp:
    """Who hears, thinks and speaks: vendors by the names of their stand-ins.

    Attributes:
        ears: Who hears.
        brain: Who thinks.
        voice: Who speaks.
    """

    ears: str
    brain: str
    voice: str

    def settings(self) -> dict[str, str]:
        """The same as Repartee's settings, which stock Pipecat's program here reads too."""
        return {
            "STT_PROVIDER": self.ears,
            "LLM_PROVIDER": self.brain,
            "TTS_PROVIDER": self.voice,
        }


QUICKSTART = LineUp("deepgram", "openai", "cartesia")
"""Those of Pipecat's quickstart."""

PRD = LineUp("cartesia", "cerebras", "elevenlabs")
"""The fastest cloud parts, as Repartee's product document chooses them."""


@dataclass(frozen=True, slots=True)
class VendorDelays:
    """How long each vendor takes, in seconds.

    Attributes:
        ears: From the request for the last words to their transcript; every interim transcript
            comes as late after its sound.
        brain: From the request to the first token.
        voice: From the text to the first sample.
        interims: How much more sound each interim transcript covers than the one before. Deepgram's
            guide "Using Interim Results" shows one a second, so that the last one before the end of
            a sentence mostly lacks its last words.
    """

    ears: float = 0.15
    brain: float = 0.2
    voice: float = 0.1
    interims: float = 1.0

    def choice(self, line_up: LineUp) -> DelayChoice:
        """The same, as stand-ins take it.

        Args:
            line_up: Which vendors they are of.
        """
        first = {line_up.ears: self.ears, line_up.brain: self.brain, line_up.voice: self.voice}
        return DelayChoice(1.0, first)
