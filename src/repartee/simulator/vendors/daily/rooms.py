"""Daily's rooms and tokens, without any I/O.

Written after https://docs.daily.co/reference/rest-api/rooms and .../meeting-tokens.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from repartee.simulator.standin import RefusedError

Json = Mapping[str, object]

DOMAIN = "simulated"
DOMAIN_ID = "00000000-0000-4000-8000-000000000001"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,128}")
_SECRET = b"nobody checks this"
_SHORT_CLAIMS = {"room_name": "r", "is_owner": "o", "user_name": "u", "user_id": "ud"}
_TIMES = frozenset({"exp", "nbf"})


@dataclass(slots=True)
class Room:
    """A room, in which nobody ever is."""

    name: str
    privacy: str
    config: dict[str, object]
    created_at: datetime
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def as_json(self) -> Json:
        """As Daily gives it."""
        created = self.created_at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        return {
            "id": self.id,
            "name": self.name,
            "api_created": True,
            "privacy": self.privacy,
            "url": f"https://{DOMAIN}.daily.co/{self.name}",
            "created_at": created,
            "config": self.config,
        }


class Rooms:
    """All rooms of the domain. Those that have expired are gone."""

    def __init__(self) -> None:
        """Begin without rooms."""
        self._rooms: dict[str, Room] = {}

    def create(self, request: Json, now: float) -> Room:
        """Make a room.

        Args:
            request: The request's JSON.
            now: The time in seconds since the epoch.

        Raises:
            RefusedError: If it cannot be.
        """
        self._forget_expired(now)
        name = request.get("name") or uuid.uuid4().hex[:20]
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise _invalid("unrecognized or unsupported characters in the room name")
        if name in self._rooms:
            raise _invalid(f"a room named {name} already exists")
        room = Room(name, _privacy(request), {}, datetime.fromtimestamp(now, UTC))
        room.config.update(_properties(request, now))
        self._rooms[name] = room
        return room

    def get(self, name: str, now: float) -> Room:
        """Find a room.

        Raises:
            RefusedError: If there is none.
        """
        self._forget_expired(now)
        room = self._rooms.get(name)
        if room is None:
            raise RefusedError(404, f"room {name} not found", "not-found")
        return room

    def update(self, name: str, request: Json, now: float) -> Room:
        """Change a room.

        Raises:
            RefusedError: If there is none, or it cannot be so.
        """
        room = self.get(name, now)
        if "privacy" in request:
            room.privacy = _privacy(request)
        room.config.update(_properties(request, now))
        return room

    def delete(self, name: str, now: float) -> None:
        """Take a room away.

        Raises:
            RefusedError: If there is none.
        """
        self.get(name, now)
        del self._rooms[name]

    def all(self, now: float) -> list[Room]:
        """The rooms, newest first."""
        self._forget_expired(now)
        return list(reversed(self._rooms.values()))

    def _forget_expired(self, now: float) -> None:
        for name, room in list(self._rooms.items()):
            expires = room.config.get("exp")
            if isinstance(expires, int | float) and expires <= now:
                del self._rooms[name]


def token(request: Json, now: float) -> str:
    """Make a meeting token: a JSON Web Token with Daily's short names.

    Args:
        request: The request's JSON.
        now: The time in seconds since the epoch.

    Raises:
        RefusedError: If it cannot be.
    """
    properties = _properties(request, now)
    claims: dict[str, object] = {"d": DOMAIN_ID, "iat": int(now)}
    for name, value in properties.items():
        claims[_SHORT_CLAIMS.get(name, name)] = value
    parts = [
        _base64(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)
    ]
    signed = ".".join(parts)
    return f"{signed}.{_base64(hmac.digest(_SECRET, signed.encode(), hashlib.sha256))}"


def claims_of(token: str, now: float) -> Json:
    """What a token says, in Daily's long names.

    Args:
        token: A token.
        now: The time in seconds since the epoch.

    Raises:
        RefusedError: If it is none of ours, or has expired.
    """
    try:
        signed, _, signature = token.rpartition(".")
        expected = _base64(hmac.digest(_SECRET, signed.encode(), hashlib.sha256))
        if not hmac.compare_digest(signature, expected):
            raise ValueError("signature")
        payload = signed.partition(".")[2]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except ValueError:
        raise _invalid("jwt is invalid") from None
    expires = claims.get("exp")
    if isinstance(expires, int | float) and expires <= now:
        raise _invalid("jwt expired")
    long_names = {short: name for name, short in _SHORT_CLAIMS.items()}
    return {long_names.get(name, name): claims[name] for name in claims if name not in ("d", "iat")}


def _privacy(request: Json) -> str:
    privacy = request.get("privacy", "public")
    if privacy not in ("public", "private", "org"):
        raise _invalid("privacy must be one of public, private, org")
    return str(privacy)


def _properties(request: Json, now: float) -> dict[str, object]:
    properties = request.get("properties") or {}
    if not isinstance(properties, Mapping):
        raise _invalid("properties must be an object")
    for name in _TIMES & properties.keys():
        if not isinstance(properties[name], int | float):
            raise _invalid(f"{name} must be a unix timestamp")
    expires = properties.get("exp")
    if isinstance(expires, int | float) and expires <= now:
        raise _invalid("exp is in the past")
    return dict(properties)


def _invalid(info: str) -> RefusedError:
    return RefusedError(400, info, "invalid-request-error")


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
