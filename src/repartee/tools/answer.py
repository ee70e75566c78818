"""What a skill gives back."""

from __future__ import annotations

from pydantic import JsonValue

Answer = dict[str, JsonValue]
"""``say`` holds the spoken answer, ``ok`` whether the request was met; the rest is data."""


class Refusal(Exception):  # noqa: N818 - not an error: a polite answer to a request that can't be met
    """A request that can't be met, and what to say about it.

    Args:
        say: One or two spoken sentences: what is wrong, and what would work instead.
        **data: The same for a brain that wants more than a sentence.
    """

    def __init__(self, say: str, **data: JsonValue) -> None:
        super().__init__(say)
        self.say = say
        self.data = data


def answer(say: str, **data: JsonValue) -> Answer:
    """Build the answer to a request that was met.

    Args:
        say: The spoken answer, plain sentences without markup.
        **data: The same facts for a brain or a page that wants more than a sentence.
    """
    return {"say": say, "ok": True, **data}


def refused(refusal: Refusal) -> Answer:
    """Build the answer to a request that could not be met."""
    return {"say": refusal.say, "ok": False, **refusal.data}
