"""Counting aloud."""

from __future__ import annotations

from repartee.tools.answer import Answer, Refusal, answer
from repartee.tools.spoken import capitalized

MOST_NUMBERS = 100  # about a minute and a half of speech

# A voice starts speaking with the first sentence, so a long count is several.
_NUMBERS_A_SENTENCE = 10


def count_aloud(low: int, high: int) -> str:
    """Count from one number to another, forwards or backwards, ten numbers a sentence."""
    step = 1 if low <= high else -1
    numbers = [f"{number:,}".replace("-", "minus ") for number in range(low, high + step, step)]
    starts = range(0, len(numbers), _NUMBERS_A_SENTENCE)
    return " ".join(f"{', '.join(numbers[at : at + _NUMBERS_A_SENTENCE])}." for at in starts)


class Counting:
    """Counting on request."""

    async def count(self, low: int = 1, high: int = 10) -> Answer:
        """Count aloud from one number to another; backwards if the first is bigger.

        Args:
            low: The number to begin with.
            high: The number to end with, at most 100 numbers on.
        """
        if abs(high - low) >= MOST_NUMBERS:
            raise Refusal(f"I can count {MOST_NUMBERS} numbers at a time. Try, count from 1 to 20.")
        if max(abs(low), abs(high)) > 10**9:
            raise Refusal("Those numbers are too long to count with. Try smaller ones.")
        return answer(capitalized(count_aloud(low, high)), numbers=abs(high - low) + 1)
