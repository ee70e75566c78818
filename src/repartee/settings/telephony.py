from __future__ import annotations

import base64
import binascii
import ipaddress
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode

from repartee.settings.lists import split_commas

_ED25519_KEY_BYTES = 32


class TelephonySettings(BaseSettings):
    """Calls from the telephone network, and what the world calls this server."""

    public_url: str = Field(
        "",
        max_length=512,
        description="What the internet calls this server: scheme and host. Telephone vendors sign "
        "it. Empty: read from each request.",
        examples=["https://agent.example.com"],
    )
    trusted_proxies: Annotated[list[str], NoDecode] = Field(
        default_factory=lambda: ["127.0.0.1", "::1"],
        description="Proxies and tunnels whose X-Forwarded-Proto and X-Forwarded-Host are "
        "believed: addresses or networks, separated by commas.",
        examples=["127.0.0.1,10.0.0.0/8"],
    )
    twilio_account_sid: str = Field(
        "", max_length=64, description="Account SID of Twilio.", examples=["AC0123456789abcdef"]
    )
    twilio_auth_token: SecretStr = Field(
        SecretStr(""),
        description="Auth token of Twilio: it proves webhooks, and hangs up.",
        examples=["a-token"],
    )
    twilio_base_url: str = Field(
        "https://api.twilio.com",
        max_length=512,
        description="Address of Twilio's REST API; other regions have their own.",
        examples=["https://api.dublin.ie1.twilio.com"],
    )
    telnyx_public_key: str = Field(
        "",
        max_length=256,
        description="Public key of Telnyx, in base64: it proves webhooks.",
        examples=["e5kNAbvI+r3lW5uBWBNoJuLoiZRMXlBZdPGO4oTKJ+A="],
    )
    telnyx_api_key: SecretStr = Field(
        SecretStr(""), description="API key of Telnyx: it hangs up.", examples=["KEY0123"]
    )
    plivo_auth_id: str = Field(
        "", max_length=64, description="Auth ID of Plivo.", examples=["MA0123456789"]
    )
    plivo_auth_token: SecretStr = Field(
        SecretStr(""),
        description="Auth token of Plivo: it proves webhooks, and hangs up.",
        examples=["a-token"],
    )
    exotel_secret: SecretStr = Field(
        SecretStr(""),
        description="Secret in the address that Exotel's applet calls; Exotel signs nothing.",
        examples=["a-long-random-string"],
    )

    @field_validator("public_url", "twilio_base_url")
    @classmethod
    def _scheme_and_host(cls, value: str) -> str:
        if value and not _is_scheme_and_host(value):
            raise ValueError("it must be http:// or https:// and a host, without a path")
        return value.rstrip("/")

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _proxies_split(cls, value: object) -> object:
        return split_commas(value)

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: list[str]) -> list[str]:
        for each in value:
            try:
                ipaddress.ip_network(each, strict=False)
            except ValueError:
                raise ValueError(f"'{each}' is no address and no network") from None
        return value

    @field_validator("telnyx_public_key")
    @classmethod
    def _public_key(cls, value: str) -> str:
        try:
            length = len(base64.b64decode(value, validate=True))
        except binascii.Error:
            length = -1
        if value and length != _ED25519_KEY_BYTES:
            raise ValueError("it is no Ed25519 key in base64")
        return value


def _is_scheme_and_host(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    rest = parts.path.rstrip("/") + parts.query + parts.fragment
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not rest
