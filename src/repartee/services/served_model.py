"""A model that a server runs, and fetches for itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Protocol

from repartee.services.progress import OnProgress


class ModelServer(Protocol):
    """A server that can be asked for its models: Ollama, Speaches."""

    async def has(self, model: str) -> bool:
        """Whether a model is there.

        Args:
            model: Its name.

        Raises:
            ProviderError: If the server cannot be asked.
        """
        ...

    async def pull(self, model: str, on_progress: OnProgress) -> None:
        """Have a model fetched.

        Args:
            model: Its name.
            on_progress: Told how far it is.

        Raises:
            ProviderError: If the model does not exist, or the server or its registry fails.
        """
        ...


class ServedModel(ABC):
    """What a provider can do whose server fetches the model."""

    model: str

    @property
    @abstractmethod
    def _models(self) -> ModelServer:
        """The server that has it."""

    async def missing_model(self) -> str | None:
        """The name of the model if the server does not have it; None if it has.

        Raises:
            ProviderError: If the server cannot be asked.
        """
        return None if await self._models.has(self.model) else self.model

    async def pull(self, on_progress: OnProgress) -> None:
        """Have the server fetch the model.

        Args:
            on_progress: Told how far it is.

        Raises:
            ProviderError: If the model does not exist, or the server or its registry fails.
        """
        await self._models.pull(self.model, on_progress)
