from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings


class RealtimeSettings(BaseSettings):
    """One model that hears and speaks: STACK=realtime."""

    openai_realtime_model: str = Field(
        "gpt-realtime",
        min_length=1,
        max_length=200,
        description="The model that hears and speaks.",
        examples=["gpt-realtime-mini"],
    )
    openai_realtime_base_url: str = Field(
        "",
        max_length=512,
        description="Address of a server that speaks OpenAI's Realtime protocol; empty for "
        "OPENAI_BASE_URL. The key is OPENAI_API_KEY.",
        examples=["wss://my-server.example.com/v1"],
    )
    openai_realtime_voice: str = Field(
        "marin",
        min_length=1,
        max_length=64,
        description="Its voice: marin, cedar, alloy, ash, ballad, coral, echo, sage, shimmer, "
        "verse, or one of the server's own.",
        examples=["cedar"],
    )
    openai_realtime_speed: float = Field(
        1.0, ge=0.25, le=1.5, description="Speaking rate as a factor.", examples=[1.1]
    )
    openai_realtime_noise_reduction: Literal["near", "far", "off"] = Field(
        "near",
        description="Where the microphone is: near the mouth (headset, telephone), far from it "
        "(laptop, room), or off.",
        examples=["far"],
    )
    openai_realtime_turn_detection: Literal["server", "semantic"] = Field(
        "semantic",
        description="When a turn is over: after a silence (server), or when what was said sounds "
        "complete (semantic).",
        examples=["server"],
    )
    openai_realtime_eagerness: Literal["low", "medium", "high", "auto"] = Field(
        "auto",
        description="How soon semantic detection answers; it waits 8, 4 or 2 seconds at most.",
        examples=["high"],
    )
    openai_realtime_silence_ms: int = Field(
        500,
        ge=100,
        le=5000,
        description="Milliseconds of silence after which server detection answers.",
        examples=[300],
    )
    openai_realtime_transcription_model: str = Field(
        "gpt-4o-transcribe",
        min_length=1,
        max_length=200,
        description="Who writes down what the caller says: gpt-4o-transcribe, "
        "gpt-4o-mini-transcribe, whisper-1 or gpt-realtime-whisper.",
        examples=["gpt-4o-mini-transcribe"],
    )
    openai_realtime_stall_secs: float = Field(
        1.5,
        gt=0,
        le=60,
        description="Seconds of silence of a server that owes an answer, after which another "
        "connection is opened. Longer for models that reason.",
        examples=[5.0],
    )

    @field_validator("openai_realtime_base_url")
    @classmethod
    def _realtime_scheme(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://", "ws://", "wss://")):
            raise ValueError("it is no address: it must begin with wss:// or https://")
        return value.rstrip("/")
