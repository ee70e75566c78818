"""The phrasebook's templates as one strict grammar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hassil import Intents, TextSlotList, recognize_all
from hassil.expression import Group
from hassil.intents import SlotList
from hassil.models import MatchEntity
from hassil.parser import ParseError
from hassil.recognize import RecognizeResult

from repartee.engines.phrasebook.numerals import Number, numbers_in
from repartee.engines.phrasebook.sampling import NUMBER_LIST, WHOLE_NUMBER_LIST
from repartee.engines.phrasebook.source import Argument, ListEntry, PhrasebookError, Source
from repartee.engines.phrasebook.words import Word, said_of, text_of

_UNUSED = "unused"  # what a list is called whose value no tool wants


@dataclass(frozen=True, slots=True)
class Match:
    """The intent that a whole sentence is a wording of."""

    intent: str
    arguments: Mapping[str, Argument]


class Grammar:
    """Matches whole sentences; one word too many, and nothing matches.

    Args:
        source: The checked YAML.

    Raises:
        PhrasebookError: A template cannot be parsed.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self.intents = _compile(source)

    def match(self, words: Sequence[Word]) -> Match | None:
        """The intent that leaves least to free text; None where none fits."""
        numbers = numbers_in([word.text for word in words])
        results = recognize_all(
            text_of(words),
            self.intents,
            slot_lists=_number_lists(numbers),
        )
        fitting = self._preferred([result for result in results if self._fits(result)])
        if not fitting:
            return None
        best = min(fitting, key=_looseness)
        return Match(best.intent.name, _arguments(best, words))

    def _preferred(self, results: list[RecognizeResult]) -> list[RecognizeResult]:
        """What an operator's tool can do is not talked away: "I can't tell the weather"."""
        entries = self._source.intents
        if not any(entries[result.intent.name].added for result in results):
            return results
        return [result for result in results if entries[result.intent.name].tool]

    def _fits(self, result: RecognizeResult) -> bool:
        return all(
            self._fits_in(result, entity.name, len(entity.text.split()))
            for entity in result.entities_list
            if entity.is_wildcard
        )

    def _fits_in(self, result: RecognizeResult, argument: str, words: int) -> bool:
        """Whether the open lists that fill an argument in the matched template take so many."""
        template = result.intent_sentence.expression if result.intent_sentence else None
        if not isinstance(template, Group):
            return False
        lists = [
            self._source.lists[reference.list_name]
            for reference in template.list_references(self.intents.expansion_rules)
            if reference.slot_name == argument and reference.list_name in self._source.lists
        ]
        return bool(lists) and all(each.min_words <= words <= each.max_words for each in lists)


def _number_lists(numbers: Mapping[str, Number]) -> dict[str, SlotList]:
    whole = {words: value for words, value in numbers.items() if isinstance(value, int)}
    return {
        NUMBER_LIST: TextSlotList.from_tuples(numbers.items()),
        WHOLE_NUMBER_LIST: TextSlotList.from_tuples(whole.items()),
    }


def _looseness(result: RecognizeResult) -> tuple[int, int]:
    """How much a match leaves to free text and to lists, least first."""
    free = sum(len(entity.text.split()) for entity in result.entities_list if entity.is_wildcard)
    return free, -result.text_chunks_matched


def _arguments(result: RecognizeResult, words: Sequence[Word]) -> dict[str, Argument]:
    arguments: dict[str, Argument] = {}
    for entity in result.entities_list:
        if entity.is_wildcard:
            arguments[entity.name] = _said_in(entity, words)
        elif isinstance(entity.value, dict):
            arguments |= entity.value
        else:
            arguments[entity.name] = entity.value
    arguments.pop(_UNUSED, None)
    return arguments


def _said_in(entity: MatchEntity, words: Sequence[Word]) -> str:
    """Free text as it was said: "don't" was matched as "do not"."""
    if entity.text_span is None:
        return entity.text
    start, end = entity.text_span
    said = []
    position = 0
    for word in words:
        if start <= position < end:
            said.append(word)
        position += len(word.text) + 1
    return said_of(said)


def _compile(source: Source) -> Intents:
    try:
        intents = Intents.from_dict(
            {
                "language": source.language,
                "lists": {name: _list_dict(entry) for name, entry in source.lists.items()},
                "expansion_rules": source.rules,
                "intents": {
                    name: {
                        "data": [
                            {"sentences": list(wording.sentences), "slots": wording.arguments}
                            for wording in entry.wordings
                        ]
                    }
                    for name, entry in source.intents.items()
                },
            }
        )
        for intent in intents.intents.values():
            for data in intent.data:
                _ = data.sentences  # parsed on first use: pay for it now, not in the first answer
    except ParseError as error:
        raise PhrasebookError(f"a template cannot be parsed: {error}") from error
    return intents


def _list_dict(entry: ListEntry) -> dict[str, object]:
    if entry.is_open:
        return {"wildcard": True}
    return {
        "values": [
            value if isinstance(value, str) else {"in": value.said, "out": value.means}
            for value in entry.values
        ]
    }
