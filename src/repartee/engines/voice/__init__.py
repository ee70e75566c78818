"""The built-in voice: flite or espeak-ng, in a process of its own."""

from repartee.engines.voice.engine import (
    SpeechChunk,
    VoiceEngine,
    VoiceError,
    VoiceState,
    VoiceUnavailableError,
)
from repartee.engines.voice.wire import VoiceName

__all__ = [
    "SpeechChunk",
    "VoiceEngine",
    "VoiceError",
    "VoiceName",
    "VoiceState",
    "VoiceUnavailableError",
]
