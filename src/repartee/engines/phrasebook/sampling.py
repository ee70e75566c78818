"""Sentences drawn from the phrasebook's templates, as people would say them."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence

from hassil.expression import (
    Alternative,
    Expression,
    Group,
    ListReference,
    RuleReference,
    TextChunk,
)

from repartee.engines.phrasebook.numerals import words_of

NUMBER_LIST = "number"
"""The list that stands for any number; it is in no YAML, because it has no end."""

WHOLE_NUMBER_LIST = "whole"
"""The same for integers."""

_OPTIONAL_SHARE = 0.4
_DECIMAL_SHARE = 0.05
_ROUND_NUMBERS = (5, 10, 12, 15, 20, 25, 30, 40, 45, 50, 60, 75, 80, 90, 100)
_NUMBER_KINDS = 40  # what one number slot counts for, beside lists that can be counted


class Sampler:
    """Draws sentences, each option of a template as often as its sisters.

    Args:
        rules: Expansion rules by name.
        lists: What may be said for each list, open slots' samples included.
        rng: Source of randomness.
        optional_share: How often optional parts are said, 0 to 1.
    """

    def __init__(
        self,
        rules: Mapping[str, Expression],
        lists: Mapping[str, Sequence[Expression]],
        rng: random.Random,
        optional_share: float = _OPTIONAL_SHARE,
    ) -> None:
        self._optional_share = optional_share
        self._rules = rules
        self._lists = lists
        self._rng = rng
        self._decks: dict[int, list[Expression]] = {}

    def say(self, expression: Expression) -> str:
        """One sentence of the template, with single spaces."""
        return " ".join(self._say(expression).split())

    def _say(self, expression: Expression) -> str:
        match expression:
            case TextChunk():
                return expression.original_text
            case Alternative(is_optional=True) if self._rng.random() >= self._optional_share:
                return ""
            case Alternative():
                return self._say(self._draw(expression.items))
            case Group():
                return "".join(self._say(item) for item in expression.items)
            case RuleReference():
                return self._say(self._rules[expression.rule_name])
            case ListReference(list_name=name) if name == NUMBER_LIST:
                return _say_number(self._rng)
            case ListReference(list_name=name) if name == WHOLE_NUMBER_LIST:
                return _say_whole_number(self._rng)
            case ListReference():
                return self._say(self._draw(self._lists[expression.list_name]))
        raise TypeError(f"no way to say a {type(expression).__name__}")

    def _draw(self, options: Sequence[Expression]) -> Expression:
        """Deal the options like cards: even a short sample then covers every one of them."""
        deck = self._decks.setdefault(id(options), [])
        if not deck:
            deck.extend(option for option in options if not _is_empty(option))
            self._rng.shuffle(deck)
        return deck.pop()


def _is_empty(expression: Expression) -> bool:
    return isinstance(expression, TextChunk) and expression.is_empty


def _say_number(rng: random.Random) -> str:
    if rng.random() < _DECIMAL_SHARE:
        return words_of(rng.randint(0, 20) + rng.randint(1, 9) / 10)
    return _say_whole_number(rng)


def _say_whole_number(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.47:
        value = rng.randint(0, 20)
    elif kind < 0.65:
        value = rng.choice(_ROUND_NUMBERS)
    elif kind < 0.92:
        value = rng.randint(21, 99)
    else:
        value = rng.choice((rng.randint(100, 999), rng.randrange(100, 1001, 50), 1000))
    return _vary(words_of(value), rng)


def _vary(said: str, rng: random.Random) -> str:
    if said.startswith(("one hundred", "one thousand")) and rng.random() < 0.5:
        said = said.replace("one", "a", 1)
    if rng.random() < 0.4:
        head, hundred, tail = said.partition(" hundred ")
        return f"{head} hundred and {tail}" if hundred else said
    return said


def number_vocabulary() -> Iterator[str]:
    """Every word that a number may need."""
    for value in (*range(21), *range(30, 91, 10), 100, 1000, 1.5):
        yield from words_of(value).split()
    yield from ("a", "and", "negative", "half")


def count_sentences(
    expression: Expression,
    rules: Mapping[str, Expression],
    lists: Mapping[str, Sequence[Expression]],
) -> int:
    """How many different sentences a template stands for, one number slot counted as forty."""

    def count(part: Expression) -> int:
        match part:
            case Alternative():
                return sum(count(item) for item in part.items)
            case Group():
                return math.prod(count(item) for item in part.items)
            case RuleReference():
                return count(rules[part.rule_name])
            case ListReference(list_name=name) if name in {NUMBER_LIST, WHOLE_NUMBER_LIST}:
                return _NUMBER_KINDS
            case ListReference():
                return sum(count(item) for item in lists[part.list_name])
        return 1

    return count(expression)


def lists_in(expression: Expression) -> Iterator[str]:
    """Names of the lists that a template refers to, numbers included."""
    yield from (part.list_name for part in _parts_of(expression) if isinstance(part, ListReference))


def rules_in(expression: Expression) -> Iterator[str]:
    """Names of the rules that a template refers to."""
    yield from (part.rule_name for part in _parts_of(expression) if isinstance(part, RuleReference))


def _parts_of(expression: Expression) -> Iterator[Expression]:
    yield expression
    if isinstance(expression, Group):
        for item in expression.items:
            yield from _parts_of(item)


def words_in(expression: Expression) -> Iterator[str]:
    """The words in a template's own text."""
    match expression:
        case TextChunk():
            yield from expression.original_text.split()
        case Group():
            for item in expression.items:
                yield from words_in(item)
