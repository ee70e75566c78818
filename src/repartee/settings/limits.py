from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings


class LimitSettings(BaseSettings):
    """How much of everything there may be."""

    max_sessions: int = Field(
        8, ge=1, le=1000, description="Conversations at once; more are refused.", examples=[8]
    )
    max_pending_offers: int = Field(
        256,
        ge=1,
        le=10_000,
        description="Connections being set up at once; each holds a few sockets.",
        examples=[256],
    )
    connect_timeout_secs: float = Field(
        15, gt=0, le=120, description="Seconds an offer may take to connect.", examples=[15]
    )
    idle_timeout_secs: float = Field(
        300, gt=0, le=86_400, description="Seconds of silence that end a call.", examples=[300]
    )
    max_session_secs: float = Field(
        3600, gt=0, le=86_400, description="Longest call in seconds.", examples=[3600]
    )
    max_body_bytes: int = Field(
        131_072,
        ge=1024,
        le=16_777_216,
        description="Largest request body in bytes; a browser's offer is about 3,000.",
        examples=[131_072],
    )
    max_text_chars: int = Field(
        2000, ge=1, le=100_000, description="Longest typed message.", examples=[2000]
    )
