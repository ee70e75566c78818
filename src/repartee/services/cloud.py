"""What all vendors have in common with whom each session has a connection of its own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from pydantic import SecretStr

from repartee.services.addresses import as_http
from repartee.services.probe import Probe
from repartee.services.provider import Check
from repartee.services.vendor import Vendor


class CloudProvider(ABC):
    """A model of a vendor: an address and a key, and nothing to share."""

    vendor: ClassVar[Vendor]
    default_model: ClassVar[str]

    def __init__(self, model: str, base_url: str, key: SecretStr) -> None:
        """Describe the provider; nothing is opened.

        Args:
            model: Empty for the vendor's default.
            base_url: Empty for the vendor's own address.
            key: The vendor's.
        """
        self.model = model or self.default_model
        self._address = as_http(base_url or self.vendor.address)
        self._key = key

    @property
    def label(self) -> str:
        """What people call it."""
        return f"{self.vendor.name} {self.model}"

    async def start(self) -> None:
        """Look whether there is a key.

        Raises:
            ProviderError: If there is none.
        """
        self._probe().require(self.label)

    async def close(self) -> None:  # noqa: B027 - most have nothing to close
        """Nothing is shared."""

    async def check(self) -> Check:
        """Ask for something that needs the key and costs nothing."""
        return await self._probe().check()

    @abstractmethod
    def _probe(self) -> Probe:
        """What asks the vendor, with the key."""
