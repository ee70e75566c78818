"""A parser that knows the sentences it was given."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Meaning:
    """Implements `repartee.services.brains.intent_plan.Understanding`."""

    intent: str = "test"
    tool: str | None = None
    arguments: dict[str, str | int | float] = field(default_factory=dict)
    replies: tuple[str, ...] = ()


class ScriptedParser:
    """Implements `repartee.services.brains.intent_plan.IntentParser`, and counts its work."""

    def __init__(self, meanings: dict[str, Meaning]) -> None:
        self._meanings = meanings
        self.asked: list[str] = []

    def understand(self, text: str) -> Meaning | None:
        self.asked.append(text)
        return self._meanings.get(text.lower().strip(" .?!"))


def tool(name: str, **arguments: str | float) -> Meaning:
    """A sentence that asks for a tool."""
    return Meaning(tool=name, arguments=arguments)


def reply(*replies: str) -> Meaning:
    """A sentence that asks for a reply."""
    return Meaning(replies=replies)
