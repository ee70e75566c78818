from __future__ import annotations

from pipecat.services.openai.tts import VALID_VOICES

from repartee.services.provider import VoiceChoice
from repartee.services.vendor import COMPATIBLE_VOICE, OPENAI
from repartee.services.voices.speech import SpeechVoice


class OpenAIVoice(SpeechVoice):
    """Makes services of OpenAI's voices."""

    id = "openai"
    vendor = OPENAI
    default_model = "gpt-4o-mini-tts"
    default_voice = "alloy"

    @property
    def voices(self) -> tuple[VoiceChoice, ...]:
        """Its own, and the configured one, the default first."""
        ids = dict.fromkeys((self._voice, *VALID_VOICES))
        return tuple(VoiceChoice(each, each.capitalize()) for each in ids)


class OpenAICompatibleVoice(SpeechVoice):
    """Makes services of any server that speaks OpenAI's API for speech."""

    id = "openai-compatible"
    vendor = COMPATIBLE_VOICE
    default_model = "tts-1"
    default_voice = "alloy"

    @property
    def label(self) -> str:
        """What people call it."""
        return f"{self._voice} at {self._address or 'no address'}"
