"""A secret in every setting that holds one, easily found again in whatever is shown."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import httpx

from repartee.settings import Settings
from tests.support.nasty_vendor import NastyVendor

SECRETS = sorted(
    name for name, each in Settings.model_fields.items() if "Secret" in str(each.annotation)
)
NOT_FOR_VENDORS = {
    "access_token",
    "daily_token",
    "database_url",
    "exotel_secret",
    "ice_credential",
    "plivo_auth_token",
    "team_token",
    "telnyx_api_key",
    "turn_secret",
    "twilio_auth_token",
}
"""Those that are shown to nobody, or only to the vendor of a call that is going on."""
_WINDOW = 12


def _tail(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def canary(name: str) -> str:
    """A secret that is easily told from all else, however it is quoted or cut off."""
    return f'{name}-"/+=\\&{_tail(name)}'


# Nobody listens there: the server serves without a database, and says so.
DATABASE = f"postgresql://repartee:{quote(canary('database_url'), safe='')}@127.0.0.1:9/history"
CANARIES = {name.upper(): canary(name) for name in SECRETS} | {"DATABASE_URL": DATABASE}
AS_THEY_ARE = ("ACCESS_TOKEN", "ICE_CREDENTIAL", "DATABASE_URL")


def leaks(text: str) -> list[str]:
    """Names of the secrets of which a piece is in a text, as it is or in base64."""
    return [name for name in SECRETS if any(piece in text for piece in _pieces(name))]


def _pieces(name: str) -> Iterator[str]:
    tail = _tail(name)
    for at in range(len(tail) - _WINDOW + 1):
        yield tail[at : at + _WINDOW]
    for before in range(3):
        yield base64.b64encode(b"-" * before + tail.encode()).decode()[4 : 4 + _WINDOW]


def everything_remote(vendor: NastyVendor) -> dict[str, str]:
    """Every provider that takes a key, all of them at one vendor."""
    where = {
        name.upper(): vendor.url for name in Settings.model_fields if name.endswith("_base_url")
    }
    return {
        **where,
        **CANARIES,
        "HF_ENDPOINT": vendor.url,
        "DAILY_API_URL": vendor.url,
        "STT_PROVIDER": "openai-compatible",
        "STT_FALLBACKS": "openai,cartesia,deepgram",
        "LLM_PROVIDER": "openai-compatible",
        "LLM_MODEL": "a-model",
        "LLM_FALLBACKS": "anthropic,cerebras,groq,openai",
        "TTS_PROVIDER": "openai-compatible",
        "TTS_FALLBACKS": "openai-compatible,openai,elevenlabs,cartesia",
        "STT_FINAL_SECS": "1.5",
        "LLM_FIRST_TOKEN_SECS": "2",
        "TTS_FIRST_AUDIO_SECS": "1",
        "ICE_SERVERS": "stun:127.0.0.1:9",
        "ICE_USERNAME": "me",
    }


@dataclass
class Shown:
    """All that was shown, and where."""

    texts: list[tuple[str, str]] = field(default_factory=list)

    def add(self, where: str, text: str) -> None:
        self.texts.append((where, text))

    def add_answer(self, answer: httpx.Response) -> None:
        headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
        where = f"{answer.request.method} {answer.request.url.path}"
        self.add(where, f"{answer.status_code} {answer.reason_phrase}\n{headers}\n{answer.text}")

    @property
    def leaking(self) -> list[tuple[str, list[str], str]]:
        """Where, which, and the line."""
        return [
            (where, found, line[:2000])
            for where, text in self.texts
            for line in text.splitlines()
            if (found := leaks(line))
        ]


def environment(directory: Path, variables: Mapping[str, str]) -> dict[str, str]:
    own = {name.upper() for name in Settings.model_fields}
    rest = {name: value for name, value in os.environ.items() if name.upper() not in own}
    cache = directory.parent / "cache"
    kept = {
        "CACHE_DIR": str(cache),
        "DATA_DIR": str(directory / "data"),
        "MODELS_DIR": str(directory / "models"),
    }
    return {**rest, **kept, "COLUMNS": "400", **variables}
