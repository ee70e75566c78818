"""What people say around a request: "um, could you please … for me, thanks"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from repartee.engines.phrasebook.words import Word

_MOST_LAYERS = 3  # "um okay | could you | please": more is rare, and each costs a parse


class Politeness:
    """Peels a sentence down to its request.

    Args:
        fillers: Words that mean nothing anywhere ("um").
        openers: Phrases before a request ("could you please").
        closers: Phrases after it ("for me").
    """

    def __init__(
        self, fillers: Iterable[str], openers: Iterable[str], closers: Iterable[str]
    ) -> None:
        self._fillers = frozenset(fillers)
        self._openers = _longest_first(openers)
        self._closers = _longest_first(closers)

    def readings(self, words: Sequence[Word]) -> Iterator[Sequence[Word]]:
        """The sentence without its politeness, then with ever more of it, whole at last.

        The barest reading comes first, so that free text does not swallow a "please"; the fuller
        ones follow for requests that are politeness themselves ("thank you").
        """
        words = [word for word in words if word.text not in self._fillers] or words
        starts = self._starts(words)
        for end in self._ends(words):
            for start in starts:
                if start < end:
                    yield words[start:end]

    def _starts(self, words: Sequence[Word]) -> list[int]:
        starts = [0]
        while len(starts) <= _MOST_LAYERS:
            length = _matching(self._openers, words[starts[-1] :])
            if not length:
                break
            starts.append(starts[-1] + length)
        return starts[::-1]

    def _ends(self, words: Sequence[Word]) -> list[int]:
        ends = [len(words)]
        while len(ends) <= _MOST_LAYERS:
            length = _matching(self._closers, words[: ends[-1]], at_end=True)
            if not length:
                break
            ends.append(ends[-1] - length)
        return ends[::-1]


def _longest_first(phrases: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted((tuple(phrase.split()) for phrase in phrases), key=len, reverse=True))


def _matching(
    phrases: Iterable[tuple[str, ...]], words: Sequence[Word], *, at_end: bool = False
) -> int:
    """The number of words that the longest matching phrase takes, 0 for none."""
    texts = tuple(word.text for word in words)
    for phrase in phrases:
        part = texts[-len(phrase) :] if at_end else texts[: len(phrase)]
        if part == phrase:
            return len(phrase)
    return 0
