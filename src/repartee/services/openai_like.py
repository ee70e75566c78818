"""What all providers behind an OpenAI-like API have in common."""

from __future__ import annotations

from typing import ClassVar

from openai import AsyncOpenAI
from pydantic import SecretStr

from repartee.services.addresses import with_version
from repartee.services.openai_client import open_client
from repartee.services.probe import Answer, Probe, degraded, healthy, ids_in
from repartee.services.provider import Check, ProviderError
from repartee.services.vendor import Vendor
from repartee.services.warm_connection import WarmConnection

_MODELS_NAMED = 3


class OpenAILike:
    """A model at an OpenAI-like API, and the pool of connections to it that all share."""

    vendor: ClassVar[Vendor]
    model_variable: ClassVar[str]
    """The setting that names the model."""
    default_model: ClassVar[str] = ""

    def __init__(self, model: str, base_url: str, key: SecretStr) -> None:
        """Describe the provider; nothing is opened.

        Args:
            model: Empty for the vendor's default.
            base_url: Empty for the vendor's own address.
            key: May be empty where none is needed.
        """
        self.model = model or self.default_model
        self._address = self.api_address(base_url or self.vendor.address)
        self._key = key
        self._client: AsyncOpenAI | None = None
        self._connection: WarmConnection | None = None

    @property
    def label(self) -> str:
        """What people call it."""
        return f"{self.vendor.name} {self.model}".strip()

    @staticmethod
    def api_address(address: str) -> str:
        """Where the API itself is.

        Args:
            address: As configured.
        """
        return address.rstrip("/")

    async def start(self) -> None:
        """Open the pool of connections.

        Raises:
            ProviderError: If key, address or model is missing.
        """
        self._probe().require(self.label)
        if not self.model:
            raise ProviderError(
                f"{self.vendor.name}: no model is chosen. Set {self.model_variable}."
            )
        self._open()

    async def close(self) -> None:
        """Close the pool."""
        client, self._client = self._client, None
        self._connection = None
        if client is not None:
            await client.close()

    async def check(self) -> Check:
        """Ask for the list of models."""
        return await self._probe().check(self._judge_models)

    def _judge_models(self, answer: Answer) -> Check:
        there = ids_in(answer.body)
        if there and self.model not in there:
            some = ", ".join(there[:_MODELS_NAMED])
            fix = f"Set {self.model_variable} to one that it has, such as {some}."
            return degraded(f"it has no model {self.model}", fix, answer.millis)
        return healthy(f"{self.model or 'it'} is there", answer.millis)

    def _probe(self) -> Probe:
        key = self._key.get_secret_value()
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return Probe(self.vendor, self._address, "/models", headers, self._key)

    def _open(self) -> AsyncOpenAI:
        if self._client is None:
            self._client = open_client(self._address, self._key.get_secret_value())
        return self._client

    def _kept_open(self) -> WarmConnection:
        """What keeps one of the pool's connections open, for all sessions together."""
        if self._connection is None:
            self._connection = WarmConnection.of(self._open())
        return self._connection


def versioned(address: str) -> str:
    """Where the API itself is, of a server that people know without its `/v1`.

    Args:
        address: As configured; empty for none.
    """
    return with_version(address) if address else ""
