"""Sums, exact where a sum can be."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from repartee.tools.answer import Answer, Refusal, answer
from repartee.tools.spoken import capitalized, exact, say_number

# Nobody listens to more digits, and powers beyond it cost real time and memory.
_MOST_DIGITS = 100

_TOO_BIG = Refusal("That number is too big for me. Try something smaller.")


@dataclass(frozen=True)
class Operation:
    """One kind of sum."""

    phrase: str
    """How the sum is said, with ``{left}`` and ``{right}`` in place of the numbers."""
    evaluate: Callable[[Fraction, Fraction], Fraction]


def _divide(left: Fraction, right: Fraction) -> Fraction:
    if right == 0:
        raise Refusal("I can't divide by zero. Nobody can, try another number.")
    return left / right


def _remainder(left: Fraction, right: Fraction) -> Fraction:
    return left - right * (_divide(left, right) // 1)


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if base == 0 and exponent < 0:
        raise Refusal("Zero to a negative power means dividing by zero, and that has no answer.")
    if base == 0 or exponent == 0:
        return Fraction(exponent == 0)
    if abs(exponent * Fraction(_log10(abs(base)))) > _MOST_DIGITS:
        raise _TOO_BIG
    if exponent.denominator != 1:
        return _fractional_power(base, exponent)
    if abs(exponent) > 1_000:  # only bases next to one get here, such as 1.0001
        return exact(float(base) ** float(exponent))
    return base**exponent.numerator


def _fractional_power(base: Fraction, exponent: Fraction) -> Fraction:
    if base < 0:
        raise Refusal("A negative number to a fractional power has no real answer.")
    if exponent == Fraction(1, 2):
        return _square_root(base, exponent)
    return exact(float(base) ** float(exponent))


def _square_root(number: Fraction, _: Fraction) -> Fraction:
    if number < 0:
        raise Refusal("A negative number has no real square root. Try a positive one.")
    root = Fraction(math.isqrt(number.numerator), math.isqrt(number.denominator))
    return root if root * root == number else exact(math.sqrt(number))


def _log10(size: Fraction) -> float:
    return math.log10(size.numerator) - math.log10(size.denominator)


OPERATIONS: dict[str, Operation] = {
    "plus": Operation("{left} plus {right}", lambda left, right: left + right),
    "minus": Operation("{left} minus {right}", lambda left, right: left - right),
    "times": Operation("{left} times {right}", lambda left, right: left * right),
    "divided by": Operation("{left} divided by {right}", _divide),
    "remainder": Operation("The remainder of {left} divided by {right}", _remainder),
    "percent of": Operation("{left} percent of {right}", lambda left, right: left * right / 100),
    "power": Operation("{left} to the power of {right}", _power),
    "square root": Operation("The square root of {left}", _square_root),
    "squared": Operation("{left} squared", lambda left, _: _power(left, Fraction(2))),
    "cubed": Operation("{left} cubed", lambda left, _: _power(left, Fraction(3))),
    "half of": Operation("Half of {left}", lambda left, _: left / 2),
    "third of": Operation("A third of {left}", lambda left, _: left / 3),
    "quarter of": Operation("A quarter of {left}", lambda left, _: left / 4),
    "double": Operation("Twice {left}", lambda left, _: left * 2),
}

_ALIASES = {
    **dict.fromkeys(("+", "add", "added to", "and"), "plus"),
    **dict.fromkeys(("-", "subtract", "less", "take away"), "minus"),
    **dict.fromkeys(("*", "x", "multiply", "multiplied by"), "times"),
    **dict.fromkeys(("/", "divide", "over", "divided"), "divided by"),
    **dict.fromkeys(("%", "percent", "per cent of", "percentage of"), "percent of"),
    **dict.fromkeys(("mod", "modulo", "modulus", "remainder of"), "remainder"),
    **dict.fromkeys(("^", "**", "to the power of", "to the power", "raised to"), "power"),
    **dict.fromkeys(("sqrt", "root", "root of", "square root of"), "square root"),
    **dict.fromkeys(("square", "square of"), "squared"),
    **dict.fromkeys(("cube", "cube of"), "cubed"),
    **dict.fromkeys(("half", "halve"), "half of"),
    **dict.fromkeys(("third", "a third of", "one third of"), "third of"),
    **dict.fromkeys(("quarter", "a quarter of", "one quarter of"), "quarter of"),
    **dict.fromkeys(("twice", "double of"), "double"),
}


def evaluate(left: float, operation: str, right: float) -> Answer:
    """Work out a sum.

    Raises:
        Refusal: For an unknown operation, a sum without an answer, or one too big to say.
    """
    known = operation_named(operation)
    numbers = [_checked(left), _checked(right)]
    result = known.evaluate(*numbers)
    if abs(result) >= 10**_MOST_DIGITS:
        raise _TOO_BIG
    question = known.phrase.format(left=say_number(numbers[0]), right=say_number(numbers[1]))
    return answer(capitalized(f"{question} is {say_number(result)}."), result=_plain(result))


def operation_named(name: str) -> Operation:
    """Look an operation up by any of its names.

    Raises:
        Refusal: If there is none of that name.
    """
    key = " ".join(name.lower().replace("_", " ").split())
    found = OPERATIONS.get(_ALIASES.get(key, key))
    if found is None:
        raise Refusal(
            "I can add, subtract, multiply, divide, take percentages, powers and square roots. "
            "Try, what is 15 plus 3."
        )
    return found


def _checked(number: float) -> Fraction:
    if not math.isfinite(number) or abs(number) >= 10**_MOST_DIGITS:
        raise _TOO_BIG
    return exact(number)


def _plain(result: Fraction) -> int | float:
    return result.numerator if result.denominator == 1 else float(result)


class Arithmetic:
    """The sums a caller can ask for."""

    async def calculate(self, left: float, operation: str, right: float = 0) -> Answer:
        """Work out a sum of one or two numbers.

        Args:
            left: The first number, or the only one.
            operation: One of plus, minus, times, divided by, remainder, percent of, power,
                square root, squared, cubed, half of, third of, quarter of, double.
            right: The second number; unused where one number is enough.
        """
        return evaluate(left, operation, right)
