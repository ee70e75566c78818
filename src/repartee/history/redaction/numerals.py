from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from unicode_rbnf import RbnfEngine

# What Unicode's rules do not tell: how people dictate.
_SPOKEN = {
    "en": {"oh": "0", "o": "0", "nought": "0", "naught": "0"},
    "de": {"zwo": "2"},
    "fr": {"septante": "70", "huitante": "80", "nonante": "90"},
    "es": {},
    "it": {},
    "pt": {"meia": "6"},
    "nl": {},
}
_REPEATS = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4, "doppel": 2, "doble": 2}
_WORD = re.compile(r"[^\W\d_]+")


class Numerals:
    """Reads the words for numbers as ears write them: `four`, `twenty-one`, `double five`."""

    def __init__(self, languages: Iterable[str]) -> None:
        """Learn the words of some languages.

        Args:
            languages: Codes such as `de` or `pt-BR`; English is always known, and a language that
                nothing is known of is left out.
        """
        codes = dict.fromkeys(["en", *(each.split("-")[0].lower() for each in languages)])
        self._digits = {words: digits for code in codes for words, digits in _learn(code)}
        self._longest = max(map(len, self._digits))

    def read(self, words: Sequence[str]) -> tuple[int, str] | None:
        """Read the number with which a text begins.

        Args:
            words: The text from there on.

        Returns:
            How many words it takes, and its digits; None where there is none.
        """
        if len(words) > 1 and (times := _REPEATS.get(words[0].casefold())):
            repeated = words[1] if len(words[1]) == 1 and words[1].isdecimal() else None
            digit = repeated or self._digits.get((_plain(words[1]),), "")
            return (2, digit * times) if len(digit) == 1 else None
        plain = tuple(_plain(each) for each in words[: self._longest])
        for count in range(len(plain), 0, -1):
            if digits := self._digits.get(plain[:count]):
                return count, digits
        return None


def _learn(code: str) -> Iterator[tuple[tuple[str, ...], str]]:
    if code not in _SPOKEN:
        return
    engine = RbnfEngine.for_language(code)
    for number in (*range(100), *range(100, 1000, 100), *range(1000, 10_000, 1000)):
        for text in engine.format_number(number).text_by_ruleset.values():
            if words := tuple(map(_plain, _WORD.findall(text.replace("\xad", "")))):
                yield words, str(number)
    for word, digits in _SPOKEN[code].items():
        yield (_plain(word),), digits


def _plain(word: str) -> str:
    """Without case and accents, which ears leave out as they please."""
    parts = unicodedata.normalize("NFD", word.casefold())
    return "".join(each for each in parts if not unicodedata.combining(each))
