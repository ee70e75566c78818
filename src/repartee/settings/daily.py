from __future__ import annotations

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

_SPARE_SECS = 900.0


class DailySettings(BaseSettings):
    """Callers who come by Daily's rooms."""

    daily_api_key: SecretStr = Field(
        SecretStr(""), description="Key of a Daily domain; each conversation gets a room of it."
    )
    daily_api_url: str = Field(
        "https://api.daily.co/v1",
        max_length=512,
        description="Address of Daily's REST.",
        examples=["https://api.daily.co/v1"],
    )
    daily_room_url: str = Field(
        "",
        max_length=512,
        description="One room for all conversations, one at a time, instead of one for each. With "
        "TRANSPORT_TYPE=daily the agent waits in it.",
        examples=["https://my-domain.daily.co/reception"],
    )
    daily_token: SecretStr = Field(
        SecretStr(""), description="The agent's own meeting token for DAILY_ROOM_URL."
    )
    daily_no_show_secs: float = Field(
        120,
        gt=0,
        le=3600,
        description="Seconds for which the agent waits in a room for its caller.",
        examples=[120],
    )
    daily_empty_secs: float = Field(
        30,
        gt=0,
        le=3600,
        description="Seconds for which it stays in a room that everybody left: a page that is "
        "loaded anew leaves and comes back.",
        examples=[30],
    )

    @field_validator("daily_api_url", "daily_room_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("it is no address: it must begin with https://")
        return value.rstrip("/")

    @property
    def offers_daily(self) -> bool:
        """Whether callers may come by Daily."""
        return bool(self.daily_room_url or self.daily_api_key.get_secret_value())

    def daily_room_secs(self, longest_call_secs: float) -> float:
        """When a room ends by itself.

        Args:
            longest_call_secs: Nobody must be sent out before.
        """
        return longest_call_secs + self.daily_no_show_secs + _SPARE_SECS
