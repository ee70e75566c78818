"""Numbers with a point that end no sentence: pure."""

from __future__ import annotations

import re

# "1." at the beginning of a line is the number of what follows it.
_ITEM = re.compile(r"(?:^|\n)\s*(\d{1,3}\.)$")
# "am 3." is followed by "Mai": German writes ordinals with a point.
_ORDINAL = re.compile(
    r"\b(?:ab|am|beim|bis|das|dem|den|der|des|die|im|seit|vom|zum)\s\d{1,2}\.$", re.I
)


def without_number_of_next(sentence: str) -> tuple[str, str]:
    """Part what seems to be a sentence from a number that belongs to the next one.

    Args:
        sentence: As it was cut.

    Returns:
        What can be spoken now, and what is to be spoken with what follows; either may be empty.
    """
    if item := _ITEM.search(sentence):
        return sentence[: item.start()].strip(), item.group(1)
    if _ORDINAL.search(sentence):
        return "", sentence
    return sentence, ""
