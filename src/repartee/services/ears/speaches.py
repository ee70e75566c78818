from __future__ import annotations

from repartee.services.ears.transcription import TranscriptionEars
from repartee.services.speaches import AtSpeaches


class SpeachesEars(AtSpeaches, TranscriptionEars):
    """Makes services of a Whisper that Speaches runs."""

    default_model = "Systran/faster-distil-whisper-small.en"

    def tells_silence(self) -> bool:
        """Every ears of Speaches are Whisper."""
        return True
