from __future__ import annotations

from repartee.services.ears.transcription import TranscriptionEars
from repartee.services.vendor import COMPATIBLE_EARS, OPENAI


class OpenAIEars(TranscriptionEars):
    """Makes services of OpenAI's transcription models."""

    id = "openai"
    vendor = OPENAI
    default_model = "gpt-transcribe"


class OpenAICompatibleEars(TranscriptionEars):
    """Makes services of any server that speaks OpenAI's API for transcriptions."""

    id = "openai-compatible"
    vendor = COMPATIBLE_EARS
    default_model = "whisper-1"

    @property
    def label(self) -> str:
        """What people call it."""
        return f"{self.model} at {self._address or 'no address'}"
