from __future__ import annotations

from collections import OrderedDict
from typing import Any

_MOST_OPEN = 256
_LONGEST_ID = 256


class Askers:
    """Remembers who asked what, so that an answer goes to the one who asked.

    An RTVI answer carries the id of its request; whatever carries none of them is for everybody.
    So is every server message: it answers nobody, and its id is known to all.
    """

    def __init__(self) -> None:
        """Begin with nothing asked."""
        self._askers: OrderedDict[str, str] = OrderedDict()

    def asked(self, guest_id: str, message: dict[str, Any]) -> None:
        """Note a client's message.

        Args:
            guest_id: Who sent it.
            message: With its `id`, if it wants an answer.
        """
        request = message.get("id")
        if isinstance(request, str) and 0 < len(request) <= _LONGEST_ID:
            self._askers[request] = guest_id
            while len(self._askers) > _MOST_OPEN:
                self._askers.popitem(last=False)

    def asker_of(self, answer: dict[str, Any]) -> str | None:
        """The guest whose request this answers, None if it is for everybody."""
        request = None if answer.get("type") == "server-message" else answer.get("id")
        return self._askers.get(request) if isinstance(request, str) else None
