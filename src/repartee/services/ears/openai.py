from __future__ import annotations

from repartee.services.ears.transcription import TranscriptionEars
from repartee.services.vendor import COMPATIBLE_EARS, OPENAI


class OpenAIEars(TranscriptionEars):
    """Makes services of OpenAI's transcription models."""

    id = "openai"
    vendor = OPENAI
    default_model = "gpt-transcribe"

    def tells_logprobs(self) -> bool:
        """OpenAI tells them of these models alone, and refuses to be asked of others."""
        return "gpt-4o" in self.model and "diarize" not in self.model


class OpenAICompatibleEars(TranscriptionEars):
    """Makes services of any server that speaks OpenAI's API for transcriptions."""

    id = "openai-compatible"
    vendor = COMPATIBLE_EARS
    default_model = "whisper-1"

    @property
    def label(self) -> str:
        """What people call it."""
        return f"{self.model} at {self._address or 'no address'}"
