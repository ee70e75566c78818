from __future__ import annotations

from repartee.services.speaches import AtSpeaches
from repartee.services.voices.kokoro_server import KokoroServerVoice


class SpeachesVoice(AtSpeaches, KokoroServerVoice):
    """Makes services of Kokoro, or another voice, that Speaches runs."""

    default_model = "speaches-ai/Kokoro-82M-v1.0-ONNX"
