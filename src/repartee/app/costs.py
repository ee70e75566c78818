"""What conversations cost, and may cost."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from repartee.app.history import History
from repartee.app.todays_costs import TodaysCosts
from repartee.conversation.budget import Purse
from repartee.history.operations import Operations
from repartee.settings import Settings, SettingsError
from repartee.stacks.stack import Stack
from repartee.telemetry.prices import PricesError, PriceTable

_COMPATIBLE = "openai-compatible"
_OWN_NAMES = ("localhost", ".local", ".internal", ".lan")


class StackTariff:
    """What the providers of a stack bill."""

    def __init__(self, stack: Stack, prices: PriceTable, own_servers: frozenset[str]) -> None:
        """Look prices up for a stack.

        Args:
            stack: Knows whose services are.
            prices: What is billed.
            own_servers: Units that an OpenAI-compatible server in the own network serves.
        """
        self._stack = stack
        self._prices = prices
        self._own_servers = own_servers

    def provider_of(self, processor: str) -> str:
        """Whose a service is."""
        return self._stack.provider_of(processor)

    def part_of(self, processor: str) -> str:
        """What a service does."""
        return self._stack.part_of(processor)

    def cost(self, provider: str, model: str, unit: str, amount: float) -> float | None:
        """What something costs in US dollars; None where no price is known."""
        known = self._prices.cost(provider, model, unit, amount)
        is_own = provider == _COMPATIBLE and unit in self._own_servers
        return 0.0 if known is None and is_own else known


def make_purse(settings: Settings, stack: Stack) -> Purse:
    """Make what knows what conversations cost, without I/O but for reading prices.

    Args:
        settings: Budgets, and where prices are.
        stack: Whose services are paid.

    Raises:
        SettingsError: For a PRICES_FILE that cannot be used.
    """
    try:
        prices = PriceTable.of(settings.prices_file)
    except PricesError as error:
        raise SettingsError(f"PRICES_FILE: {error}") from error
    return Purse(
        StackTariff(stack, prices, frozenset(_served_at_home(settings))),
        conversation_usd=settings.budget_per_conversation,
        day_usd=settings.budget_per_day,
    )


def make_todays_costs(purse: Purse, history: History | None) -> TodaysCosts | None:
    """Make what tells a purse of all servers' costs; None where nothing is kept.

    Args:
        purse: Is told.
        history: Not open yet.
    """
    if history is None:
        return None
    return TodaysCosts(purse, Operations(history.store.database).spent_today)


def _served_at_home(settings: Settings) -> Iterator[str]:
    if is_at_home(settings.stt_base_url):
        yield "heard_secs"
    if is_at_home(settings.llm_base_url):
        yield from ("input_tokens", "cached_tokens", "output_tokens")
    if is_at_home(settings.tts_base_url):
        yield "characters"


def is_at_home(address: str) -> bool:
    """Whether a server is on this machine or in its own network, by its address alone.

    Args:
        address: Such as `http://localhost:8000/v1`.
    """
    host = urlsplit(address).hostname or ""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        # Compose and home networks have names without a dot.
        return bool(host) and ("." not in host or host.endswith(_OWN_NAMES))
    return found.is_private or found.is_loopback
