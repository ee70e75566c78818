from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from repartee.settings import Settings

_PROBE_SECS = 0.5

_KEYS = ("anthropic", "cartesia", "cerebras", "deepgram", "elevenlabs", "groq", "openai")
_SERVERS = ("kokoro_base_url", "ollama_base_url", "speaches_base_url")


@dataclass(frozen=True, slots=True)
class Presence:
    """What is really here for `STACK=auto` to pick from."""

    keys: frozenset[str] = frozenset()
    """Vendors whose key is set."""
    servers: frozenset[str] = frozenset()
    """Of `kokoro-fastapi`, `ollama` and `speaches`, those that take connections."""
    models: frozenset[str] = frozenset()
    """Providers, such as `faster-whisper`, for which a model is installed here."""


async def look_around(settings: Settings, models: Iterable[str] = ()) -> Presence:
    """Find out what is here; takes half a second at most, and sends nothing.

    Args:
        settings: Keys and addresses. An address nobody set is not tried.
        models: Providers for which a model is installed.
    """
    named = [name for name in _SERVERS if name in settings.model_fields_set]
    answers = await asyncio.gather(*(_listens(getattr(settings, name)) for name in named))
    servers = {_provider(name) for name, here in zip(named, answers, strict=True) if here}
    return Presence(
        keys=frozenset(name for name in _KEYS if _has_key(settings, name)),
        servers=frozenset(servers),
        models=frozenset(models),
    )


def _has_key(settings: Settings, vendor: str) -> bool:
    return bool(getattr(settings, f"{vendor}_api_key").get_secret_value())


def _provider(field: str) -> str:
    name = field.removesuffix("_base_url")
    return "kokoro-fastapi" if name == "kokoro" else name


async def _listens(url: str) -> bool:
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme in {"https", "wss"} else 80)
    try:
        async with asyncio.timeout(_PROBE_SECS):
            _, writer = await asyncio.open_connection(parts.hostname, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True
