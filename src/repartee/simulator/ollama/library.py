"""Ollama's models: those in its library, those that are here, and those on their way."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

_GIGABYTE = 1_000_000_000
# Rounded from the library's own pages; what is not listed weighs two gigabytes.
_SIZES = {
    "llama3.2:1b": 1_321_098_329,
    "llama3.2:3b": 2_019_393_189,
    "llama3.2": 2_019_393_189,
    "llama3.1:8b": 4_920_753_328,
    "qwen3:4b": 2_497_293_931,
    "qwen3:8b": 5_225_388_164,
    "gemma3:4b": 3_338_801_804,
    "mistral": 4_372_824_384,
}
_FAMILIES = re.compile(
    r"(llama|qwen|gemma|mistral|mixtral|phi|deepseek|gpt-oss|smollm|granite|tinyllama|command|"
    r"nomic|olmo|hermes|falcon|codellama|ministral|lfm)[\w.-]*(:[\w.-]+)?"
)
_LAYERS = (0.985, 0.01, 0.005)  # the weights, the template and licence, the parameters


@dataclass
class Layer:
    """One file of a model."""

    digest: str
    total: int
    completed: int = 0


@dataclass
class Model:
    """A model of the library, as far as it is here."""

    name: str
    layers: list[Layer]
    modified: float = field(default_factory=time.time)

    @property
    def size(self) -> int:
        """In bytes, all of it."""
        return sum(layer.total for layer in self.layers)

    @property
    def digest(self) -> str:
        """Of the whole."""
        return _digest(self.name)

    @property
    def complete(self) -> bool:
        """Whether all of it is here."""
        return all(layer.completed >= layer.total for layer in self.layers)


class Library:
    """What was pulled, in whole or in part: a pull that broke off goes on where it was."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with nothing pulled.

        Args:
            clock: Gives seconds.
        """
        self._models: dict[str, Model] = {}
        self._used: dict[str, float] = {}
        self._clock = clock

    @property
    def models(self) -> list[Model]:
        """Those that are here, in whole."""
        return [model for model in self._models.values() if model.complete]

    def get(self, name: str) -> Model | None:
        """A model that is here in whole."""
        model = self._models.get(full_name(name))
        return model if model is not None and model.complete else None

    def begin(self, name: str) -> Model | None:
        """A model to pull, with what is here already; None if the library has no such model."""
        if not _FAMILIES.fullmatch(name):
            return None
        return self._models.setdefault(full_name(name), _model(full_name(name)))

    def install(self, name: str) -> None:
        """Have a model here, as if it had been pulled."""
        model = self._models.setdefault(full_name(name), _model(full_name(name)))
        for layer in model.layers:
            layer.completed = layer.total

    def remove(self, name: str) -> bool:
        """Delete a model; False if it is not here."""
        self._used.pop(full_name(name), None)
        return self._models.pop(full_name(name), None) is not None

    def use(self, name: str) -> bool:
        """Load a model into memory; False if it was there."""
        fresh = not self.is_loaded(name)
        self._used[full_name(name)] = self._clock()
        return fresh

    def is_loaded(self, name: str) -> bool:
        """Whether a model is in memory: it stays for five minutes."""
        used = self._used.get(full_name(name))
        return used is not None and self._clock() - used < KEPT_SECS


KEPT_SECS = 300.0
"""For how long a model stays in memory, unless a request says otherwise."""


def full_name(name: str) -> str:
    """With the tag, which is `latest` where none is named."""
    return name if ":" in name else f"{name}:latest"


def _model(name: str) -> Model:
    size = _SIZES.get(name) or _SIZES.get(name.removesuffix(":latest")) or 2 * _GIGABYTE
    parts = [int(size * part) for part in _LAYERS]
    return Model(name, [Layer(_digest(f"{name}/{at}"), part) for at, part in enumerate(parts)])


def _digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
