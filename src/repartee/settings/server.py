from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode

from repartee.settings.lists import split_commas

_HOST_PATTERN = re.compile(r"\*|(\*\.)?[\w-]+(\.[\w-]+)*")


class ServerSettings(BaseSettings):
    """Where the server listens, and whom it lets in."""

    server_host: str = Field(
        "127.0.0.1",
        max_length=255,
        description="Address to listen on. Any but a loopback address needs ACCESS_TOKEN.",
        examples=["0.0.0.0"],
    )
    server_port: int = Field(
        7860, ge=0, le=65535, description="TCP port; 0 takes a free one.", examples=[7860]
    )
    transport_type: Literal["webrtc", "websocket", "daily"] = Field(
        "webrtc",
        description="How callers come who do not say: webrtc, websocket or daily. The page begins "
        "with it; every other way in stays open.",
        examples=["websocket"],
    )
    ws_host: str = Field(
        "",
        max_length=255,
        description="Address of the second port that TRANSPORT_TYPE=websocket opens. "
        "Empty: SERVER_HOST's.",
        examples=["0.0.0.0"],
    )
    ws_port: int = Field(
        8765, ge=0, le=65535, description="That second port; 0 takes a free one.", examples=[8765]
    )
    access_token: SecretStr = Field(
        SecretStr(""),
        description="Secret that callers must present. Empty: none is asked for.",
        examples=["a-long-random-string"],
    )
    allow_anonymous: bool = Field(
        False,
        description="Serve strangers on a public address without ACCESS_TOKEN.",
        examples=[True],
    )
    allowed_origins: Annotated[list[str], NoDecode] = Field(
        default_factory=list,
        description="Other web origins whose pages may call this server, separated by commas.",
        examples=["https://talk.example.com"],
    )
    allowed_hosts: Annotated[list[str], NoDecode] = Field(
        default_factory=list,
        description="Names by which browsers may call this server without ACCESS_TOKEN and HTTPS, "
        "beside local ones and PUBLIC_URL's; *.example.com for all below one, * for any.",
        examples=["talk.example.com,repartee.lan"],
    )
    ice_servers: Annotated[list[str], NoDecode] = Field(
        default_factory=list,
        description=(
            "STUN and TURN servers, separated by commas. Pipecat uses one of each; "
            "a TURN server takes ICE_USERNAME and ICE_CREDENTIAL."
        ),
        examples=["stun:stun.example.com:3478,turn:turn.example.com:3478"],
    )
    ice_username: str = Field(
        "", max_length=512, description="User name for the TURN server.", examples=["repartee"]
    )
    ice_credential: SecretStr = Field(
        SecretStr(""), description="Password for the TURN server.", examples=["secret"]
    )

    @field_validator("allowed_origins", "allowed_hosts", "ice_servers", mode="before")
    @classmethod
    def _split_commas(cls, value: object) -> object:
        return split_commas(value)

    @field_validator("ice_servers")
    @classmethod
    def _ice_schemes(cls, value: list[str]) -> list[str]:
        for url in value:
            if not url.startswith(("stun:", "stuns:", "turn:", "turns:")):
                raise ValueError(f"'{url}' begins with none of stun:, stuns:, turn:, turns:")
        return value

    @field_validator("allowed_origins")
    @classmethod
    def _origin_schemes(cls, value: list[str]) -> list[str]:
        for origin in value:
            if not origin.startswith(("http://", "https://")) or origin.count("/") > 2:
                raise ValueError(f"'{origin}' is not an origin: scheme, host and port only")
        return value

    @field_validator("allowed_hosts")
    @classmethod
    def _host_names(cls, value: list[str]) -> list[str]:
        for name in value:
            if not _HOST_PATTERN.fullmatch(name):
                raise ValueError(f"'{name}' is not a host: its name only, no scheme and no port")
        return value

    @model_validator(mode="after")
    def _strangers_kept_out(self) -> Self:
        if not (self.is_loopback or self.access_token.get_secret_value() or self.allow_anonymous):
            name, host = next(each for each in self._hosts if not _is_loopback(each[1]))
            raise ValueError(
                f"{name}: '{host}' can be reached by strangers; set ACCESS_TOKEN "
                "to a long random string, or ALLOW_ANONYMOUS=true to let everybody in"
            )
        return self

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return all(_is_loopback(host) for _, host in self._hosts)

    @property
    def second_address(self) -> tuple[str, int] | None:
        """Host and port where the server listens as well; None for nowhere."""
        address = (self.ws_host or self.server_host, self.ws_port)
        if self.transport_type != "websocket" or address == (self.server_host, self.server_port):
            return None
        return address

    @property
    def _hosts(self) -> list[tuple[str, str]]:
        hosts = [("SERVER_HOST", self.server_host)]
        if self.second_address is not None:
            hosts.append(("WS_HOST", self.second_address[0]))
        return hosts


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
