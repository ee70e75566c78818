from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Grade(StrEnum):
    """How bad it is."""

    GOOD = "good"
    WARNING = "warning"
    """It works, but something may surprise."""
    BAD = "bad"
    """It does not work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check showed."""

    name: str
    """A word or two: "Ears", "Port"."""
    grade: Grade
    text: str
    fix: str = ""
    """What to do, as one sentence; empty where nothing is wrong."""
    millis: float | None = None
    """How long the check took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What the settings say that a machine's checks need to know; never a secret."""

    host: str = "127.0.0.1"
    port: int = 7860
    loopback: bool = True
    """Whether only this machine can reach the server."""
    has_token: bool = False
    https: bool = False
    own_certificate: bool = False
    """Whether the certificate is made here, so that browsers warn of it."""
    udp_ports: int | None = None
    """How many there are for sound; None for any number."""
    sessions: int = 8
    ice_servers: tuple[str, ...] = ()
    models_dir: Path = field(default_factory=lambda: Path("~/.cache/repartee/models").expanduser())
    cache_dir: Path = field(default_factory=lambda: Path("~/.cache/repartee").expanduser())
    data_dir: Path = field(default_factory=lambda: Path("~/.local/share/repartee").expanduser())
    connections: int = 264
    """Conversations and offers at once, by the limits."""
    stt_device: str = "auto"
    ears: str = "built-in"
    """Id of the ears that serve first; likewise the brain and the voice."""
    brain: str = "built-in"
    voice: str = "built-in"
    brain_fallbacks: tuple[str, ...] = ()


def good(name: str, text: str) -> Finding:
    """Nothing is wrong."""
    return Finding(name, Grade.GOOD, text)


def warning(name: str, text: str, fix: str) -> Finding:
    """It works, but."""
    return Finding(name, Grade.WARNING, text, fix)


def bad(name: str, text: str, fix: str) -> Finding:
    """It does not work."""
    return Finding(name, Grade.BAD, text, fix)
