from __future__ import annotations

import secrets
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from loguru import logger

from repartee.cli.places import binds_everywhere, in_address, shown_host
from repartee.server.certificate import OwnCertificate, own_certificate
from repartee.server.lan import host_name, lan_addresses
from repartee.settings import Settings, SettingsError

_TOKEN_BYTES = 12


@dataclass(frozen=True, slots=True)
class Https:
    """What the server needs to speak https, and what people are told of it."""

    certificate: Path
    key: Path | None
    """None where it is in the certificate's own file."""
    own: OwnCertificate | None
    """The one that was made here; None for one that the settings name."""
    settings: Settings

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """Find or make the certificate; None where plain http is served.

        Args:
            settings: The server's settings.

        Raises:
            SettingsError: If it cannot be used.
        """
        if settings.tls_key_file and not settings.tls_cert_file:
            raise SettingsError("TLS_KEY_FILE: it has no certificate. Set TLS_CERT_FILE, too.")
        if not settings.serves_https:
            return None
        if settings.tls_cert_file is not None:
            _check(settings.tls_cert_file, settings.tls_key_file)
            return cls(settings.tls_cert_file, settings.tls_key_file, None, settings)
        own = _own(settings)
        return cls(own.path, None, own, settings)

    def addresses(self, port: int) -> list[str]:
        """Where to open the page, this machine's first.

        Args:
            port: The port that was taken.
        """
        others = lan_addresses() if binds_everywhere(self.settings) else []
        hosts = (shown_host(self.settings), *map(in_address, others))
        return [f"https://{host}:{port}" for host in hosts]

    def notes(self) -> list[tuple[str, str]]:
        """Lines for the banner, each with the word before it."""
        found: list[tuple[str, str]] = []
        if self.own is not None:
            found.append(
                (
                    "HTTPS",
                    "The certificate is this machine's own, so each browser warns once: "
                    "choose Advanced, then go on.",
                )
            )
        if self.settings.is_loopback:
            token = secrets.token_urlsafe(_TOKEN_BYTES)
            found.append(
                (
                    "Phones",
                    "Only this machine can call. To let phones in: "
                    f"make run HTTPS=1 SERVER_HOST=0.0.0.0 ACCESS_TOKEN={token}",
                )
            )
        return found


def _own(settings: Settings) -> OwnCertificate:
    try:
        own = own_certificate(settings.cache_dir, _names(settings))
    except OSError as error:
        raise SettingsError(
            f"HTTPS: the certificate cannot be kept in {settings.cache_dir}: "
            f"{(error.strerror or str(error)).lower()}. Set CACHE_DIR to a directory of yours."
        ) from error
    logger.info(
        "HTTPS with {} certificate {}, good until {:%Y-%m-%d}; SHA-256 {}",
        "a new" if own.is_new else "the",
        own.path,
        own.until,
        own.fingerprint,
    )
    return own


def _names(settings: Settings) -> set[str]:
    """Every name under which a browser may call this server."""
    always = {"localhost", "127.0.0.1", "::1"}
    if settings.is_loopback:
        return always
    given = set() if binds_everywhere(settings) else {settings.server_host}
    called = {name for name in (host_name(),) if name}
    local = {f"{name}.local" for name in called if "." not in name}
    return always | given | called | local | set(lan_addresses())


def _check(certificate: Path, key: Path | None) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        # An encrypted key would make OpenSSL ask on the terminal.
        context.load_cert_chain(certificate, key, password=lambda: "")
    except ssl.SSLError as error:
        why = (error.reason or "it is no PEM file").lower().replace("_", " ")
        raise SettingsError(
            f"TLS_CERT_FILE: {certificate} cannot be used with {key or 'a key in it'}: {why}. "
            "Both must be PEM, belong together, and have no password."
        ) from error
    except OSError as error:
        missing = " or ".join(str(each) for each in (certificate, key) if each)
        raise SettingsError(
            f"TLS_CERT_FILE: {missing} cannot be read: {(error.strerror or '').lower()}. "
            "Check the paths, and that this user may read both."
        ) from error
