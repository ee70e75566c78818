"""What of a sitting there is to take notes of; no I/O."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from repartee.conversation.events import AgentTurn, Event, SessionStarted, ToolCalled, UserTurn

_FORGETS = "forget_fact"
# A model's context is dear, and what matters about a person is said more than once.
_MOST_CHARS = 24_000


def notable(events: Iterable[Event]) -> str:
    """What was said in the newest sitting.

    What was said before somebody asked to forget something is left out: it must not be noticed
    again.

    Args:
        events: Of a conversation, in their order.

    Returns:
        A line a turn; empty where the caller said nothing.
    """
    lines: list[str] = []
    for event in events:
        match event:
            case SessionStarted():
                lines.clear()
            case ToolCalled(tool=tool) if tool == _FORGETS:
                lines.clear()
            case UserTurn(text=text) if text.strip():
                lines.append(f"Person: {_on_a_line(text)}")
            case AgentTurn(heard=heard) if heard.strip():
                lines.append(f"Agent: {_on_a_line(heard)}")
            case _:
                pass
    return "\n".join(_newest(lines)) if any(each.startswith("Person") for each in lines) else ""


def _newest(lines: Sequence[str]) -> list[str]:
    kept: list[str] = []
    chars = 0
    for line in reversed(lines):
        chars += len(line) + 1
        if chars > _MOST_CHARS:
            break
        kept.append(line)
    return kept[::-1]


def _on_a_line(text: str) -> str:
    return " ".join(text.split())
