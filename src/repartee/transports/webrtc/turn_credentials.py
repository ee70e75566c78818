"""Passwords for a TURN server that expire by themselves.

The scheme is coturn's `use-auth-secret`, after draft-uberti-behave-turn-rest-00: whoever knows the
shared secret makes user names that carry their own end, so nothing need be told to the TURN server.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TurnCredential:
    """A user name and its password."""

    username: str
    password: str = field(repr=False)


def time_limited_credential(secret: str, user: str, expires_at: float) -> TurnCredential:
    """Make a credential.

    Args:
        secret: coturn's `static-auth-secret`.
        user: Who it is for; shows up in coturn's log.
        expires_at: When it ends, in seconds since the epoch.

    Returns:
        `expiry:user` and the Base64 of its HMAC-SHA1.
    """
    username = f"{int(expires_at)}:{user}"
    # SHA-1 is what coturn computes; as an HMAC it is not known to be weak.
    digest = hmac.new(secret.encode(), username.encode(), hashlib.sha1).digest()
    return TurnCredential(username, base64.b64encode(digest).decode())


def anonymous_user() -> str:
    """A name that tells two callers' credentials apart, and nothing else."""
    return secrets.token_hex(6)
