"""The certificate of `HTTPS=1`: found or made, kept from others' eyes, renewed in time."""

from __future__ import annotations

import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from repartee.server.certificate import FILE_NAME, own_certificate

NAMES = ("localhost", "127.0.0.1", "::1", "10.1.2.3", "den", "den.local")
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def test_it_is_good_for_every_name_and_nobody_else_may_read_its_key(tmp_path: Path) -> None:
    made = own_certificate(tmp_path / "new", NAMES, NOW)
    assert made.is_new
    assert made.names == set(NAMES)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.path)
    assert list(made.path.parent.iterdir()) == [made.path]


def test_safari_takes_its_lifetime(tmp_path: Path) -> None:
    made = own_certificate(tmp_path, NAMES, NOW)
    assert timedelta(days=300) < made.until - NOW < timedelta(days=398)


def test_it_is_found_again(tmp_path: Path) -> None:
    made = own_certificate(tmp_path, NAMES, NOW)
    made.path.chmod(0o644)
    found = own_certificate(tmp_path, NAMES[:2], NOW + timedelta(days=90))
    assert not found.is_new
    assert found.fingerprint == made.fingerprint
    assert stat.S_IMODE(found.path.stat().st_mode) == 0o600


def test_it_is_renewed_before_its_end(tmp_path: Path) -> None:
    made = own_certificate(tmp_path, NAMES, NOW)
    assert not own_certificate(tmp_path, NAMES, made.until - timedelta(days=31)).is_new
    assert own_certificate(tmp_path, NAMES, made.until - timedelta(days=29)).is_new


def test_a_laptop_that_comes_back_to_a_network_brings_the_same_certificate(tmp_path: Path) -> None:
    own_certificate(tmp_path, {"localhost", "192.168.1.5"}, NOW)
    elsewhere = own_certificate(tmp_path, {"localhost", "10.0.0.7"}, NOW)
    back = own_certificate(tmp_path, {"localhost", "192.168.1.5"}, NOW)
    assert elsewhere.is_new
    assert not back.is_new
    assert back.fingerprint == elsewhere.fingerprint


def test_it_does_not_gather_names_for_ever(tmp_path: Path) -> None:
    for number in range(100):
        own_certificate(tmp_path, {"localhost", f"10.0.0.{number}"}, NOW)
    assert len(own_certificate(tmp_path, {"localhost"}, NOW).names) <= 64


@pytest.mark.parametrize("left", [b"", b"garbage", b"-----BEGIN CERTIFICATE-----\n"])
def test_what_cannot_be_read_is_replaced(tmp_path: Path, left: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(left)
    assert own_certificate(tmp_path, NAMES, NOW).is_new
    assert not own_certificate(tmp_path, NAMES, NOW).is_new
