from __future__ import annotations

from collections import OrderedDict
from typing import Any

from repartee.transports.openai_realtime.events import Event, event

_MOST_KEPT = 1000


class Items:
    """The conversation's items in their order, as the client knows them; the oldest give way."""

    def __init__(self) -> None:
        """Begin without any."""
        self._items: OrderedDict[str, dict[str, Any]] = OrderedDict()

    @property
    def last_id(self) -> str | None:
        """Id of the newest item."""
        return next(reversed(self._items), None)

    def find(self, item_id: str) -> dict[str, Any] | None:
        """The item of this id."""
        return self._items.get(item_id)

    def add(self, item: dict[str, Any]) -> Event:
        """Add an item at the end.

        Args:
            item: With its id.

        Returns:
            The event that says so.
        """
        previous = self.last_id
        self._items[item["id"]] = item
        while len(self._items) > _MOST_KEPT:
            self._items.popitem(last=False)
        return event("conversation.item.added", previous_item_id=previous, item=dict(item))

    def done(self, item: dict[str, Any]) -> Event:
        """Note that an item is whole.

        Args:
            item: As it has become.

        Returns:
            The event that says so.
        """
        self.keep(item)
        previous = self._before(item["id"])
        return event("conversation.item.done", previous_item_id=previous, item=dict(item))

    def keep(self, item: dict[str, Any]) -> None:
        """Remember how an item has become, if the client has not had it forgotten."""
        if item["id"] in self._items:
            self._items[item["id"]] = item

    def remove(self, item_id: str) -> bool:
        """Forget an item; False if there is none."""
        return self._items.pop(item_id, None) is not None

    def _before(self, item_id: str) -> str | None:
        previous = None
        # From the end: it is one of the last.
        for each in reversed(self._items):
            if previous == item_id:
                return each
            previous = each
        return None
