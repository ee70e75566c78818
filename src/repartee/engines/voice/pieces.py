from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

# flite needs about 0.3 ms a character before its first sound, and a piece once begun makes other
# sessions wait: some eight seconds of speech, 100 ms of work.
_LONGEST_PIECE = 120
# The letter-to-sound rules slow down with a word's length; no word that can be said is longer.
_LONGEST_WORD = 40

_SENTENCE_ENDS = (".", "!", "?", "…")
_CLAUSE_ENDS = (",", ";", ":", "-", "–", "—")
_CLOSING = "\"')]}”’»"
_TO_ASCII = str.maketrans("\u2018’“”–—\u2212…×", "''\"\"---.x")


@dataclass(frozen=True)
class Piece:
    """A run of words that is synthesised in one go."""

    text: str
    starts: tuple[int, ...]
    """Where in `text` each of its words starts."""
    words: tuple[int, ...]
    """Which word of the utterance each of them is."""
    opens_sentence: bool
    """Whether it comes first or after the end of a sentence."""

    def word_at(self, position: int) -> int:
        """The utterance's word at a position in `text`.

        Args:
            position: Index of a character; one outside the text means the nearest word.
        """
        return self.words[max(0, bisect_right(self.starts, position) - 1)]


def cut(text: str, *, ascii_only: bool) -> list[Piece]:
    """Cut a text into pieces short enough to take turns with other sessions.

    Ends of sentences are preferred, then ends of clauses.

    Args:
        text: Anything; what cannot be said is left out.
        ascii_only: Whether the synthesiser knows ASCII alone.

    Returns:
        The pieces in order; none if nothing can be said.
    """
    pieces: list[Piece] = []
    opens_sentence = True
    tokens = list(_tokens(text, ascii_only))
    while tokens:
        count = _take(tokens)
        pieces.append(_piece(tokens[:count], opens_sentence=opens_sentence))
        opens_sentence = _ends_with(tokens[count - 1][1], _SENTENCE_ENDS)
        tokens = tokens[count:]
    return pieces


def sayable(word: str, *, ascii_only: bool) -> str:
    """What of a word can be handed to a synthesiser.

    Args:
        word: A word without white space.
        ascii_only: Whether to spell it in ASCII, without accents.

    Returns:
        The word without control characters and other invisible ones; empty if nothing can be said.
    """
    if ascii_only:
        folded = unicodedata.normalize("NFKD", word.translate(_TO_ASCII))
        word = folded.encode("ascii", "ignore").decode()
    # Folding makes spaces of some accents; control characters could end the text for a C library.
    kept = "".join(char for char in word if unicodedata.category(char)[0] not in "CZ")
    return kept if any(_is_spoken(char) for char in kept) else ""


def _is_spoken(char: str) -> bool:
    return char.isalnum() or (not char.isascii() and unicodedata.category(char)[0] == "S")


def _tokens(text: str, ascii_only: bool) -> Iterator[tuple[int, str]]:
    for index, word in enumerate(text.split()):
        said = sayable(word, ascii_only=ascii_only)
        for start in range(0, len(said), _LONGEST_WORD):
            yield index, said[start : start + _LONGEST_WORD]


def _take(tokens: list[tuple[int, str]]) -> int:
    """How many tokens the next piece has."""
    length = sentence = clause = 0
    for count, (_, word) in enumerate(tokens, 1):
        length += len(word) + 1
        if length > _LONGEST_PIECE:
            return sentence or clause or count - 1
        if _ends_with(word, _SENTENCE_ENDS):
            sentence = count
        elif _ends_with(word, _CLAUSE_ENDS):
            clause = count
    return len(tokens)


def _ends_with(word: str, ends: tuple[str, ...]) -> bool:
    return word.rstrip(_CLOSING).endswith(ends)


def _piece(tokens: list[tuple[int, str]], *, opens_sentence: bool) -> Piece:
    starts: list[int] = []
    position = 0
    for _, word in tokens:
        starts.append(position)
        position += len(word) + 1
    return Piece(
        text=" ".join(word for _, word in tokens),
        starts=tuple(starts),
        words=tuple(index for index, _ in tokens),
        opens_sentence=opens_sentence,
    )
