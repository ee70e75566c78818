from __future__ import annotations

from typing import Literal

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
    barge_in: Literal["judged", "at-once"] = Field(
        "judged",
        description="What interrupts the agent: `judged` holds its voice at any sound, and goes on "
        'after a cough or a "mhm"; `at-once` stops it at any sound.',
        examples=["at-once"],
    )
    turn_max_pause_secs: float = Field(
        1.2,
        gt=0,
        le=10,
        description="Seconds of silence that end a turn however unfinished it sounds; "
        "in mid-sentence, by the words, 1.75 times as many.",
        examples=[1.0],
    )
    early_answers: bool = Field(
        True,
        description="Whether the brain begins to answer in a pause, before the turn has ended.",
        examples=[False],
    )
    early_answers_per_minute: int = Field(
        12,
        ge=1,
        le=60,
        description="Most early answers a conversation may drop in a minute.",
        examples=[6],
    )
    filler_after_secs: float = Field(
        0.0,
        ge=0,
        le=30,
        description='Seconds without an answer\'s first word after which "One moment." is said, '
        "once a turn; 0 for never.",
        examples=[1.5],
    )
