"""What a client may ask Cartesia's voices, checked.

Written after https://docs.cartesia.ai/api-reference/tts/websocket and the types of the vendor's SDK
4.2.0 (`generation_request`, `tts_generate_params`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from repartee.simulator.vendors.cartesia.errors import (
    MODEL_NOT_FOUND,
    VOICE_NOT_FOUND,
    CartesiaError,
    bad_request,
)

_RATES = frozenset({8000, 16000, 22050, 24000, 44100, 48000})
_ENCODINGS = frozenset({"pcm_s16le", "pcm_f32le", "pcm_mulaw", "pcm_alaw"})
_VOICE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SPEEDS = {"slow": 0.8, "normal": 1.0, "fast": 1.2}


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is to be spoken; the same for all texts of a context."""

    model: str
    voice: str
    encoding: str
    sample_rate: int
    container: str = "raw"
    speed: float = 1.0
    timestamps: bool = False


def read_style(request: Mapping[str, object]) -> Style | CartesiaError:
    """Check how a request wants its text spoken.

    Args:
        request: The request's JSON.
    """
    model = request.get("model_id")
    if not isinstance(model, str) or not model.startswith("sonic"):
        return MODEL_NOT_FOUND
    voice = _voice(request.get("voice"))
    if not _VOICE_ID.fullmatch(voice):
        return VOICE_NOT_FOUND
    shape = request.get("output_format")
    if not isinstance(shape, Mapping):
        return bad_request("Invalid output format", "An output_format is required.")
    encoding, rate = shape.get("encoding", "pcm_s16le"), shape.get("sample_rate")
    container = shape.get("container")
    if encoding not in _ENCODINGS or rate not in _RATES or container not in ("raw", "wav"):
        return bad_request("Invalid output format", "This output_format is not supported.")
    return Style(
        model=model,
        voice=voice,
        encoding=str(encoding),
        sample_rate=int(rate),
        container=str(container),
        speed=_speed(request),
        timestamps=request.get("add_timestamps") is True,
    )


def _voice(voice: object) -> str:
    """A voice's id: given as it is, or in an object, as up to 2026."""
    if isinstance(voice, Mapping):
        voice = voice.get("id")
    return voice if isinstance(voice, str) else ""


def _speed(request: Mapping[str, object]) -> float:
    settings = request.get("generation_config")
    speed = settings.get("speed") if isinstance(settings, Mapping) else None
    if isinstance(speed, int | float) and not isinstance(speed, bool):
        return min(max(float(speed), 0.6), 1.5)
    return _SPEEDS.get(str(request.get("speed")), 1.0)
