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
    drain_secs: float = Field(
        0,
        ge=0,
        le=86_400,
        description="Seconds that conversations have to end in peace after SIGTERM, while none "
        "begins. 0 ends them at once, as SIGINT (Ctrl-C) and a second SIGTERM always do. Give "
        "whatever stops the server as much patience: docker stop has 10 s.",
        examples=[600],
    )
    resume_grace_secs: float = Field(
        60,
        ge=0,
        le=3600,
        description="Seconds a conversation waits for a caller whose connection was lost.",
        examples=[60],
    )
    resume_keep_secs: float = Field(
        86_400,
        ge=0,
        le=31_536_000,
        description="Seconds after its last word in which a caller can take a conversation up "
        "again. What was said is on disk for that long; 0 keeps nothing.",
        examples=[86_400],
    )
    max_participants: int = Field(
        5, ge=1, le=20, description="People in one conversation at once.", examples=[5]
    )
    max_body_bytes: int = Field(
        131_072,
        ge=1024,
        le=16_777_216,
        description="Largest request body in bytes; a browser's offer is about 3,000.",
        examples=[131_072],
    )
    max_upload_bytes: int = Field(
        26_214_400,
        ge=1024,
        le=104_857_600,
        description="Largest file that is taken, in bytes: a recording by "
        "/v1/audio/transcriptions, an export by /api/conversations/import.",
        examples=[26_214_400],
    )
    max_text_chars: int = Field(
        2000, ge=1, le=100_000, description="Longest typed message.", examples=[2000]
    )
