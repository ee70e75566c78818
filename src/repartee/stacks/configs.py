from __future__ import annotations

from pydantic import SecretStr

from repartee.services.config import BrainConfig, EarsConfig, VoiceConfig
from repartee.services.realtime.config import RealtimeConfig
from repartee.settings import Settings

_NO_KEY = SecretStr("")

# What a part is called in settings, and where its address and key are.
_ADDRESSES = {
    "speaches": "speaches_base_url",
    "ollama": "ollama_base_url",
    "kokoro-fastapi": "kokoro_base_url",
    "piper": "piper_base_url",
}


def realtime_config(settings: Settings) -> RealtimeConfig:
    """What a speech-to-speech provider is handed.

    Args:
        settings: The server's settings.
    """
    return RealtimeConfig(
        model=settings.openai_realtime_model,
        voice=settings.openai_realtime_voice,
        base_url=settings.openai_realtime_base_url or settings.openai_base_url,
        api_key=settings.openai_api_key,
        noise_reduction=settings.openai_realtime_noise_reduction,
        turn_detection=settings.openai_realtime_turn_detection,
        eagerness=settings.openai_realtime_eagerness,
        silence_ms=settings.openai_realtime_silence_ms,
        transcription_model=settings.openai_realtime_transcription_model,
        speed=settings.openai_realtime_speed,
        stall_secs=settings.openai_realtime_stall_secs,
        budget_secs=settings.retry_budget_secs,
    )


def ears_config(settings: Settings, provider: str, *, first: bool) -> EarsConfig:
    """What a speech-to-text provider is handed.

    Args:
        settings: The server's settings.
        provider: Its id.
        first: Whether it is the one that STT_MODEL speaks of; fallbacks have their own defaults.
    """
    base_url, key = _reach(settings, provider, "stt")
    return EarsConfig(
        model=settings.stt_model if first else "",
        language=settings.stt_language,
        base_url=base_url,
        api_key=key,
        device=settings.stt_device,
        compute_type=settings.stt_compute_type,
        no_speech_prob=settings.stt_no_speech_prob,
        models_dir=settings.models_dir,
        partials=settings.stt_partials,
        early_finals=settings.early_answers,
    )


def brain_config(settings: Settings, provider: str, *, first: bool) -> BrainConfig:
    """What a language model provider is handed.

    Args:
        settings: The server's settings.
        provider: Its id.
        first: Whether it is the one that LLM_MODEL speaks of.
    """
    base_url, key = _reach(settings, provider, "llm")
    model = settings.llm_model if first else ""
    if provider == "ollama" and not model:
        model = settings.ollama_model
    return BrainConfig(
        model=model,
        base_url=base_url,
        api_key=key,
        temperature=settings.llm_temperature,
        top_p=settings.llm_top_p,
        max_tokens=settings.llm_max_tokens,
        thinking=settings.llm_thinking,
        client=settings.anthropic_client,
        region=settings.anthropic_region,
        project=settings.anthropic_project,
        context_tokens=settings.context_tokens,
    )


def voice_config(settings: Settings, provider: str, *, first: bool) -> VoiceConfig:
    """What a text-to-speech provider is handed.

    Args:
        settings: The server's settings.
        provider: Its id.
        first: Whether it is the one that TTS_MODEL and TTS_VOICE speak of.
    """
    base_url, key = _reach(settings, provider, "tts")
    return VoiceConfig(
        model=settings.tts_model if first else "",
        voice=settings.tts_voice if first else "",
        language=settings.tts_language,
        base_url=base_url,
        api_key=key,
        speed=settings.tts_speed,
        models_dir=settings.models_dir,
    )


def _reach(settings: Settings, provider: str, part: str) -> tuple[str, SecretStr]:
    """Address and key of a provider; both empty for one that computes here."""
    if provider == "openai-compatible":
        return getattr(settings, f"{part}_base_url"), getattr(settings, f"{part}_api_key")
    address = _ADDRESSES.get(provider, f"{provider}_base_url")
    return getattr(settings, address, ""), getattr(settings, f"{provider}_api_key", _NO_KEY)
