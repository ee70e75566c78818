"""Who the agent is to a caller: another voice, brain, language or manner."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from repartee.tools.answer import Answer, Refusal, answer
from repartee.tools.host import ToolHost
from repartee.tools.spoken import join

_MOST_NAMED = 5


class Preferences:
    """What the caller of one conversation wants otherwise."""

    def __init__(self, host: ToolHost) -> None:
        self._host = host

    async def use_voice(self, name: str = "") -> Answer:
        """Speak with another voice from now on, when the user asks for one.

        Args:
            name: The voice as the user calls it; empty for any other one.
        """
        voices = self._host.offered().voices
        if len(voices) < 2:
            raise Refusal("I have this voice only.")
        voice = _named(name, voices, "voice") if name else self._next(voices)
        await self._host.change(voice=voice)
        return answer("This is my other voice. How do you like it?", voice=voice)

    async def use_brain(self, name: str) -> Answer:
        """Think with another brain, which is another language model, when the user asks for it.

        Args:
            name: The brain as the user calls it.
        """
        brains = self._host.offered().brains
        brain = _named(name, brains, "brain")
        await self._host.change(brain=brain)
        return answer(f"From now on I think with {brains[brain]}.", brain=brain)

    async def use_language(self, language: str) -> Answer:
        """Hear and speak another language from now on, when the user asks for one.

        Args:
            language: Its code in BCP 47, such as de or pt-BR.
        """
        there = self._host.offered().languages
        known = next((each for each in there if each.casefold() == language.casefold()), "")
        known = known or next((each for each in there if _base(each) == _base(language)), "")
        if not known:
            raise Refusal(f"I do not speak {language}. There are {join(list(there))}.")
        await self._host.change(language=known)
        return answer(f"From now on we speak {known}.", language=known)

    async def talk_like(self, manner: str = "") -> Answer:
        """Talk in another manner from now on, when the user asks for one.

        Args:
            manner: How to talk, such as "like a pirate"; empty for the usual manner.
        """
        await self._host.change(manner=manner)
        return answer("As you like." if manner else "I talk as usual again.", manner=manner)

    def _next(self, voices: Mapping[str, str]) -> str:
        """The voice after the present one; after the last comes the first."""
        ids, present = list(voices), self._host.offered().voice
        return ids[(ids.index(present) + 1) % len(ids)] if present in voices else ids[1]


def _base(language: str) -> str:
    return language.partition("-")[0].casefold()


def _named(name: str, there: Mapping[str, str], kind: str) -> str:
    """Find what a caller means, by its id or by what people call it."""
    wanted = name.casefold().strip()
    by_name = {said.casefold(): id_ for id_, label in there.items() for said in (id_, label)}
    if wanted in by_name:
        return by_name[wanted]
    parts = [id_ for id_, label in there.items() if wanted and wanted in label.casefold()]
    if len(parts) == 1:
        return parts[0]
    if close := get_close_matches(wanted, by_name, 1, 0.75):
        return by_name[close[0]]
    names = list(there.values())[:_MOST_NAMED]
    others = f" There are {join(names)}." if names else ""
    raise Refusal(f"I have no {kind} called {name}.{others}")
