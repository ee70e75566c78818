"""Which vendors there are stand-ins for, and where they are."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

from repartee.simulator.standin import StandIn

_STANDINS = {
    "anthropic": "AnthropicStandIn",
    "openai": "OpenAIStandIn",
    "cerebras": "CerebrasStandIn",
    "groq": "GroqStandIn",
    "ollama": "OllamaStandIn",
    "speaches": "SpeachesStandIn",
    "kokoro-fastapi": "KokoroFastAPIStandIn",
    "piper": "PiperStandIn",
    "cartesia": "CartesiaStandIn",
    "elevenlabs": "ElevenLabsStandIn",
    "deepgram": "DeepgramStandIn",
    "daily": "DailyStandIn",
}


class UnknownVendorError(ValueError):
    """There is no stand-in of that name."""

    def __init__(self, name: str, known: Sequence[str] = ()) -> None:
        """Name it, and those there are.

        Args:
            name: What was asked for.
            known: What could have been asked for; none means every stand-in.
        """
        among = ", ".join(known or vendors())
        super().__init__(f"There is no stand-in for {name!r} here; choose among {among}.")


def vendors() -> tuple[str, ...]:
    """Names of all stand-ins, in the order in which they get ports."""
    return tuple(name for name in _STANDINS if find_spec(_module(name)) is not None)


def standin_class(name: str) -> type[StandIn]:
    """The class of a stand-in; its module is loaded now.

    Args:
        name: One of `vendors`.

    Raises:
        UnknownVendorError: If it is none of them.
    """
    if name not in vendors():
        raise UnknownVendorError(name)
    found: type[StandIn] = getattr(import_module(_module(name)), _STANDINS[name])
    return found


def chosen(names: Sequence[str]) -> tuple[str, ...]:
    """Check names, drop doubles and bring them into the usual order; none means all.

    Raises:
        UnknownVendorError: If one is unknown.
    """
    for name in names:
        if name not in vendors():
            raise UnknownVendorError(name)
    return tuple(name for name in vendors() if name in names or not names)


def _module(name: str) -> str:
    return f"repartee.simulator.vendors.{name.replace('-', '_')}"
