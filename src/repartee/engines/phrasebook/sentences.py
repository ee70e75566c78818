"""Spoken sentences for the language model: requests from the templates, dressed as people do."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hassil import Intents, TextSlotList
from hassil.expression import Expression
from hassil.parse_expression import parse_sentence

from repartee.engines.phrasebook.sampling import (
    Sampler,
    count_sentences,
    number_vocabulary,
    words_in,
)
from repartee.engines.phrasebook.source import PhrasebookError, Source

_OPENER_SHARE = 0.2
_CLOSER_SHARE = 0.12
_FILLER_SHARE = 0.03
_CONTRACTED_SHARE = 0.5
_EXAMPLES_DRAWN = 5  # the shortest of so many is shown


@dataclass(frozen=True, slots=True)
class _Template:
    expression: Expression
    weight: float
    is_bare: bool


class Sentences:
    """The sentences that a phrasebook stands for.

    Args:
        source: The checked YAML.
        intents: Its templates, compiled.

    Attributes:
        variety: How many different requests the templates stand for.

    Raises:
        PhrasebookError: A template refers to a list or rule that is not there.
    """

    def __init__(self, source: Source, intents: Intents) -> None:
        self._source = source
        self._intents = intents
        self._rules = {name: rule.expression for name, rule in intents.expansion_rules.items()}
        # Lists of the same samples are one to whoever draws: none of them is dealt twice.
        same: dict[tuple[str, ...], Sequence[Expression]] = {}
        self._lists = {
            name: same.setdefault(entry.samples or (name,), self._list_items(name))
            for name, entry in source.lists.items()
        }
        self.variety = self._count_all()
        full_forms = {full: short for short, full in source.contractions.items()}
        # Never at the end: nobody says "tell me what it's".
        self._full_form = re.compile(rf"\b({'|'.join(map(re.escape, full_forms))})(?= \w)")
        self._short_forms = full_forms

    def draw(self, count: int, seed: int) -> list[str]:
        """Draw sentences; the same seed draws the same ones."""
        rng = random.Random(seed)
        sampler = Sampler(self._rules, self._lists, rng)
        templates = list(self._templates())
        weights = [template.weight * math.log2(1 + self._count(template)) for template in templates]
        return [
            self._dress(sampler.say(template.expression), template.is_bare, rng)
            for template in rng.choices(templates, weights, k=count)
        ]

    def example(self, intent: str) -> str:
        """A short sentence that asks for an intent; always the same one."""
        sampler = Sampler(self._rules, self._lists, random.Random(0), optional_share=0)
        (first, *_) = self._intents.intents[intent].data[0].sentences
        return min((sampler.say(first.expression) for _ in range(_EXAMPLES_DRAWN)), key=len)

    def vocabulary(self) -> frozenset[str]:
        """Every word that a drawn sentence may hold."""
        source = self._source
        words = {*number_vocabulary(), *source.fillers}
        for phrase in (*source.openers, *source.closers, *source.contractions):
            words.update(phrase.split())
        for expression in self._expressions():
            words.update(words_in(expression))
        return frozenset(words)

    def _list_items(self, name: str) -> Sequence[Expression]:
        entry = self._source.lists[name]
        if entry.is_open:
            return [parse_sentence(sample).expression for sample in entry.samples]
        compiled = self._intents.slot_lists[name]
        assert isinstance(compiled, TextSlotList)  # noqa: S101 - what `values` compile to
        return [value.text_in for value in compiled.values]

    def _templates(self) -> Iterator[_Template]:
        for name, intent in self._intents.intents.items():
            entry = self._source.intents[name]
            for data in intent.data:
                for sentence in data.sentences:
                    yield _Template(sentence.expression, entry.weight, entry.bare)

    def _count_all(self) -> int:
        try:
            return sum(self._count(template) for template in self._templates())
        except KeyError as error:
            raise PhrasebookError(
                f"a template in phrasebook.yaml refers to {error}, which is no list and no rule"
            ) from error

    def _count(self, template: _Template) -> int:
        return count_sentences(template.expression, self._rules, self._lists)

    def _expressions(self) -> Iterator[Expression]:
        yield from (template.expression for template in self._templates())
        yield from self._rules.values()
        for items in self._lists.values():
            yield from items

    def _dress(self, request: str, is_bare: bool, rng: random.Random) -> str:
        said = request if is_bare else self._with_politeness(request, rng)
        if rng.random() < _CONTRACTED_SHARE:
            said = self._full_form.sub(lambda found: self._short_forms[found[1]], said)
        return said

    def _with_politeness(self, request: str, rng: random.Random) -> str:
        parts = [request]
        if rng.random() < _OPENER_SHARE:
            parts.insert(0, rng.choice(self._source.openers))
        if rng.random() < _CLOSER_SHARE:
            parts.append(rng.choice(self._source.closers))
        if rng.random() < _FILLER_SHARE:
            parts.insert(0, rng.choice(self._source.fillers))
        return " ".join(parts)
