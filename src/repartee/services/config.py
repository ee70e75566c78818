"""What a provider is handed: settings of one part, already resolved."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import SecretStr

NO_SECRET = SecretStr("")


@dataclass(frozen=True, slots=True, kw_only=True)
class EarsConfig:
    """Settings of a speech-to-text provider."""

    model: str = ""
    """Empty for the provider's default."""
    language: str = "en"
    """BCP 47 or ISO 639-1; `auto` where the provider can detect it."""
    base_url: str = ""
    """Empty for the vendor's own address."""
    api_key: SecretStr = NO_SECRET
    device: Literal["auto", "cpu", "cuda"] = "auto"
    compute_type: str = "default"
    """CTranslate2's name of a number format, such as `int8` or `float16`."""
    no_speech_prob: float = 0.6
    """Segments that are silence with at least this probability are dropped, 0 to 1."""
    models_dir: Path = field(default_factory=lambda: Path("~/.cache/repartee/models"))
    partials: bool = True
    """Whether ears that hear whole utterances tell words while one speaks."""
    early_finals: bool = False
    """Whether ears may call words the last ones before their vendor does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrainConfig:
    """Settings of a language model provider."""

    model: str = ""
    """Empty for the provider's default."""
    base_url: str = ""
    """Empty for the vendor's own address."""
    api_key: SecretStr = NO_SECRET
    temperature: float | None = None
    """0 to 2; None for the model's own."""
    top_p: float | None = None
    max_tokens: int | None = None
    """Longest answer in tokens; None for the provider's default."""
    thinking: Literal["off", "low", "medium", "high"] = "off"
    """How hard Claude thinks before it speaks; thoughts are never spoken."""
    client: Literal["api", "bedrock", "vertex"] = "api"
    """By which door Claude is reached."""
    region: str = ""
    """AWS or Google Cloud region, for Bedrock and Vertex."""
    project: str = ""
    """Google Cloud project, for Vertex."""
    context_tokens: int = 0
    """Tokens of conversation that the model is given; 0 for all that fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceConfig:
    """Settings of a text-to-speech provider."""

    model: str = ""
    """Empty for the provider's default."""
    voice: str = ""
    """Empty for the provider's default."""
    language: str = "en"
    """BCP 47 or ISO 639-1."""
    base_url: str = ""
    """Empty for the vendor's own address."""
    api_key: SecretStr = NO_SECRET
    speed: float = 1.0
    """A factor of the voice's own rate, 0.5 to 2."""
    models_dir: Path = field(default_factory=lambda: Path("~/.cache/repartee/models"))
