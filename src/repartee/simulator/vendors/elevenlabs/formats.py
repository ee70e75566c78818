"""ElevenLabs' output formats; of the compressed ones, the stand-in has none."""

from __future__ import annotations

from dataclasses import dataclass

_PCM_RATES = frozenset({8000, 16000, 22050, 24000, 32000, 44100, 48000})
_ENCODINGS = {"pcm": "pcm_s16le", "ulaw": "pcm_mulaw", "alaw": "pcm_alaw"}


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """In what shape audio is given."""

    encoding: str
    sample_rate: int


def read_format(name: str) -> OutputFormat | None:
    """Read a format's name, such as `pcm_24000` or `ulaw_8000`; None if there is none."""
    codec, _, rate = name.partition("_")
    encoding = _ENCODINGS.get(codec)
    if encoding is None or not rate.isdecimal():
        return None
    fits = int(rate) in _PCM_RATES if codec == "pcm" else rate == "8000"
    return OutputFormat(encoding, int(rate)) if fits else None
