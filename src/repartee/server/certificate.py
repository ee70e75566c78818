"""A certificate of this machine's own: browsers warn of it once, and then give the microphone."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

FILE_NAME = "https.pem"
# Safari takes no certificate that is good for longer than 825 days, others none over 398.
_LIFETIME = timedelta(days=397)
_RENEWED_BEFORE = timedelta(days=30)
# A clock that is a little behind, such as a phone's, must not find it "not valid yet".
_EARLIER = timedelta(days=1)
_MOST_NAMES = 64


@dataclass(frozen=True, slots=True)
class OwnCertificate:
    """What was found or made."""

    path: Path
    """PEM file of key and certificate; only its owner may read it."""
    fingerprint: str
    """SHA-256, as browsers show it: `AB:CD:…`."""
    names: frozenset[str]
    """Host names and addresses that it is for."""
    until: datetime
    is_new: bool
    """Whether it was made now, so that browsers will warn."""


def own_certificate(
    directory: Path, names: Iterable[str], now: datetime | None = None
) -> OwnCertificate:
    """Find the certificate, or make one.

    A new one is made where there is none, where it ends within 30 days, or where it lacks a name.
    It keeps the names of the one before: a laptop that comes back to a network brings the same
    certificate, so nobody is warned again.

    Args:
        directory: Where it is kept.
        names: Host names and IP addresses under which this machine is called.
        now: The time, with its time zone.

    Returns:
        One that is good for all names.

    Raises:
        OSError: If it cannot be kept.
    """
    now = now or datetime.now(UTC)
    wanted = frozenset(names)
    path = directory / FILE_NAME
    known = _load(path)
    if known is not None and wanted <= _names(known) and _is_fresh(known, now):
        # Somebody may have copied it about.
        path.chmod(0o600)
        return _described(path, known, is_new=False)
    kept = _names(known) if known is not None else frozenset()
    every = wanted | kept
    made, pem = _make(every if len(every) <= _MOST_NAMES else wanted, now)
    _keep(path, pem)
    return _described(path, made, is_new=True)


def _make(names: frozenset[str], now: datetime) -> tuple[x509.Certificate, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Repartee on this machine")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(now - _EARLIER + _LIFETIME)
        .add_extension(
            x509.SubjectAlternativeName([_general_name(each) for each in sorted(names)]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return certificate, secret + certificate.public_bytes(serialization.Encoding.PEM)


def _load(path: Path) -> x509.Certificate | None:
    """The certificate with its key; None if there is none that can be used."""
    try:
        pem = path.read_bytes()
        serialization.load_pem_private_key(pem, None)
        return x509.load_pem_x509_certificate(pem)
    except (OSError, ValueError, TypeError):
        return None


def _keep(path: Path, pem: bytes) -> None:
    """Write it whole or not at all, and for nobody else to read at any time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # `mkstemp` makes it with mode 0600.
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
        Path(unfinished).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(unfinished).unlink()
        raise


def _is_fresh(certificate: x509.Certificate, now: datetime) -> bool:
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return begin <= now < end - _RENEWED_BEFORE


def _names(certificate: x509.Certificate) -> frozenset[str]:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return frozenset()
    return frozenset(str(each.value) for each in extension.value)


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _described(path: Path, certificate: x509.Certificate, *, is_new: bool) -> OwnCertificate:
    digest = certificate.fingerprint(hashes.SHA256())
    return OwnCertificate(
        path,
        digest.hex(":").upper(),
        _names(certificate),
        certificate.not_valid_after_utc,
        is_new,
    )
