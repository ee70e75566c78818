"""The built-in voice: one synthesiser in a process of its own, shared by all sessions."""

from repartee.engines.voice.engine import VoiceEngine, VoiceState
from repartee.engines.voice.errors import (
    UnknownVoiceError,
    VoiceBusyError,
    VoiceError,
    VoiceUnavailableError,
)
from repartee.engines.voice.manner import Manner, VoiceInfo
from repartee.engines.voice.utterance import SpeechChunk, SpokenWord, Utterance

__all__ = [
    "Manner",
    "SpeechChunk",
    "SpokenWord",
    "UnknownVoiceError",
    "Utterance",
    "VoiceBusyError",
    "VoiceEngine",
    "VoiceError",
    "VoiceInfo",
    "VoiceState",
    "VoiceUnavailableError",
]
