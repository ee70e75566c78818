"""Spelling words out, letter by letter."""

from __future__ import annotations

import unicodedata

from repartee.tools.answer import Answer, Refusal, answer
from repartee.tools.spoken import capitalized

LONGEST_WORD = 40  # letters

_SIGNS = {
    "'": "apostrophe", "\u2019": "apostrophe", "-": "hyphen", " ": "space", ".": "dot", "@": "at",
    "_": "underscore", "/": "slash", "&": "ampersand",
}  # fmt: skip


def spell(word: str) -> list[str]:
    """Name each letter of a word.

    Returns:
        The names in order: capitals for plain letters, "E with acute" for others.
    """
    return [name for letter in unicodedata.normalize("NFC", word) if (name := _name(letter))]


def _name(letter: str) -> str:
    if letter in _SIGNS:
        return _SIGNS[letter]
    if letter.isascii() and letter.isalnum():
        return letter.upper()
    name = unicodedata.name(letter, "")
    for kind in ("LATIN SMALL LETTER ", "LATIN CAPITAL LETTER "):
        if name.startswith(kind):
            base, _, rest = name.removeprefix(kind).partition(" ")
            return f"{base} {rest.lower()}".strip()
    return ""


class Spelling:
    """Spelling on request."""

    async def spell_word(self, word: str) -> Answer:
        """Spell a word letter by letter.

        Args:
            word: The word, or a short name of a few words.
        """
        if len(word) > LONGEST_WORD:
            raise Refusal("That is long. Give me one word at a time, and I'll spell it.")
        letters = spell(word)
        if not letters:
            raise Refusal("Which word should I spell?")
        return answer(f"{capitalized(word)} is spelled {', '.join(letters)}.", letters=[*letters])
