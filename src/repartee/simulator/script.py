"""A mind that follows a script, for rehearsals in which every word is known."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from repartee.simulator.mind import Conversation, Mind, MindPiece, MindText


class BadScriptError(ValueError):
    """A script cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is said to whom."""

    pattern: re.Pattern[str]
    """Looked for anywhere in what the user said last."""
    reply: str
    """`{turn}` is the number of the user's turn, `{heard}` what the user said."""


class ScriptedMind:
    """Says what the first rule that fits says; leaves the rest to another mind."""

    def __init__(self, rules: Sequence[Rule], otherwise: Mind) -> None:
        """Take the rules.

        Args:
            rules: Tried in order.
            otherwise: Answers what no rule fits.
        """
        self._rules = rules
        self._otherwise = otherwise

    async def answer(self, conversation: Conversation) -> AsyncIterator[MindPiece]:
        """Answer the end of a conversation.

        Args:
            conversation: The whole of it.

        Yields:
            MindPiece: Words, or what the other mind says.
        """
        heard = conversation.heard
        for rule in self._rules:
            if rule.pattern.search(heard):
                said = rule.reply.replace("{turn}", str(conversation.turn))
                yield MindText(said.replace("{heard}", heard))
                return
        async for piece in self._otherwise.answer(conversation):
            yield piece


def load_script(path: Path, otherwise: Mind) -> ScriptedMind:
    """Read a script: a YAML list whose items are `pattern: reply`.

    Args:
        path: The file.
        otherwise: Answers what no pattern fits.

    Raises:
        BadScriptError: If it cannot be read, or is no such list.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadScriptError(f"{path} cannot be read: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadScriptError(f"{path} is not valid YAML: {error}") from error
    return ScriptedMind(list(_rules(data, path)), otherwise)


def _rules(data: object, path: Path) -> Iterator[Rule]:
    if not isinstance(data, list):
        raise BadScriptError(f"{path} must hold a list of `pattern: reply`.")
    for item in data:
        if not isinstance(item, dict) or not all(isinstance(v, str) for v in item.values()):
            raise BadScriptError(f"{path}: {item!r} is not `pattern: reply`. Quote both.")
        for pattern, reply in item.items():
            yield Rule(_compiled(str(pattern), path), reply)


def _compiled(pattern: str, path: Path) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise BadScriptError(f"{path}: the pattern {pattern!r} is wrong: {error}.") from error
