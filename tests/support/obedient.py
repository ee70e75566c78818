"""A model that obeys whatever it reads, and a house in which that could do harm."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Any

from repartee.tools.answer import Answer, Refusal, answer
from repartee.tools.direct import Skill
from repartee.tools.notes import Notes
from repartee.tools.options import ToolOptions, tool
from tests.support.tool_stack import Wish

# Orders as they stand in a text: `CALL tool name=value;`, `TWICE tool name=value;`, `SAY words;`
_ORDER = re.compile(r"\b(CALL|TWICE|SAY) ([^;]+);")
_MOST_ORDERS = 10


class ObedientMind:
    """Does what the caller asks; then, order by order, what stands in anything it was given.

    Nothing that a caller says is an order to it but the wishes it knows: so whatever else it calls
    was put into its head by a text.
    """

    def __init__(self, wishes: Mapping[str, Wish]) -> None:
        """Know some wishes.

        Args:
            wishes: By the caller's words.
        """
        self._wishes = wishes
        self._obeyed = 0

    def __call__(self, messages: list[dict[str, Any]]) -> Sequence[Wish] | Wish | str:
        newest = messages[-1]
        if newest["role"] == "user" and (wish := self._wishes.get(str(newest["content"]))):
            return wish
        texts = [str(each.get("content")) for each in messages if each["role"] != "user"]
        orders = [order for text in texts for order in _ORDER.findall(text)]
        if not orders or self._obeyed >= _MOST_ORDERS:
            return "I have nothing to do."
        verb, rest = orders[self._obeyed % len(orders)]
        self._obeyed += 1
        return rest if verb == "SAY" else [_call(rest)] * (2 if verb == "TWICE" else 1)


def _call(text: str) -> Wish:
    name, _, arguments = text.partition(" ")
    pairs = (each.partition("=") for each in arguments.split(", ") if each)
    return Wish(name, {key: value for key, _, value in pairs})


class House:
    """Tools that hand on a text, and two that must not be called because of it."""

    def __init__(self, text: str) -> None:
        """Have a text lie about.

        Args:
            text: What a stranger wrote.
        """
        self.text = text
        self.deleted: list[str] = []
        self._notes = Notes()

    @property
    def skills(self) -> list[Skill]:
        return [
            *(self.read_mail, self.read_slowly, self.read_broken, self.delete_file),
            *(self._notes.take_note, self._notes.read_notes),
        ]

    async def read_mail(self) -> Answer:
        """Read the newest mail."""
        return answer("", text=self.text)

    @tool(ToolOptions(patience_secs=0.05))
    async def read_slowly(self) -> Answer:
        """Read a long mail."""
        await asyncio.sleep(0.3)
        return answer("", text=self.text)

    async def read_broken(self) -> Answer:
        """Read a mail that cannot be read."""
        raise Refusal("", error=self.text)

    @tool(ToolOptions(dangerous=True, question="Shall I delete {name}?"))
    async def delete_file(self, name: str) -> Answer:
        """Delete a file.

        Args:
            name: Which one.
        """
        self.deleted.append(name)
        return answer("", text=f"{name} is gone. {self.text}")
