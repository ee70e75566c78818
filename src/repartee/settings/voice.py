from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode

from repartee.settings.lists import split_commas

VoiceName = Literal[
    "built-in",
    "kokoro",
    "kokoro-fastapi",
    "speaches",
    "openai-compatible",
    "openai",
    "elevenlabs",
    "cartesia",
    "piper",
]


class VoiceSettings(BaseSettings):
    """Text to speech."""

    tts_provider: VoiceName | None = Field(
        None,
        description="Voice: built-in, kokoro, kokoro-fastapi, speaches, openai-compatible, openai, "
        "elevenlabs, cartesia, piper. Empty: the stack's own.",
        examples=["kokoro-fastapi"],
    )
    tts_model: str = Field(
        "",
        max_length=200,
        description="Model of the voice; empty for the provider's default. Speaches: "
        "speaches-ai/Kokoro-82M-v1.0-ONNX. ElevenLabs: eleven_flash_v2_5.",
        examples=["speaches-ai/Kokoro-82M-v1.0-ONNX"],
    )
    tts_voice: str = Field(
        "",
        max_length=64,
        description="The voice to speak with; empty for the provider's default (slt, af_heart, "
        "21m00Tcm4TlvDq8ikWAM …).",
        examples=["af_heart"],
    )
    tts_language: str = Field(
        "en",
        min_length=2,
        max_length=16,
        description="Language that is spoken by the voice.",
        examples=["de"],
    )
    tts_speed: float = Field(
        1.0, ge=0.5, le=2, description="Speaking rate as a factor.", examples=[1.1]
    )
    tts_base_url: str = Field(
        "",
        max_length=512,
        description="Address of TTS_PROVIDER=openai-compatible.",
        examples=["http://localhost:8880/v1"],
    )
    tts_api_key: SecretStr = Field(
        SecretStr(""), description="Key of TTS_PROVIDER=openai-compatible, if it wants one."
    )
    tts_fallbacks: Annotated[list[VoiceName], NoDecode] = Field(
        default_factory=list,
        description="Voices that take over when the first fails, in order, separated by commas.",
        examples=["built-in"],
    )
    tts_first_audio_secs: float = Field(
        2.5,
        gt=0,
        le=60,
        description="Seconds without a sound before another voice is asked.",
        examples=[2.5],
    )
    phrase_cache_mb: int = Field(
        10,
        ge=0,
        le=1000,
        description="Megabytes of memory for what is said in every conversation (greeting, filler, "
        "apologies), so that a voice speaks each once for all callers, and once before the first; "
        "0 for none.",
        examples=[10],
    )

    @field_validator("tts_fallbacks", mode="before")
    @classmethod
    def _split_tts_fallbacks(cls, value: object) -> object:
        return split_commas(value)
