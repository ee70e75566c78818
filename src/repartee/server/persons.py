"""By what a person is known again. What is stored is a digest: nobody can be asked for by it."""

from __future__ import annotations

import hashlib
from typing import Annotated

from pydantic import Field, StringConstraints

_KEY = r"^[A-Za-z0-9_-]{22,128}$"
_SALT = b"repartee telephone"
# 16 MiB and some 50 ms a number: there are few enough numbers that a quick digest of one could be
# found out by trying them all.
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 2**14, 8, 1
# Withheld numbers come as words, or as digits that spell some: +266696687 is ANONYMOUS.
_FEWEST_DIGITS = 7
_WITHHELD = frozenset({"266696687", "7378742833", "2562533", "8566"})
_NO_DIGITS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")

PersonKey = Annotated[
    str,
    StringConstraints(pattern=_KEY),
    Field(description="A secret of the caller's own, of at least 128 random bits."),
]
"""Letters, digits, `-` and `_`; 22 of them hold 128 bits."""

MaybePersonKey = Annotated[str, StringConstraints(pattern=rf"{_KEY}|^$")]
"""The same, or empty for somebody unknown."""


def person_of(key: str) -> str:
    """Who somebody is who shows a key.

    Args:
        key: A `PersonKey`, or empty.

    Returns:
        A digest; empty for somebody unknown.
    """
    return f"key:{_letters(hashlib.sha256(key.encode()).digest())}" if key else ""


def caller_of(number: str) -> str:
    """Who somebody is who calls by telephone; takes some 50 ms, so call it in a thread.

    Args:
        number: As the vendor tells it; spaces and dashes do not count.

    Returns:
        A digest; empty for a number that is withheld, or none.
    """
    digits = "".join(filter(str.isdecimal, number))
    if len(digits) < _FEWEST_DIGITS or digits in _WITHHELD:
        return ""
    digest = hashlib.scrypt(
        digits.encode(), salt=_SALT, n=_SCRYPT_N, r=_SCRYPT_R, p=_SCRYPT_P, dklen=32
    )
    return f"telephone:{_letters(digest)}"


def _letters(digest: bytes) -> str:
    # Without digits: what takes telephone numbers out of stored text must not find one here.
    return digest.hex().translate(_NO_DIGITS)
