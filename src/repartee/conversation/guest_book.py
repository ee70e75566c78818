from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from repartee.transports.room import Guest

_TOKEN_BYTES = 24
LONGEST_NAME = 64


@dataclass(frozen=True)
class Entry:
    """A guest, and what proves that somebody is this guest."""

    guest: Guest
    token_digest: str
    """SHA-256 of the resume token, in hex; the token itself is the guest's alone."""


class GuestBook:
    """Who has been in a conversation, and who may come back or join."""

    def __init__(self, entries: Sequence[Entry] = (), invite_token: str = "") -> None:
        """Open the book.

        Args:
            entries: Guests of before.
            invite_token: What lets further people in; a new one is made if it is empty.
        """
        self._entries = {entry.guest.id: entry for entry in entries}
        self.invite_token = invite_token or _token()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everybody who ever was a guest."""
        return tuple(self._entries.values())

    def enter(self, name: str) -> tuple[Guest, str]:
        """Write a new guest down.

        Args:
            name: What they are to be called; empty for a number. Who comes second by a name gets
                their number behind it.

        Returns:
            The guest, and the token with which they may come back.
        """
        number = len(self._entries) + 1
        shown = _presentable(name) or f"Caller {number}"
        if shown.casefold() in {each.guest.name.casefold() for each in self.entries}:
            shown = f"{shown[: LONGEST_NAME - len(f' {number}')]} {number}"
        guest, token = Guest(f"guest-{number}", shown), _token()
        self._entries[guest.id] = Entry(guest, _digest(token))
        return guest, token

    def recognise(self, token: str) -> Guest | None:
        """The guest whose token this is."""
        digest = _digest(token)
        for entry in self._entries.values():
            if hmac.compare_digest(entry.token_digest, digest):
                return entry.guest
        return None

    def knows(self, token: str) -> bool:
        """Whether this token lets anybody in."""
        return self.recognise(token) is not None or self.invites(token)

    def invites(self, token: str) -> bool:
        """Whether this token lets a new guest in."""
        return hmac.compare_digest(self.invite_token.encode(), token.encode("utf-8", "replace"))


def _presentable(name: str) -> str:
    # The agent's context has names in brackets.
    visible = "".join(letter for letter in name if letter.isprintable() and letter not in "[]")
    return " ".join(visible.split())[:LONGEST_NAME]


def _token() -> str:
    return secrets.token_urlsafe(_TOKEN_BYTES)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
