"""How a tool is run: what its author declares about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

_ATTRIBUTE = "__tool_options__"
_Skill = TypeVar("_Skill", bound=Callable[..., Any])


@dataclass(frozen=True)
class ToolOptions:
    """What holds for every call of one tool."""

    patience_secs: float = 5.0
    """How long the talk waits for a result. A later one is told when there is a pause."""
    timeout_secs: float = 60.0
    """How long a call may take in all; then it is stopped, and the caller is told."""
    dangerous: bool = False
    """Whether the caller is asked first, every time."""
    question: str = ""
    """What is asked then, with `{argument}` in place of each argument: "Shall I delete {name}?"
    Empty for a question made of the tool's name and arguments."""
    cancellable: bool = True
    """Whether it is stopped when the caller interrupts while it is waited for. Otherwise it goes
    on, and its result counts as a late one."""
    longest_result: int = 8_000
    """Characters of JSON that the brain is given of a result at most."""
    sentences: tuple[str, ...] = ()
    """How callers ask the built-in brain for it, with `{argument}` in place of each argument:
    "[is there] a table for {people}". Other brains read the docstring. Empty for sentences made of
    the tool's name and arguments."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By argument of free text: what callers are likely to say there. The built-in ears hear
    these words best."""

    def __post_init__(self) -> None:
        if not 0 < self.patience_secs <= self.timeout_secs:
            raise ValueError("A tool's patience must be above 0 and within its timeout.")
        if self.question and not self.dangerous:
            raise ValueError("Only a dangerous tool asks a question.")


DEFAULT = ToolOptions()


def tool(options: ToolOptions) -> Callable[[_Skill], _Skill]:
    """Declare how a function is run when a brain calls it.

    ```
    @tool(ToolOptions(dangerous=True, question="Shall I forget everything?"))
    async def forget_everything() -> Answer: ...
    ```

    Args:
        options: What holds for every call.
    """

    def declare(skill: _Skill) -> _Skill:
        setattr(skill, _ATTRIBUTE, options)
        return skill

    return declare


def options_of(skill: Callable[..., Any]) -> ToolOptions:
    """What a function's author declared; the defaults for one without a declaration."""
    declared = getattr(skill, _ATTRIBUTE, DEFAULT)
    assert isinstance(declared, ToolOptions)  # noqa: S101 - only `tool` sets it
    return declared
