"""What happens on a telephone stream, whoever's it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Started:
    """The stream is open, and this is the call behind it."""

    stream_id: str
    call_id: str
    account_id: str = ""
    encoding: str = ""
    """What the caller's sound is written in, as the vendor calls it; empty if it does not say."""
    sample_rate: int = 8000
    """In Hz."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Sound of the caller's; its frame is for Pipecat's serializer."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key was pressed; its frame is for Pipecat's serializer."""


@dataclass(frozen=True, slots=True)
class Reached:
    """The caller has heard everything up to this mark."""

    mark: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The call is over, or the vendor ends its stream."""


@dataclass(frozen=True, slots=True)
class Uneventful:
    """A message in order that changes nothing."""


Event = Started | Spoken | Pressed | Reached | Stopped | Uneventful
