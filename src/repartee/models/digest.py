"""What a file must hash to, in the four ways in which places publish it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import google_crc32c

_CHUNK_BYTES = 1 << 20


class DigestKind(StrEnum):
    """How a file is hashed."""

    SHA256 = "sha256"
    """Large files on the hub (git LFS), and most others; hexadecimal."""
    GIT_BLOB = "git-blob"
    """Small files on the hub: git's own name of the content, SHA-1 over a header and it."""
    CRC32C = "crc32c"
    """Moonshine's files; base64, as Google Cloud Storage writes it. Finds damage, not malice."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What a file must hash to."""

    kind: DigestKind
    value: str

    @classmethod
    def sha256(cls, value: str) -> Digest:
        """A SHA-256 in hexadecimal."""
        return cls(DigestKind.SHA256, value.lower())

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"

    @classmethod
    def parse(cls, text: str) -> Digest:
        """Read what `str` wrote.

        Raises:
            ValueError: If it is something else.
        """
        kind, sign, value = text.partition(":")
        if not sign or not value:
            raise ValueError(f"{text!r} is no digest")
        return cls(DigestKind(kind), value)


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...


class Hasher:
    """Hashes a file piece by piece."""

    def __init__(self, kind: DigestKind, size: int) -> None:
        """Begin.

        Args:
            kind: How.
            size: Of the whole file in bytes; git's way begins with it.
        """
        self._hash, self._result = _BEGIN[kind](size)

    def update(self, data: bytes) -> None:
        """Take in the next bytes."""
        self._hash.update(data)

    def digest(self) -> str:
        """The value for what came so far."""
        return self._result()


def hash_file(path: Path, kind: DigestKind) -> Digest:
    """Hash a file; blocks for about 2 s a gigabyte.

    Args:
        path: Which.
        kind: How.

    Returns:
        Its digest.
    """
    hasher = Hasher(kind, path.stat().st_size)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            hasher.update(chunk)
    return Digest(kind, hasher.digest())


def matches(path: Path, expected: Digest) -> bool:
    """Whether a file is what it should be; blocks like `hash_file`."""
    return hash_file(path, expected.kind) == expected


_Begun = tuple[_Hash, Callable[[], str]]


def _sha256(_size: int) -> _Begun:
    sha = hashlib.sha256()
    return sha, sha.hexdigest


def _git_blob(size: int) -> _Begun:
    sha = hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
    return sha, sha.hexdigest


def _crc32c(_size: int) -> _Begun:
    checksum = google_crc32c.Checksum()  # type: ignore[no-untyped-call]

    def result() -> str:
        value: bytes = checksum.digest()  # type: ignore[no-untyped-call]
        return base64.b64encode(value).decode()

    return checksum, result


_BEGIN: dict[DigestKind, Callable[[int], _Begun]] = {
    DigestKind.SHA256: _sha256,
    DigestKind.GIT_BLOB: _git_blob,
    DigestKind.CRC32C: _crc32c,
}
