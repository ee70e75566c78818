from __future__ import annotations

from pipecat.services.tts_service import TTSService

from repartee.engines.voice import UnknownVoiceError, VoiceEngine, VoiceState
from repartee.engines.voice.errors import VoiceError
from repartee.services.provider import Check, ProviderError, Verdict, VoiceChoice
from repartee.services.voices.local_voice import (
    LocalVoiceTTSService,
    LocalVoiceTTSSettings,
    local_manner,
)


class BuiltInVoice:
    """flite or espeak-ng, in a process of its own."""

    id = "built-in"

    def __init__(self, voice: str = "") -> None:
        """Describe the voice.

        Args:
            voice: Id of the voice; empty for the engine's own default.
        """
        self._voice = voice
        self._engine = VoiceEngine()

    @property
    def label(self) -> str:
        """Which engine was found."""
        return self._engine.name or "flite or espeak-ng"

    async def start(self) -> None:
        """Find an engine and start it.

        Raises:
            ProviderError: If there is none, or no such voice.
        """
        try:
            await self._engine.start()
            if self._voice:
                self._engine.require_voice(self._voice)
        except UnknownVoiceError as error:
            raise ProviderError(f"TTS_VOICE: {error}") from error
        except VoiceError as error:
            raise ProviderError(str(error)) from error

    async def close(self) -> None:
        """End the process."""
        await self._engine.close()

    async def check(self) -> Check:
        """Whether its process runs, if it was started."""
        if self._engine.state in {VoiceState.RUNNING, VoiceState.STOPPED}:
            return Check(Verdict.HEALTHY, "comes with Repartee")
        return Check(
            Verdict.DEGRADED, "its process has ended", "It is started anew; the log says why."
        )

    def manner(self, rate: float | None, volume: float | None) -> LocalVoiceTTSSettings:
        """The settings by which its services speak otherwise from the next sentence on.

        Args:
            rate: Speaking rate as a factor of the voice's own; None to leave it.
            volume: Loudness as a factor; None to leave it.
        """
        return local_manner(rate, volume)

    @property
    def sample_rate(self) -> int:
        """The rate of its audio in Hz."""
        return self._engine.sample_rate

    @property
    def voices(self) -> tuple[VoiceChoice, ...]:
        """The voices that are installed, the default one first."""
        return tuple(VoiceChoice(each.id, each.label, "en") for each in self._engine.voices)

    def voice(self, voice: str = "", language: str = "") -> TTSService:  # noqa: ARG002
        """Make the service of one session.

        Args:
            voice: Id of a voice; empty for the configured one.
            language: Unused: it speaks English alone.
        """
        return LocalVoiceTTSService(self._engine, voice=voice or self._voice)
