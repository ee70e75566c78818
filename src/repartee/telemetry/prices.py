"""What providers bill: a table that is data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

_OWN_FILE = Path(__file__).with_name("prices.yaml")
_ANY = "*"
# Vendors name a model's edition by its date: gpt-4.1-2025-04-14, claude-haiku-4-5-20251001.
_EDITION = re.compile(r"[-@]\d{4}-?\d{2}-?\d{2}$")
_PER = {"million": 1_000_000, "thousand": 1_000, "hour": 3_600, "minute": 60}

Unit = Literal[
    "input_tokens",
    "cached_tokens",
    "cache_write_tokens",
    "output_tokens",
    "input_audio_tokens",
    "cached_audio_tokens",
    "output_audio_tokens",
    "characters",
    "heard_secs",
]
"""What is billed; no token is in two of them."""


class PricesError(Exception):
    """A file of prices cannot be used; the message says why."""


class Price(BaseModel):
    """What one provider bills for one model."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    provider: Annotated[str, Field(min_length=1)]
    model: Annotated[str, Field(min_length=1)]
    usd: dict[Unit, Annotated[float, Field(ge=0, allow_inf_nan=False)]] = Field(
        default_factory=dict
    )
    per: Literal["million", "thousand", "hour", "minute"] = "million"
    free: bool = False
    source: str = ""
    checked: str = ""
    """Against what it was checked besides its source; empty where it was not."""

    def of(self, unit: str, amount: float) -> float | None:
        """What so much costs, in US dollars; None for a unit without a known price."""
        if self.free:
            return 0.0
        known = {str(name): usd for name, usd in self.usd.items()}
        return known[unit] * amount / _PER[self.per] if unit in known else None


_FILE = TypeAdapter(list[Price])


class PriceTable:
    """Prices by provider and model."""

    def __init__(self, prices: Iterable[Price]) -> None:
        """Take prices.

        Args:
            prices: A later one counts in place of an earlier one of the same model.
        """
        self._prices = {(each.provider, each.model): each for each in prices}

    @classmethod
    def of(cls, own_file: Path | None = None) -> PriceTable:
        """Read the table that comes with Repartee, and a file that counts before it.

        Args:
            own_file: Of the same form; None for none.

        Raises:
            PricesError: If the file cannot be read, or is none of prices.
        """
        return cls([*_usual(), *(_read(own_file) if own_file else ())])

    def cost(self, provider: str, model: str, unit: str, amount: float) -> float | None:
        """What something costs.

        Args:
            provider: Its id in the settings.
            model: As the settings name it, or as an edition of it.
            unit: One of `Unit`.
            amount: Tokens, characters or seconds.

        Returns:
            US dollars; None where no price is known.
        """
        names = (model, _EDITION.sub("", model), _ANY)
        prices = (self._prices.get((provider, name)) for name in names)
        price = next((each for each in prices if each is not None), None)
        return price.of(unit, amount) if price else None


@cache
def _usual() -> tuple[Price, ...]:
    return _read(_OWN_FILE)


def _read(path: Path) -> tuple[Price, ...]:
    try:
        entries = _FILE.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise PricesError(f"{path} cannot be read: {error}.") from error
    except yaml.YAMLError as error:
        raise PricesError(f"{path} is not YAML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PricesError(f"{path}: {where}: {first['msg']}. See docs/costs.md.") from error
    return tuple(entries)
