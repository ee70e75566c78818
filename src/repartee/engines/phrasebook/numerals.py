"""Numbers between their words and their values."""

from __future__ import annotations

from collections.abc import Sequence

from hassil.numbers import get_rbnf_engine

Number = int | float

_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "dozen": 12}


_LONGEST = 12  # words: "nine hundred and ninety nine thousand nine hundred and ninety nine"


def words_of(value: Number) -> str:
    """The number as it is said: `25` is "twenty five", `3.5` is "three point five"."""
    said = get_rbnf_engine("en").format_number(value).text
    return said.replace("-", " ")


_SMALL = {words_of(value): value for value in range(20)}
_TENS = {words_of(value): value for value in range(20, 100, 10)}
_NUMBER_WORDS = frozenset({*_SMALL, *_TENS, *_SCALES})


def parse_digits(text: str) -> Number:
    """The value of "7", "1,000" or "3.50".

    Raises:
        ValueError: The text is no number.
    """
    return tidy(float(text.replace(",", "")))


def tidy(value: float) -> Number:
    """A whole number as `int`, any other as it is."""
    return int(value) if value.is_integer() else value


def numbers_in(words: Sequence[str]) -> dict[str, Number]:
    """Every number that some run of the words spells, by those words.

    "a hundred and five" is a hundred and five, and also holds a hundred, and five: which of them
    is meant, only the sentence around them tells.

    Args:
        words: Lower-case words; digits are allowed.
    """
    found: dict[str, Number] = {}
    for start in range(len(words)):
        for end in range(start + 1, min(start + _LONGEST, len(words)) + 1):
            reading = read_number(words[:end], start)
            if reading is not None and reading[1] == end:
                found[" ".join(words[start:end])] = reading[0]
    return found


def read_number(words: Sequence[str], start: int) -> tuple[Number, int] | None:
    """Read the number that begins at a word.

    Args:
        words: Lower-case words.
        start: Index of the first word to look at.

    Returns:
        The value and the index after its last word; None where no number begins.
    """
    sign, index = _read_sign(words, start)
    whole = _read_whole(words, index)
    if whole is None:
        return None
    value, index = whole
    fraction = _read_fraction(words, index)
    if fraction is not None:
        value, index = value + fraction[0], fraction[1]
    return tidy(float(sign * value)), index


def _read_sign(words: Sequence[str], start: int) -> tuple[int, int]:
    if words[start] == "negative":
        return -1, start + 1
    is_operator = start > 0 and _is_number(words[start - 1])
    if words[start] == "minus" and not is_operator:
        return -1, start + 1
    return 1, start


def _is_number(word: str) -> bool:
    return word in _NUMBER_WORDS or word[0].isdecimal()


def _read_whole(words: Sequence[str], start: int) -> tuple[float, int] | None:
    if start < len(words) and words[start][0].isdecimal():
        return _read_digits(words, start)
    total = group = 0
    index = start = _skip_article(words, start)
    while index < len(words):
        word = words[index]
        if word in _SCALES and (index > start or _follows_article(words, start)):
            total, group = _scale(total, group, _SCALES[word])
        elif word in _SMALL and _fits_unit(words, start, index):
            group += _SMALL[word]
        elif word in _TENS and (index == start or words[index - 1] in {*_SCALES, "and"}):
            group += _TENS[word]
        elif not _joins(words, start, index):
            break
        index += 1
    return (total + group, index) if index > start else None


def _read_digits(words: Sequence[str], start: int) -> tuple[float, int] | None:
    try:
        value = float(parse_digits(words[start]))
    except ValueError:  # "3²" begins like a number
        return None
    index = start + 1
    while index < len(words) and words[index] in _SCALES:
        value *= _SCALES[words[index]]
        index += 1
    return value, index


def _skip_article(words: Sequence[str], start: int) -> int:
    """The index of "hundred" in "a hundred", else the same index."""
    return start + 1 if _follows_article(words, start + 1) else start


def _follows_article(words: Sequence[str], index: int) -> bool:
    return 0 < index < len(words) and words[index] in _SCALES and words[index - 1] == "a"


def _scale(total: int, group: int, factor: int) -> tuple[int, int]:
    if factor < 1_000:
        return total, max(group, 1) * factor
    return total + max(group, 1) * factor, 0


def _fits_unit(words: Sequence[str], start: int, index: int) -> bool:
    if index == start:
        return True
    previous = words[index - 1]
    after_tens = previous in _TENS and 0 < _SMALL[words[index]] < 10
    return after_tens or previous in {*_SCALES, "and"}


def _joins(words: Sequence[str], start: int, index: int) -> bool:
    """Whether "and" stands inside a number, as in "two hundred and five"."""
    return (
        index > start
        and words[index] == "and"
        and words[index - 1] in {"hundred", "thousand", "million"}
        and index + 1 < len(words)
        and words[index + 1] in {*_SMALL, *_TENS}
    )


def _read_fraction(words: Sequence[str], start: int) -> tuple[float, int] | None:
    if tuple(words[start : start + 3]) == ("and", "a", "half"):
        return 0.5, start + 3
    if start >= len(words) or words[start] != "point":
        return None
    end = start + 1
    while end < len(words) and _SMALL.get(words[end], 10) < 10:
        end += 1
    digits = "".join(str(_SMALL[word]) for word in words[start + 1 : end])
    return (float(f"0.{digits}"), end) if digits else None
