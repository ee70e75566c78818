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
        self._openers = _phrases(openers)
        self._closers = _phrases(closers, backwards=True)

    def readings(self, words: Sequence[Word]) -> Iterator[Sequence[Word]]:
        """The sentence without its politeness, then with ever more of it, whole at last.

        The barest reading comes first, so that free text does not swallow a "please"; the fuller
        ones follow for requests that are politeness themselves ("thank you").
        """
        words = [word for word in words if word.text not in self._fillers] or words
        texts = [word.text for word in words]
        starts = _reach(self._openers, texts)
        endings = _reach(self._closers, texts[::-1])
        for end in (len(words) - length for length in endings):
            for start in starts:
                if start < end:
                    yield words[start:end]


def _phrases(phrases: Iterable[str], *, backwards: bool = False) -> frozenset[tuple[str, ...]]:
    step = -1 if backwards else 1
    return frozenset(tuple(phrase.split()[::step]) for phrase in phrases)


def _reach(phrases: frozenset[tuple[str, ...]], texts: Sequence[str]) -> list[int]:
    """How many words phrases in a row may take, most first; the last is 0, for none."""
    reached = newest = {0}
    for _ in range(_MOST_LAYERS):
        newest = {
            start + len(phrase)
            for start in newest
            for phrase in phrases
            if tuple(texts[start : start + len(phrase)]) == phrase
        }
        reached = reached | newest
    return sorted(reached, reverse=True)
