"""Facts the caller asks the agent to remember."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from repartee.tools.answer import Answer, Refusal, answer
from repartee.tools.fact import LONGEST_FACT, Fact, spoken_subject, subject_key
from repartee.tools.memory import ForgetfulError, Memory
from repartee.tools.spoken import capitalized, shorten

_EVERYTHING = "everything"
_LATEST = "that"


class Facts:
    """What the agent is asked to remember, and to forget."""

    def __init__(self, memory: Memory) -> None:
        """Remember where the host's conversation does.

        Args:
            memory: Of the person that the conversation is with.
        """
        self._memory = memory
        self._latest = ""

    async def remember_fact(self, subject: str, value: str) -> Answer:
        """Remember a fact about the caller or their things, for later conversations too.

        Args:
            subject: What it is about, such as car, name or favourite colour.
            value: What is true of it, such as on level three.
        """
        fact = Fact(subject, value)
        if not fact.key or not value:
            raise Refusal("What should I remember? Say, for example, my car is on level three.")
        if max(len(subject), len(value)) > LONGEST_FACT:
            raise Refusal("That is too long for me to remember. Say it in fewer words.")
        with _said_aloud():
            await self._memory.remember(fact)
        self._latest = fact.key
        return answer(f"I'll remember that {fact.spoken}.", subject=fact.key, value=value)

    async def recall_fact(self, subject: str) -> Answer:
        """Recall a fact the caller asked to remember, now or in an earlier conversation.

        Args:
            subject: What it is about, such as car, name or favourite colour; or everything.
        """
        key = subject_key(subject)
        with _said_aloud():
            facts = await self._memory.facts()
        if key == _EVERYTHING:
            return _everything(facts)
        fact = next((each for each in facts if each.key == key), None)
        if fact is None:
            raise _unknown(subject)
        return answer(f"{capitalized(fact.spoken)}.", subject=key, value=fact.value)

    async def forget_fact(self, subject: str) -> Answer:
        """Forget a fact the caller asked to remember, for good.

        Args:
            subject: What it is about, such as car, name or favourite colour; that for what was
                remembered last; or everything.
        """
        key = subject_key(subject)
        if key == _EVERYTHING:
            with _said_aloud():
                await self._memory.forget_all()
            return answer("I've forgotten everything you told me.")
        if key == _LATEST:
            return await self._forget_latest()
        with _said_aloud():
            forgotten = await self._memory.forget(key)
        if forgotten is None:
            raise _unknown(subject)
        return answer(f"I've forgotten about {spoken_subject(subject)}.")

    async def _forget_latest(self) -> Answer:
        # "Forget that" is also how one says "never mind".
        with _said_aloud():
            forgotten = await self._memory.forget(self._latest) if self._latest else None
        self._latest = ""
        if forgotten is None:
            return answer("All right, never mind.")
        return answer(f"I've forgotten about {spoken_subject(forgotten.subject)}.")


def _everything(facts: Sequence[Fact]) -> Answer:
    said = [capitalized(each.spoken) for each in facts]
    if not said:
        raise Refusal("You haven't told me anything to remember yet.")
    return answer(f"{'. '.join(said)}.", facts=[*said])


def _unknown(subject: str) -> Refusal:
    about = spoken_subject(shorten(subject)) if subject_key(subject) else "that"
    return Refusal(f"You haven't told me about {about} yet. Tell me, and I'll remember.")


@contextmanager
def _said_aloud() -> Iterator[None]:
    try:
        yield
    except ForgetfulError as error:
        raise Refusal(str(error)) from error
