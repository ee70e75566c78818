from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings


class TurnSettings(BaseSettings):
    """When it is the caller's turn."""

    vad_confidence: float = Field(
        0.7, gt=0, lt=1, description="Silero's confidence that counts as speech.", examples=[0.7]
    )
    vad_start_secs: float = Field(
        0.07, ge=0, le=2, description="Seconds of speech that begin a turn.", examples=[0.2]
    )
    vad_stop_secs: float = Field(
        0.2, gt=0, le=5, description="Seconds of silence that pause a turn.", examples=[0.2]
    )
    vad_min_volume: float = Field(
        0.3, ge=0, le=1, description="Loudness below which nothing counts.", examples=[0.6]
    )
    turn_max_pause_secs: float = Field(
        1.0,
        gt=0,
        le=10,
        description="Seconds of silence that end a turn whatever the smart turn model says.",
        examples=[1.2],
    )
