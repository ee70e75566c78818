"""One thing that is true of a caller, and how it is said aloud."""

from __future__ import annotations

import re
from dataclasses import dataclass

from repartee.tools.second_person import second_person

LONGEST_FACT = 200  # characters, of subject and of value

_OWNED = re.compile(r"^(?:my|your|our|mine)\s+", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_SINGULAR_ENDINGS = ("ss", "us", "is")


@dataclass(frozen=True, slots=True)
class Fact:
    """What is true of the caller, or of something of theirs."""

    subject: str
    """What it is about, such as `car`."""
    value: str
    """What is true of it, in the caller's words, such as `on level three`."""

    @property
    def key(self) -> str:
        """The same for all ways in which its subject is named."""
        return subject_key(self.subject)

    @property
    def spoken(self) -> str:
        """The fact said back: "your keys are in the kitchen"."""
        return spoken_fact(self.subject, self.value)


def subject_key(subject: str) -> str:
    """Reduce a subject to what stays the same however it is asked for.

    "My favorite color" and "favourite colour" are one subject, "my wife" and "my wife's name" too.
    """
    key = _ARTICLE.sub("", _OWNED.sub("", subject.lower().strip(" ?.!"))).removesuffix("'s name")
    return " ".join(key.replace("favorite", "favourite").replace("color", "colour").split())


def spoken_subject(subject: str) -> str:
    """Name a subject when talking to the caller: "your car", "the meeting"."""
    subject = subject.strip()
    if _ARTICLE.match(subject):
        return subject
    return f"your {_OWNED.sub('', subject)}"


def spoken_fact(subject: str, value: str) -> str:
    """Say a fact back: "your keys are in the kitchen"."""
    last = subject.lower().split()[-1]
    plural = last.endswith("s") and not last.endswith(_SINGULAR_ENDINGS)
    return f"{spoken_subject(subject)} {'are' if plural else 'is'} {second_person(value)}"
