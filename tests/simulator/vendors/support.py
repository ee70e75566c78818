"""What several vendors' tests ask."""

from __future__ import annotations

import io
import wave
from pathlib import Path
from typing import Any

from repartee.simulator.faults import Fault, FaultKind
from repartee.simulator.simulator import Simulator
from tests.support.speech import speak

CLOCK: dict[str, Any] = {
    "name": "tell_time",
    "description": "Tell the time.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
}
OPENAI_TOOLS: list[Any] = [{"type": "function", "function": CLOCK}]
ASK_TIME = "What time is it in Tokyo?"
SAID = '{"say": "It is noon in Tokyo.", "ok": true}'


def arm(simulator: Simulator, kind: FaultKind, *, only: str = "") -> None:
    """Have the next request go wrong, or all of them where nobody answers at all."""
    (vendor,) = simulator.names
    times = None if kind is FaultKind.REFUSE else 1
    simulator.arm(vendor, Fault(kind, times=times, only=only))


def silence(secs: float, sample_rate: int = 16_000) -> bytes:
    """A WAV file of silence."""
    return wav(bytes(int(secs * sample_rate) * 2), sample_rate)


def wav(audio: bytes, sample_rate: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(sample_rate)
        out.writeframes(audio)
    return file.getvalue()


def spoken(text: str, directory: Path, voice: str = "slt") -> bytes:
    """A WAV file of flite's speech."""
    return wav(speak(text, voice, directory).tobytes() + bytes(6400), 16_000)
