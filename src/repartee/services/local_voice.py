from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

from pipecat.frames.frames import ErrorFrame, Frame, TTSAudioRawFrame
from pipecat.services.settings import TTSSettings
from pipecat.services.tts_service import TTSService
from pipecat.utils.types import NOT_GIVEN, NotGiven

from repartee.engines.voice import VoiceEngine, VoiceError
from repartee.services.word_times import estimated_word_times


@dataclass
class LocalVoiceSettings(TTSSettings):
    """What can be changed in mid-conversation.

    Attributes:
        rate: Speaking rate as a factor of the voice's own, 0.5 to 2.0.
        volume: Loudness as a factor, 0.1 to 2.0.
    """

    rate: float | NotGiven = field(default_factory=lambda: NOT_GIVEN)
    volume: float | NotGiven = field(default_factory=lambda: NOT_GIVEN)


class LocalVoiceTTSService(TTSService):
    """The built-in voice as a Pipecat service: a sentence in, 20 ms chunks and word times out.

    With word times, an interruption leaves the words really heard in the context; without, stock
    Pipecat drops the whole sentence that was cut.
    """

    Settings = LocalVoiceSettings
    _settings: LocalVoiceSettings

    def __init__(self, engine: VoiceEngine, *, voice: str = "") -> None:
        """Make the voice of one session.

        Args:
            engine: The started engine shared by all sessions.
            voice: Which of its voices; empty for the default.
        """
        super().__init__(
            sample_rate=engine.sample_rate,
            push_text_frames=False,
            push_start_frame=True,
            push_stop_frames=True,
            settings=LocalVoiceSettings(
                model=engine.name, voice=voice, language=None, rate=1.0, volume=1.0
            ),
        )
        self._engine = engine
        self._spoken_bytes: dict[str, int] = {}

    def can_generate_metrics(self) -> bool:
        """Whether time to the first audio is measured: it is."""
        return True

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        """Speak a sentence.

        Args:
            text: The sentence.
            context_id: The answer it belongs to; its word times count from the answer's begin.

        Yields:
            20 ms of audio each, or one error that leaves the session alive.
        """
        began = self._spoken_bytes.get(context_id, 0)
        spoken = 0
        await self.start_tts_usage_metrics(text)
        try:
            async for chunk in self._engine.synthesise(text, **self._manner()):
                await self.stop_ttfb_metrics()
                spoken += len(chunk)
                yield TTSAudioRawFrame(chunk, self.sample_rate, 1, context_id=context_id)
        except VoiceError as error:
            yield ErrorFrame(f"A sentence could not be spoken: {error}")
            return
        finally:
            self._spoken_bytes[context_id] = began + spoken
        times = estimated_word_times(text, self._seconds(spoken))
        offset = self._seconds(began)
        await self.add_word_timestamps(
            [(word, offset + seconds) for word, seconds in times], context_id
        )

    async def on_audio_context_interrupted(self, context_id: str) -> None:
        """Forget an answer that was cut short.

        Args:
            context_id: The answer.
        """
        self._spoken_bytes.pop(context_id, None)
        await super().on_audio_context_interrupted(context_id)

    async def on_audio_context_completed(self, context_id: str) -> None:
        """Forget an answer that was spoken to its end.

        Args:
            context_id: The answer.
        """
        self._spoken_bytes.pop(context_id, None)
        await super().on_audio_context_completed(context_id)

    def _manner(self) -> dict[str, Any]:
        settings = self._settings
        return {"voice": settings.voice or "", "rate": settings.rate, "volume": settings.volume}

    def _seconds(self, n_bytes: int) -> float:
        return n_bytes / 2 / self.sample_rate
