"""Facts the caller asked the agent to remember, for the length of the conversation."""

from __future__ import annotations

import re

from repartee.tools.answer import Answer, Refusal, answer
from repartee.tools.second_person import second_person
from repartee.tools.spoken import capitalized, shorten

MOST_FACTS = 100
LONGEST_FACT = 200  # characters, of subject and of value

_OWNED = re.compile(r"^(?:my|your|our|mine)\s+", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_EVERYTHING = "everything"
_SINGULAR_ENDINGS = ("ss", "us", "is")


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


class Facts:
    """What the agent was asked to remember in one conversation."""

    def __init__(self) -> None:
        self._facts: dict[str, tuple[str, str]] = {}

    async def remember_fact(self, subject: str, value: str) -> Answer:
        """Remember a fact about the caller or their things.

        Args:
            subject: What it is about, such as car, name or favourite colour.
            value: What is true of it, such as on level three.
        """
        key = subject_key(subject)
        if not key or not value:
            raise Refusal("What should I remember? Say, for example, my car is on level three.")
        if max(len(subject), len(value)) > LONGEST_FACT:
            raise Refusal("That is too long for me to remember. Say it in fewer words.")
        if key not in self._facts and len(self._facts) >= MOST_FACTS:
            raise Refusal("I can't remember more than I already do. Ask me to forget something.")
        self._facts[key] = (subject, value)
        return answer(
            f"I'll remember that {spoken_fact(subject, value)}.", subject=key, value=value
        )

    async def recall_fact(self, subject: str) -> Answer:
        """Recall a fact the caller asked to remember.

        Args:
            subject: What it is about, such as car, name or favourite colour; or everything.
        """
        key = subject_key(subject)
        if key == _EVERYTHING:
            return self._recall_everything()
        if key not in self._facts:
            raise _unknown(subject)
        known_as, value = self._facts[key]
        return answer(f"{capitalized(spoken_fact(known_as, value))}.", subject=key, value=value)

    async def forget_fact(self, subject: str) -> Answer:
        """Forget a fact the caller asked to remember.

        Args:
            subject: What it is about, such as car, name or favourite colour; or everything.
        """
        key = subject_key(subject)
        if key == _EVERYTHING:
            self._facts.clear()
            return answer("I've forgotten everything you told me.")
        if self._facts.pop(key, None) is None:
            raise _unknown(subject)
        return answer(f"I've forgotten about {spoken_subject(subject)}.")

    def _recall_everything(self) -> Answer:
        if not self._facts:
            raise Refusal("You haven't told me anything to remember yet.")
        facts = [capitalized(spoken_fact(*fact)) for fact in self._facts.values()]
        return answer(f"{'. '.join(facts)}.", facts=[*facts])


def _unknown(subject: str) -> Refusal:
    about = spoken_subject(shorten(subject)) if subject_key(subject) else "that"
    return Refusal(f"You haven't told me about {about} yet. Tell me, and I'll remember.")
