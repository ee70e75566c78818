"""A JSON document, read one member at a time.

Python's parser holds the interpreter's lock from the first byte to the last: some 10 ms a megabyte
in which no caller hears anything. Here the lock is free after every element of a long list.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

_SPACE = re.compile(r"[ \t\r\n]*")


class NotJSONError(ValueError):
    """A text is no JSON object."""


class Walk:
    """Goes through one JSON object from its beginning to its end."""

    def __init__(self, text: str) -> None:
        """Begin before a document.

        Args:
            text: All of it.
        """
        self._text = text
        self._at = 0
        self._decoder = json.JSONDecoder(parse_constant=_refuse)

    def names(self) -> Iterator[str]:
        """The members' names; whoever takes one must ask for its `value` or `elements`."""
        self._expect("{")
        if not self._skip("}"):
            while True:
                key = self._value()
                if not isinstance(key, str):
                    raise NotJSONError("a name is no string")
                self._expect(":")
                yield key
                if self._skip("}"):
                    break
                self._expect(",")
        if self._peek():
            raise NotJSONError("something follows the document")

    def value(self) -> object:
        """What comes next, whatever it is."""
        return self._value()

    def elements(self) -> Iterator[object]:
        """The elements of the list that comes next."""
        self._expect("[")
        if self._skip("]"):
            return
        while True:
            yield self._value()
            if self._skip("]"):
                return
            self._expect(",")

    def _value(self) -> object:
        self._peek()
        try:
            value, self._at = self._decoder.raw_decode(self._text, self._at)
        except (ValueError, RecursionError) as error:
            raise NotJSONError("it is not JSON") from error
        return value

    def _peek(self) -> str:
        space = _SPACE.match(self._text, self._at)
        self._at = space.end() if space else self._at
        return self._text[self._at : self._at + 1]

    def _skip(self, sign: str) -> bool:
        found = self._peek() == sign
        self._at += found
        return found

    def _expect(self, sign: str) -> None:
        if not self._skip(sign):
            raise NotJSONError(f"a {sign} is missing")


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON")
