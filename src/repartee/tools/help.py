"""What the agent can do, told in the caller's own phrases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from repartee.tools.answer import Answer, Refusal, answer
from repartee.tools.spoken import shorten

_EXAMPLES = 3


class PhraseGroup(Protocol):
    """Phrases of one kind: what the phrasebook shows for each of its groups."""

    @property
    def title(self) -> str:
        """The name of the kind: "Clock and calendar"."""
        ...

    @property
    def phrases(self) -> Sequence[str]:
        """Things a caller can say, the most typical first."""
        ...


def overview(groups: Sequence[PhraseGroup]) -> str:
    """Name every group, and give an example of a few."""
    if not groups:
        return "You can talk to me about anything you like."
    titles = _and([group.title.lower() for group in groups])
    examples = [group.phrases[0] for group in groups if group.phrases][:_EXAMPLES]
    return f"I can help with {titles}. {_try(examples)}"


def about(group: PhraseGroup) -> str:
    """Give examples of one group."""
    return f"That is {group.title.lower()}. {_try(group.phrases[:_EXAMPLES])}"


def find_group(groups: Sequence[PhraseGroup], topic: str) -> PhraseGroup | None:
    """Find the group a caller means: by its title first, then by its phrases."""
    words = {_stem(word) for word in topic.lower().split()} - {"the", "with", "and", "a", "my"}
    titled = (group for group in groups if words & _stems(group.title))
    phrased = (group for group in groups if words & _stems(" ".join(group.phrases)))
    return next(titled, None) or next(phrased, None)


def _stems(text: str) -> set[str]:
    return {_stem(word) for word in text.lower().split()} - {"and"}


def _stem(word: str) -> str:
    return word.strip(",.?!").removesuffix("s")


def _and(titles: Sequence[str]) -> str:
    # Titles have an "and" of their own, so the last needs a pause before its.
    return ", and ".join(filter(None, (", ".join(titles[:-1]), titles[-1])))


def _try(phrases: Sequence[str]) -> str:
    quoted = [phrase.rstrip("?.!") for phrase in phrases]
    return f"Try saying: {'. Or: '.join(quoted)}." if quoted else ""


class Help:
    """Help on request.

    Args:
        groups: What the brain understands, by kind.
    """

    def __init__(self, groups: Sequence[PhraseGroup]) -> None:
        self._groups = groups

    async def give_help(self, topic: str = "") -> Answer:
        """Tell what the agent can do and how to ask for it.

        Args:
            topic: A kind of request to give examples of, such as timers; empty for an overview.
        """
        titles = [group.title for group in self._groups]
        if not topic:
            return answer(overview(self._groups), topics=[*titles])
        group = find_group(self._groups, topic)
        if group is None:
            raise Refusal(f"I can't help with {shorten(topic)}. {overview(self._groups)}")
        return answer(about(group), topics=[group.title], phrases=[*group.phrases])
