from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from repartee.models.digest import Digest, DigestKind, hash_file, matches
from tests.models.contents import git_blob_id

CONTENT = b"123456789"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (DigestKind.SHA256, hashlib.sha256(CONTENT).hexdigest()),
        (DigestKind.GIT_BLOB, git_blob_id(CONTENT)),
        # The check value of CRC-32C (RFC 3720, B.4 has others).
        (DigestKind.CRC32C, base64.b64encode(bytes.fromhex("e3069283")).decode()),
    ],
)
def test_a_file_is_hashed_as_its_publisher_does(
    kind: DigestKind, value: str, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    digest = hash_file(path, kind)
    assert digest == Digest(kind, value)
    assert Digest.parse(str(digest)) == digest
    path.write_bytes(CONTENT[:-1] + b"0")
    assert not matches(path, digest)


@pytest.mark.parametrize("text", ["", "sha256", "sha256:", "md5:abc"])
def test_what_is_no_digest_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"digest|DigestKind"):
        Digest.parse(text)
