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
    shape = _shape(request.get("output_format"))
    if shape is None:
        return bad_request("Invalid output format", "This output_format is not supported.")
    container, encoding, rate = shape
    return Style(
        model=model,
        voice=voice,
        encoding=encoding,
        sample_rate=rate,
        container=container,
        speed=_speed(request),
        timestamps=request.get("add_timestamps") is True,
    )


def _shape(asked: object) -> tuple[str, str, int] | None:
    """Container, encoding and rate; None if one of them is none."""
    if not isinstance(asked, Mapping):
        return None
    container, rate = str(asked.get("container")), asked.get("sample_rate")
    encoding = str(asked.get("encoding", "pcm_s16le"))
    if container not in ("raw", "wav") or encoding not in _ENCODINGS:
        return None
    return (container, encoding, rate) if isinstance(rate, int) and rate in _RATES else None


def _voice(voice: object) -> str:
    """A voice's id: given as it is, or in an object, as up to 2026."""
    if isinstance(voice, Mapping):
        voice = voice.get("id")
    return voice if isinstance(voice, str) else ""


def _speed(request: Mapping[str, object]) -> float:
    settings = request.get("generation_config")
    speed = settings.get("speed") if isinstance(settings, Mapping) else None
    if isinstance(speed, int | float) and 0.6 <= speed <= 1.5:
        return float(speed)
    return _SPEEDS.get(str(request.get("speed")), 1.0)
