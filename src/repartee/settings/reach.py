from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

_LOWEST_PORT, _HIGHEST_PORT = 1024, 65_535
_SPARE_SECS = 300.0


class ReachSettings(BaseSettings):
    """How callers outside of this machine get through."""

    https: bool = Field(
        False,
        description="Serve https, with a certificate of this machine's own unless TLS_CERT_FILE "
        "is set. Phones give the microphone to nothing else.",
        examples=[True],
    )
    tls_cert_file: Path | None = Field(
        None,
        description="PEM file of a certificate and its chain; switches HTTPS on.",
        examples=["/etc/letsencrypt/live/talk.example.com/fullchain.pem"],
    )
    tls_key_file: Path | None = Field(
        None,
        description="PEM file of the certificate's key, where it is not in TLS_CERT_FILE itself.",
        examples=["/etc/letsencrypt/live/talk.example.com/privkey.pem"],
    )
    webrtc_port_range: str = Field(
        "",
        max_length=16,
        description="UDP ports for sound, one a call, such as 50000-50100; empty takes any.",
        examples=["50000-50100"],
    )
    turn_secret: SecretStr = Field(
        SecretStr(""),
        description="The TURN server's `static-auth-secret`: every caller gets a password of their "
        "own that expires. Instead of ICE_USERNAME and ICE_CREDENTIAL.",
        examples=["a-long-random-string"],
    )
    turn_ttl_secs: float = Field(
        0,
        ge=0,
        le=172_800,
        description="Seconds for which such a password is good; 0: the longest call and five "
        "minutes.",
        examples=[3900],
    )

    @field_validator("tls_cert_file", "tls_key_file")
    @classmethod
    def _tls_home(cls, value: Path | None) -> Path | None:
        return value.expanduser() if value else None

    @field_validator("webrtc_port_range")
    @classmethod
    def _ports(cls, value: str) -> str:
        first, dash, last = (part.strip() for part in value.partition("-"))
        if not value:
            return value
        if not (dash and first.isdecimal() and last.isdecimal()):
            raise ValueError("it is not two port numbers with a dash between")
        if not _LOWEST_PORT <= int(first) <= int(last) <= _HIGHEST_PORT:
            raise ValueError(
                f"the ports must go up, and lie between {_LOWEST_PORT} and {_HIGHEST_PORT}"
            )
        return f"{int(first)}-{int(last)}"

    @property
    def serves_https(self) -> bool:
        """Whether the page is on https."""
        return self.https or self.tls_cert_file is not None

    @property
    def webrtc_ports(self) -> tuple[int, int] | None:
        """The first and the last UDP port for sound; None for any."""
        first, _, last = self.webrtc_port_range.partition("-")
        return (int(first), int(last)) if last else None

    def turn_lifetime_secs(self, longest_call_secs: float) -> float:
        """How long a TURN password is good.

        Args:
            longest_call_secs: A TURN server may ask for it again until the end of a call.
        """
        return self.turn_ttl_secs or longest_call_secs + _SPARE_SECS
