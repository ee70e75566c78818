"""How a session is changed while it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from repartee.simulator.journal import Fact
from repartee.simulator.realtime.client_events import (
    RealtimeError,
    Wishes,
    as_realtime_error,
)
from repartee.simulator.realtime.shapes import AudioOutput, SemanticVad, ServerVad, Session

_MERGED = ("audio", "input", "output")
_FIXED = ("id", "object", "expires_at")


def updated(session: Session, patch: Mapping[str, Any], *, has_spoken: bool) -> Session:
    """Change what a client wants to have changed, and leave the rest.

    Args:
        session: How it was.
        patch: What `session.update` says.
        has_spoken: Whether the model has made a sound: its voice stays from then on.

    Raises:
        RealtimeError: If it cannot be so.
    """
    for name in _FIXED:
        if name in patch:
            raise RealtimeError(
                f"Unknown parameter: 'session.{name}'.", "unknown_parameter", f"session.{name}"
            )
    if patch.get("type", "realtime") != "realtime":
        raise RealtimeError("Passing a transcription session is not allowed.", param="session.type")
    if patch.get("model", session.model) != session.model:
        raise RealtimeError("Cannot update a conversation's model.", "cannot_update_model")
    changed = validated(_merged(session.model_dump(), patch))
    if has_spoken and changed.audio.output.voice != session.audio.output.voice:
        raise RealtimeError(
            "Cannot update a conversation's voice if assistant audio is present.",
            "cannot_update_voice",
        )
    return changed


def facts_of(session: Session) -> dict[str, Fact]:
    """What a journal keeps of a session; None for what is off.

    Args:
        session: As it goes on now.
    """
    heard, spoken = session.audio.input, session.audio.output
    detection = heard.turn_detection
    return {
        "voice": spoken.voice,
        "speed": spoken.speed,
        "transcription": heard.transcription.model if heard.transcription else None,
        "language": heard.transcription.language if heard.transcription else None,
        "noise_reduction": heard.noise_reduction.type if heard.noise_reduction else None,
        "turn_detection": detection.type if detection else None,
        "eagerness": detection.eagerness if isinstance(detection, SemanticVad) else None,
        "silence_ms": detection.silence_duration_ms if isinstance(detection, ServerVad) else None,
        "tools": len(session.tools),
    }


def validated(session: Mapping[str, Any]) -> Session:
    """Check a session.

    Raises:
        RealtimeError: If it cannot be so.
    """
    try:
        return Session.model_validate(session)
    except ValidationError as error:
        raise as_realtime_error(error, under="session") from None


def for_response(session: Session, wishes: Wishes) -> Session:
    """The session as one response wants it.

    Raises:
        RealtimeError: If it cannot be so.
    """
    named = ("instructions", "output_modalities", "tools", "tool_choice", "max_output_tokens")
    dumped = wishes.model_dump(exclude_none=True)
    patch = {name: dumped[name] for name in named if name in dumped}
    if wishes.audio:
        patch["audio"] = {"output": _output_of(wishes.audio)}
    return validated(_merged(session.model_dump(), patch))


def _output_of(audio: Mapping[str, Any]) -> Mapping[str, Any]:
    output = audio.get("output", {})
    unknown = [name for name in output if name not in AudioOutput.model_fields]
    if unknown:
        param = f"response.audio.output.{unknown[0]}"
        raise RealtimeError(f"Unknown parameter: '{param}'.", "unknown_parameter", param)
    return dict(output)


def _merged(base: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for name, value in patch.items():
        deep = name in _MERGED and isinstance(value, Mapping) and isinstance(base.get(name), dict)
        merged[name] = _merged(base[name], value) if deep else value
    return merged
