"""What a speech-to-speech provider is handed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipecat.services.openai.realtime import events
from pydantic import SecretStr

from repartee.services.config import NO_SECRET

RATE = 24_000
"""Rate in Hz of PCM in both directions; the API has no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RealtimeConfig:
    """Settings of a speech-to-speech provider."""

    model: str = ""
    """Empty for the provider's default."""
    voice: str = ""
    """Empty for the provider's default."""
    base_url: str = ""
    """Empty for the vendor's own address; `http` and `ws` are the same."""
    api_key: SecretStr = NO_SECRET
    language: str = ""
    """ISO 639-1 hint for the transcription; empty to detect it."""
    noise_reduction: Literal["near", "far", "off"] = "near"
    """Where the microphone is: at the mouth, in the room, or cleaned already."""
    turn_detection: Literal["server", "semantic"] = "semantic"
    eagerness: Literal["low", "medium", "high", "auto"] = "auto"
    """How soon semantic detection takes a turn for over."""
    silence_ms: int = 500
    """The silence after which server detection takes it for over."""
    transcription_model: str = "gpt-4o-transcribe"
    speed: float = 1.0
    """A factor of the voice's own rate, 0.25 to 1.5."""
    stall_secs: float = 1.5
    """How long a server may be silent while it owes an answer."""
    budget_secs: float = 8.0
    """How long an answer is retried."""


def session_properties(
    config: RealtimeConfig, voice: str, language: str
) -> events.SessionProperties:
    """How a session is to go on, but for instructions and tools.

    Args:
        config: What the operator wants.
        voice: The voice of this conversation.
        language: ISO 639-1; empty to detect it.
    """
    audio = events.AudioConfiguration(
        input=events.AudioInput(
            format=events.PCMAudioFormat(),
            transcription=events.InputAudioTranscription(
                config.transcription_model, language or None
            ),
            noise_reduction=_noise_reduction(config),
            turn_detection=_turn_detection(config),
        ),
        output=events.AudioOutput(format=events.PCMAudioFormat(), voice=voice, speed=config.speed),
    )
    return events.SessionProperties(output_modalities=["audio"], audio=audio)


def _noise_reduction(config: RealtimeConfig) -> events.InputAudioNoiseReduction | None:
    match config.noise_reduction:
        case "near":
            return events.InputAudioNoiseReduction(type="near_field")
        case "far":
            return events.InputAudioNoiseReduction(type="far_field")
        case _:
            return None


def _turn_detection(
    config: RealtimeConfig,
) -> events.TurnDetection | events.SemanticTurnDetection:
    if config.turn_detection == "server":
        return events.TurnDetection(silence_duration_ms=config.silence_ms)
    return events.SemanticTurnDetection(
        eagerness=config.eagerness, create_response=True, interrupt_response=True
    )
