"""Shopping lists and their kin, kept for the length of the conversation."""

from __future__ import annotations

import re

from repartee.tools.answer import Answer, Refusal, answer
from repartee.tools.spoken import count_of, join, shorten

MOST_LISTS = 20
MOST_ITEMS = 100  # on each list
LONGEST_ITEM = 100  # characters

# On a shopping list "milk and eggs" are two things, unless they go together.
_PAIRS = frozenset(
    {
        "mac and cheese", "macaroni and cheese", "salt and pepper", "fish and chips",
        "half and half", "gin and tonic", "oil and vinegar", "peanut butter and jelly",
        "bread and butter pudding", "salt and vinegar chips", "cookies and cream",
    }
)  # fmt: skip
_SHOPPING = frozenset({"shopping", "grocery", "groceries"})
_ARTICLE = re.compile(r"^(?:a|an|some|the|my)\s+", re.IGNORECASE)


def items_of(text: str, list_name: str) -> list[str]:
    """Split what a caller wants on a list into its items.

    Args:
        text: For example "milk, eggs and some bread".
        list_name: The list; only on a shopping list does "and" part two items.
    """
    parts = re.split(r"\s*,\s*(?:and\s+)?", text)
    if list_name in _SHOPPING:
        parts = [item for part in parts for item in _at_and(part)]
    return [_ARTICLE.sub("", part.strip()) for part in parts if part.strip()]


def _at_and(part: str) -> list[str]:
    return [part] if part.lower() in _PAIRS else re.split(r"\s+and\s+", part)


def find_item(items: list[str], wanted: str) -> str | None:
    """Find the item a caller means: the same word, its plural, or the only one containing it."""
    key = _item_key(wanted)
    for item in items:
        if _item_key(item) == key:
            return item
    containing = [item for item in items if key and key in _item_key(item)]
    return containing[0] if len(containing) == 1 else None


def _item_key(item: str) -> str:
    return _ARTICLE.sub("", item.lower().strip()).removesuffix("s")


def _list_key(name: str) -> str:
    name = name.lower().replace("-", " ").strip().removesuffix(" list").removeprefix("my ")
    return {"todo": "to do", "": "shopping"}.get(name, name)


class Lists:
    """The lists of one conversation."""

    def __init__(self) -> None:
        self._lists: dict[str, list[str]] = {}

    async def add_to_list(self, item: str, list_name: str = "shopping") -> Answer:
        """Add something to a list.

        Args:
            item: What to add; several items separated by commas are added one by one.
            list_name: The list's name, such as shopping or to do.
        """
        name = _list_key(list_name)
        wanted = items_of(item, name)
        if not wanted:
            raise Refusal(f"What should I add to your {name} list?")
        if any(len(thing) > LONGEST_ITEM for thing in wanted):
            raise Refusal("That is too long for one item. Say it in a few words.")
        items = self._list_for_adding(name)
        new = [thing for thing in wanted if thing.lower() not in map(str.lower, items)]
        if not new:
            return answer(f"You already have {join(wanted)} on your {name} list.", items=[*items])
        if len(items) + len(new) > MOST_ITEMS:
            raise Refusal(f"Your {name} list is full. Remove something first.")
        items = self._lists[name] = [*items, *new]
        return answer(f"I've added {join(new)} to your {name} list.", items=[*items])

    async def read_list(self, list_name: str = "shopping") -> Answer:
        """Read a list aloud.

        Args:
            list_name: The list's name, such as shopping or to do.
        """
        name = _list_key(list_name)
        items = self._lists.get(name, [])
        if not items:
            return answer(f"Your {name} list is empty.", items=[])
        count = count_of(len(items), "item")
        verb = "is" if len(items) == 1 else "are"
        return answer(f"There {verb} {count} on your {name} list: {join(items)}.", items=[*items])

    async def remove_from_list(self, item: str, list_name: str = "shopping") -> Answer:
        """Take something off a list.

        Args:
            item: What to take off; several items separated by commas go one by one.
            list_name: The list's name, such as shopping or to do.
        """
        name = _list_key(list_name)
        items = self._lists.get(name, [])
        found = find_item(items, item)
        wanted = [found] if found else items_of(item, name)
        gone = [kept for thing in wanted if (kept := find_item(items, thing))]
        if not gone:
            raise Refusal(f"I can't find {shorten(item) or 'that'} on your {name} list.")
        self._lists[name] = left = [kept for kept in items if kept not in gone]
        return answer(f"I've taken {join(gone)} off your {name} list.", items=[*left])

    async def clear_list(self, list_name: str = "shopping") -> Answer:
        """Empty a list.

        Args:
            list_name: The list's name, such as shopping or to do.
        """
        name = _list_key(list_name)
        count = len(self._lists.pop(name, []))
        if not count:
            return answer(f"Your {name} list is empty already.", count=0)
        return answer(f"Your {name} list is empty now.", count=count)

    def _list_for_adding(self, name: str) -> list[str]:
        if name not in self._lists and len(self._lists) >= MOST_LISTS:
            raise Refusal(f"I keep {MOST_LISTS} lists at most. Clear one first.")
        if len(name) > LONGEST_ITEM:
            raise Refusal("That is a long name for a list. Use one or two words.")
        return self._lists.get(name, [])
