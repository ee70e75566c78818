from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

from repartee.engines.phrasebook import Phrasebook
from repartee.services.brains.built_in import BuiltInBrain
from repartee.services.config import BrainConfig, EarsConfig, VoiceConfig
from repartee.services.ears.built_in import BuiltInEars
from repartee.services.provider import BrainProvider, EarsProvider, VoiceProvider
from repartee.services.voices.built_in import BuiltInVoice
from repartee.settings import Settings, SettingsError
from repartee.stacks.configs import brain_config, ears_config, voice_config

# Imported when they are configured: some take seconds, some need an extra.
_EARS = {
    "cartesia": "cartesia:CartesiaEars",
    "deepgram": "deepgram:DeepgramEars",
    "faster-whisper": "faster_whisper:FasterWhisperEars",
    "moonshine": "moonshine:MoonshineEars",
    "openai": "openai:OpenAIEars",
    "openai-compatible": "openai:OpenAICompatibleEars",
    "openai-whisper": "openai_whisper:OpenAIWhisperEars",
    "speaches": "speaches:SpeachesEars",
    "whisper-cpp": "whisper_cpp:WhisperCppEars",
}
_BRAINS = {
    "anthropic": "anthropic:AnthropicBrain",
    "cerebras": "cerebras:CerebrasBrain",
    "groq": "groq:GroqBrain",
    "ollama": "ollama:OllamaBrain",
    "openai": "openai:OpenAIBrain",
    "openai-compatible": "openai:OpenAICompatibleBrain",
}
_VOICES = {
    "cartesia": "cartesia:CartesiaVoice",
    "elevenlabs": "elevenlabs:ElevenLabsVoice",
    "kokoro": "kokoro:KokoroVoice",
    "kokoro-fastapi": "kokoro_fastapi:KokoroFastAPIVoice",
    "openai": "openai:OpenAIVoice",
    "openai-compatible": "openai:OpenAICompatibleVoice",
    "piper": "piper:PiperVoice",
    "speaches": "speaches:SpeachesVoice",
}

C = TypeVar("C", EarsConfig, BrainConfig, VoiceConfig)


class Providers:
    """Makes the providers that a plan names, each once."""

    def __init__(self, settings: Settings, phrasebook: Phrasebook) -> None:
        """Remember what providers are made of.

        Args:
            settings: The server's settings.
            phrasebook: What the built-in ears and brain know.
        """
        self._settings = settings
        self._phrasebook = phrasebook

    def ears(self, name: str, *, first: bool) -> EarsProvider:
        """Make a speech-to-text provider.

        Args:
            name: Its id.
            first: Whether it serves first, rather than as a fallback.

        Raises:
            SettingsError: If the package it needs is not installed.
        """
        if name == "built-in":
            return BuiltInEars(self._phrasebook, self._settings.cache_dir)
        config = ears_config(self._settings, name, first=first)
        provider: EarsProvider = _load("ears", _EARS[name])(config)
        return provider

    def brain(self, name: str, *, first: bool) -> BrainProvider:
        """Make a language model provider.

        Args:
            name: Its id.
            first: Whether it serves first, rather than as a fallback.

        Raises:
            SettingsError: If the package it needs is not installed.
        """
        if name == "built-in":
            return BuiltInBrain(self._phrasebook)
        return language_model(self._settings, name, first=first)

    def voice(self, name: str, *, first: bool) -> VoiceProvider:
        """Make a text-to-speech provider.

        Args:
            name: Its id.
            first: Whether it serves first, rather than as a fallback.

        Raises:
            SettingsError: If the package it needs is not installed.
        """
        if name == "built-in":
            return BuiltInVoice(self._settings.tts_voice if first else "")
        config = voice_config(self._settings, name, first=first)
        provider: VoiceProvider = _load("voices", _VOICES[name])(config)
        return provider


def language_model(settings: Settings, name: str, *, first: bool) -> BrainProvider:
    """Make a language model provider.

    Args:
        settings: The server's settings.
        name: Its id; not built-in, which has no model.
        first: Whether it serves first, rather than as a fallback.

    Raises:
        SettingsError: If the package it needs is not installed.
    """
    config = brain_config(settings, name, first=first)
    provider: BrainProvider = _load("brains", _BRAINS[name])(config)
    return provider


def _load(kind: str, where: str) -> Callable[[C], Any]:
    module, name = where.split(":")
    try:
        found = import_module(f"repartee.services.{kind}.{module}")
    except ImportError as error:
        raise SettingsError(
            f"{name} needs the package {error.name}, which is not installed. "
            f"Install it with: pip install -e '.[{_extra(module)}]'"
        ) from error
    provider: Callable[[C], Any] = getattr(found, name)
    return provider


def _extra(module: str) -> str:
    return {"faster_whisper": "whisper"}.get(module, module.replace("_", "-"))
