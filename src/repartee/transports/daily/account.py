from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from pydantic import SecretStr

from repartee.services.probe import Answer, Probe, degraded, healthy
from repartee.services.provider import Check
from repartee.services.vendor import DAILY
from repartee.transports.daily.faults import DailyMissingError


class DailyAccount:
    """Tells whether callers can come by Daily: a provider of neither ears, brain nor voice."""

    id = "daily"
    label = "Daily's rooms"

    def __init__(self, api_url: str, api_key: SecretStr) -> None:
        """Describe it; nothing is asked.

        Args:
            api_url: Such as `https://api.daily.co/v1`.
            api_key: The domain's key.
        """
        headers = {"Authorization": f"Bearer {api_key.get_secret_value()}"}
        self._probe = Probe(DAILY, api_url, "/", headers, api_key)

    async def start(self) -> None:
        """Nothing is to be loaded."""

    async def close(self) -> None:
        """Nothing is open."""

    async def check(self) -> Check:
        """Ask for the domain of the key."""
        if find_spec("daily") is None:
            missing = str(DailyMissingError())
            finding, _, fix = missing.partition(". ")
            return degraded(finding, fix)
        return await self._probe.check(_judge_domain)


def _judge_domain(answer: Answer) -> Check:
    return healthy(f"the key is good for the domain {_domain(answer.body)}", answer.millis)


def _domain(body: Any) -> str:
    name = body.get("domain_name") if isinstance(body, Mapping) else None
    return str(name or "it belongs to")[:64]
