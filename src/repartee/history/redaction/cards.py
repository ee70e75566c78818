from __future__ import annotations

from collections.abc import Iterator, Sequence

from repartee.history.redaction.dictated import Group, Span

_SHORTEST, _LONGEST = 13, 19
# First digits (from, to) and lengths that issuers use, after ISO/IEC 7812 and the schemes' own
# publications: without them every tenth long number would pass for a card.
_ISSUERS = (
    ("2200", "2204", {16, 17, 18, 19}),  # Mir
    ("2221", "2720", {16}),  # Mastercard
    ("300", "305", {14, 16}),  # Diners Club
    ("34", "34", {15}),  # American Express
    ("3528", "3589", {16, 17, 18, 19}),  # JCB
    ("36", "36", {14, 15, 16, 17, 18, 19}),  # Diners Club
    ("37", "37", {15}),  # American Express
    ("38", "39", {14, 16}),  # Diners Club
    ("4", "4", {13, 16, 19}),  # Visa
    ("50", "50", {13, 14, 15, 16, 17, 18, 19}),  # Maestro
    ("51", "55", {16}),  # Mastercard
    ("56", "58", {13, 14, 15, 16, 17, 18, 19}),  # Maestro
    ("60", "60", {16, 17, 18, 19}),  # Discover, RuPay
    ("61", "69", {13, 14, 15, 16, 17, 18, 19}),  # Maestro, UnionPay, Discover
    ("81", "82", {16, 17, 18, 19}),  # UnionPay, RuPay
)


def is_card_number(digits: str) -> bool:
    """Whether these digits can be a payment card's: an issuer's beginning, and Luhn's check.

    Args:
        digits: Nothing else.
    """
    return _has_issuer(digits) and _passes_luhn(digits)


def card_spans(run: Sequence[Group]) -> Iterator[Span]:
    """Find card numbers among digits, whatever stands before and after them.

    Args:
        run: Groups that may be one number; a card's begins and ends with one.
    """
    first = 0
    while first < len(run):
        last = _end_of_card(run, first)
        if last is None:
            first += 1
        else:
            yield Span(run[first].begin, run[last].end)
            first = last + 1


def _end_of_card(run: Sequence[Group], first: int) -> int | None:
    digits, found = "", None
    for index in range(first, len(run)):
        digits += run[index].digits
        if len(digits) > _LONGEST:
            break
        if len(digits) >= _SHORTEST and is_card_number(digits):
            found = index
    return found


def _has_issuer(digits: str) -> bool:
    return any(
        first <= digits[: len(first)] <= last and len(digits) in lengths
        for first, last, lengths in _ISSUERS
    )


def _passes_luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
