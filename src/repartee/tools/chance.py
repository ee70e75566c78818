"""Coins, dice, and numbers out of a hat."""

from __future__ import annotations

from random import Random

from repartee.tools.answer import Answer, Refusal, answer

MOST_SIDES = 1000
_BIGGEST = 10**12  # voices read longer numbers badly


class Chance:
    """Chance on request.

    Args:
        random: The source of chance; tests seed it.
    """

    def __init__(self, random: Random) -> None:
        self._random = random

    async def flip_coin(self) -> Answer:
        """Flip a coin."""
        side = self._random.choice(("heads", "tails"))
        return answer(f"It's {side}.", side=side)

    async def roll_dice(self, sides: int = 6) -> Answer:
        """Roll a die.

        Args:
            sides: How many sides it has, 2 to 1000.
        """
        if not 2 <= sides <= MOST_SIDES:
            raise Refusal(f"I have dice with 2 to {MOST_SIDES:,} sides. How many would you like?")
        number = self._random.randint(1, sides)
        return answer(
            f"You rolled {'an' if _starts_with_vowel(number) else 'a'} {number}.", number=number
        )

    async def pick_number(self, low: int, high: int) -> Answer:
        """Pick a number at random.

        Args:
            low: The smallest number it may be.
            high: The biggest number it may be.
        """
        if max(abs(low), abs(high)) > _BIGGEST:
            raise Refusal("Those numbers are too big for me. Try, pick a number from 1 to 100.")
        number = self._random.randint(min(low, high), max(low, high))
        return answer(f"I pick {number:,}.", number=number)


def _starts_with_vowel(number: int) -> bool:
    return number in (11, 18) or str(number)[0] == "8"
