from __future__ import annotations

from repartee.services.config import VoiceConfig
from repartee.services.probe import Answer
from repartee.services.provider import VoiceChoice
from repartee.services.voices.kokoro_voices import DEFAULT_VOICE, VOICE_IDS, choices, voice_for
from repartee.services.voices.speech import SpeechVoice, voice_ids_in


class KokoroServerVoice(SpeechVoice):
    """Kokoro on a server, whose voices are those that the server tells of."""

    default_voice = DEFAULT_VOICE

    def __init__(self, config: VoiceConfig) -> None:
        """Describe the voice; nothing is opened.

        Args:
            config: Model, voice, speed and address.
        """
        super().__init__(config)
        self._ids: tuple[str, ...] = VOICE_IDS

    @property
    def voices(self) -> tuple[VoiceChoice, ...]:
        """The voices a caller may choose, the default one first."""
        return choices(tuple(dict.fromkeys((self._voice, *self._ids))), self._voice)

    async def start(self) -> None:
        """Open the pool of connections, and ask which voices there are.

        Raises:
            ProviderError: If the address or the model is missing.
        """
        await super().start()
        answer = await self._probe().ask("/audio/voices")
        if isinstance(answer, Answer) and answer.status == 200:
            self._ids = tuple(voice_ids_in(answer.body)) or VOICE_IDS

    def _voice_for(self, language: str) -> str:
        """The configured voice, unless it speaks another language than the wanted one."""
        if not language or voice_for(language, (self._voice,)):
            return self._voice
        return voice_for(language, self._ids) or self._voice
