from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Literal

from pydantic import JsonValue

from repartee.history.redaction.cards import card_spans
from repartee.history.redaction.dictated import Group, Span, groups, runs
from repartee.history.redaction.emails import email_spans
from repartee.history.redaction.numerals import Numerals
from repartee.history.redaction.phones import phone_spans

Kind = Literal["cards", "emails", "phones"]

_MARKS: dict[Kind, str] = {
    "emails": "[e-mail address]",
    "cards": "[card number]",
    "phones": "[phone number]",
}
Hide = Callable[[str], str]

_SHORTEST_BEGINNING = 4
"""Characters of something that was cut off, from which on it is taken out, too."""


class Redactor:
    """Takes out of texts what nobody asked to have stored; decides, without I/O."""

    def __init__(
        self,
        kinds: Sequence[Kind],
        *,
        regions: Sequence[str] = ("US", "GB"),
        languages: Sequence[str] = (),
        hide: Hide | None = None,
    ) -> None:
        """Say what to look for; nothing is learnt until it is needed, which takes some 50 ms.

        Args:
            kinds: What to take out.
            regions: Countries whose phone numbers are known without a country code, `US` say.
            languages: Codes of those in which numbers may be said, beside English.
            hide: Takes the server's own keys out of a text, whatever else is wanted; None where it
                has none.
        """
        self.kinds = tuple(kind for kind in _MARKS if kind in kinds)
        self._regions = tuple(regions)
        self._languages = tuple(languages)
        self._hide = hide

    @property
    def is_idle(self) -> bool:
        """Whether every text stays as it is."""
        return not self.kinds and self._hide is None

    def text(self, text: str) -> str:
        """Take it out of a text.

        Args:
            text: Of any length.

        Returns:
            The text with marks, `[card number]` say, in the places of what was there.
        """
        text = self._without_keys(text)
        return _marked(text, self._found(text))

    def beginning(self, text: str, whole: str) -> str:
        """Take it out of a text that may end within something that shall not be stored.

        Args:
            text: What was heard of an answer, say.
            whole: The answer.
        """
        text, whole = self._without_keys(text), self._without_keys(whole)
        found = self._found(text)
        for kind, span in self._found(whole):
            for length in range(span.end - span.begin - 1, _SHORTEST_BEGINNING - 1, -1):
                if text.endswith(whole[span.begin : span.begin + length]):
                    found.append((kind, Span(len(text) - length, len(text))))
                    break
        return _marked(text, found)

    def value(self, value: JsonValue) -> JsonValue:
        """Take it out of every text of a JSON value, and of numbers that are long enough.

        Args:
            value: A tool's arguments, say.
        """
        match value:
            case str():
                return self.text(value)
            case dict():
                return {self.text(key): self.value(each) for key, each in value.items()}
            case list():
                return [self.value(each) for each in value]
            case int() if not isinstance(value, bool):
                text = str(value)
                hidden = self.text(text)
                return value if hidden == text else hidden
            case _:
                return value

    def _without_keys(self, text: str) -> str:
        return self._hide(text) if self._hide else text

    @cached_property
    def _numerals(self) -> Numerals:
        return Numerals(self._languages)

    def _found(self, text: str) -> list[tuple[Kind, Span]]:
        found: list[tuple[Kind, Span]] = []
        if "emails" in self.kinds:
            found += [("emails", span) for span in email_spans(text)]
        if "cards" in self.kinds or "phones" in self.kinds:
            digits = list(runs(text, list(groups(text, self._numerals))))
            found += self._found_digits(text, digits)
        return found

    def _found_digits(self, text: str, digits: list[list[Group]]) -> Iterator[tuple[Kind, Span]]:
        if "cards" in self.kinds:
            yield from (("cards", span) for run in digits for span in card_spans(run))
        if "phones" in self.kinds:
            yield from (("phones", span) for span in phone_spans(text, digits, self._regions))


def _marked(text: str, found: list[tuple[Kind, Span]]) -> str:
    """Put marks; where two overlap, one mark stands for both, the earlier kind's of `_MARKS`."""
    pieces, position = [], 0
    for kind, span in _merged(found):
        pieces += [text[position : span.begin], _MARKS[kind]]
        position = span.end
    return "".join([*pieces, text[position:]])


def _merged(found: list[tuple[Kind, Span]]) -> list[tuple[Kind, Span]]:
    ranks = list(_MARKS)
    merged: list[tuple[Kind, Span]] = []
    for kind, span in sorted(found, key=lambda each: each[1].begin):
        if merged and span.begin < merged[-1][1].end:
            before_kind, before = merged[-1]
            first = min(before_kind, kind, key=ranks.index)
            merged[-1] = (first, Span(before.begin, max(before.end, span.end)))
        else:
            merged.append((kind, span))
    return merged


KEEP_ALL = Redactor(())
"""Takes nothing out."""
