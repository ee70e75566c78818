"""How much of what was said is still known after the window's edge, a cut and a resume.

    python -m tests.conversations.retention [CONVERSATIONS]

A caller plants facts in a conversation of eleven turns, talks over the agent, hangs up, comes back
and asks. The brain is a script that knows nothing but what it is given, which is less than half of
the conversation. Prints how many facts it recalls, with summaries and without, and with the
services of a cascade whose vendors are stand-ins.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loguru import logger

from repartee.app import create_app
from repartee.settings import Settings
from tests.support.forgetful import ForgetfulStack
from tests.support.forgetful_mind import exchanges_given, forgetful, is_summary
from tests.support.peer import Peer
from tests.support.rehearsed_house import rehearsed_house
from tests.support.running_server import running

TOKENS = 260
"""Of conversation that the model is given: some four exchanges of these."""

_THINGS = ("boat", "house", "door", "train", "garden", "ticket", "hotel", "bridge")
_VALUES = ("green", "blue", "white", "seven", "twelve", "wooden", "broken", "late")
_PLACES = ("Oslo", "Rome", "Lima", "Cairo", "Paris", "Quito")
_SMALL_TALK = (
    "By the way it was a long day, the weather was not what they had promised, and I am glad to "
    "sit down at last and talk about something else for a while before dinner."
)


@dataclass
class Figures:
    """What came of the questions of some conversations."""

    asked: int = 0
    recalled: int = 0
    left_out: int = 0
    """Answers for which not all of the conversation fitted."""
    summaries: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Recalled facts of those that were asked for."""
        return self.recalled / self.asked

    def __str__(self) -> str:
        return (
            f"{self.recalled} of {self.asked} facts recalled ({100 * self.share:.1f} %), "
            f"{self.left_out} answers without room for all, {self.summaries} summaries"
        )


class Caller:
    """Somebody who tells and asks, in one conversation of several calls."""

    def __init__(self, url: str, seed: int, figures: Figures) -> None:
        self._url = url
        self._random = random.Random(seed)
        self._figures = figures

    async def talk(self) -> None:
        """Plant four facts and two places, be cut, come back, and ask for all of them."""
        facts = dict(zip(self._some(_THINGS, 4), self._some(_VALUES, 4), strict=True))
        first, second = self._some(_PLACES, 2)
        told = iter(facts.items())
        asked = iter(facts.items())
        async with await Peer(self._url).connect({"greeting": False}) as peer:
            conversation = await peer.told("conversation")
            await self._tell(peer, *next(told))
            await self._tell(peer, *next(told))
            await self._say(peer, f"My trips are, first {first}, second {second}. {_SMALL_TALK}")
            await self._tell(peer, *next(told), heard=False)
            await self._tell(peer, *next(told))
            await self._ask(peer, *next(asked))
            await self._ask_second(peer, second)
        right = {"conversation_id": conversation["id"]}
        right["resume_token"] = conversation["resume_token"]
        async with await Peer(self._url).connect(right) as peer:
            await peer.told("conversation")
            for thing, value in asked:
                await self._ask(peer, thing, value)
            await self._ask_second(peer, second)

    def _some(self, words: tuple[str, ...], count: int) -> list[str]:
        return self._random.sample(words, count)

    async def _tell(self, peer: Peer, thing: str, value: str, *, heard: bool = True) -> None:
        await self._say(peer, f"Listen, the {thing} is {value}. {_SMALL_TALK}", heard=heard)

    async def _ask(self, peer: Peer, thing: str, value: str) -> None:
        await self._check(peer, f"What is the {thing}?", value)

    async def _ask_second(self, peer: Peer, place: str) -> None:
        await self._check(peer, "And the second one?", place)

    async def _check(self, peer: Peer, question: str, wanted: str) -> None:
        answer = await self._say(peer, question)
        self._figures.asked += 1
        if wanted in answer:
            self._figures.recalled += 1
        else:
            self._figures.missed.append(f"{question} {answer}")

    async def _say(self, peer: Peer, text: str, *, heard: bool = True) -> str:
        """Type; listen to the end, or go on as soon as the agent begins to speak."""
        began, ended = peer.count("bot-started-speaking"), peer.count("bot-stopped-speaking")
        answers, texts = peer.count("bot-llm-stopped"), len(list(_texts(peer)))
        peer.type(text)
        async with asyncio.timeout(60):
            while peer.count("bot-llm-stopped") == answers:
                await asyncio.sleep(0.01)
            while peer.count("bot-started-speaking") == began:
                await asyncio.sleep(0.01)
            while heard and peer.count("bot-stopped-speaking") == ended:
                await asyncio.sleep(0.01)
        return "".join(list(_texts(peer))[texts:])


def _texts(peer: Peer) -> Iterator[str]:
    return (each["data"]["text"] for each in peer.messages if each["type"] == "bot-llm-text")


async def measure(settings: Settings, conversations: int, *, tokens: int = TOKENS) -> Figures:
    """Hold conversations at the same time, and count what is recalled.

    Args:
        settings: Of the server; CONTEXT_SUMMARIES decides whether there are summaries.
        conversations: How many.
        tokens: Of conversation that the model is given.
    """
    stack, figures = ForgetfulStack(tokens), Figures()
    async with running(create_app(settings, stack)) as url:
        callers = (Caller(url, seed, figures) for seed in range(conversations))
        await asyncio.gather(*(caller.talk() for caller in callers))
    figures.left_out = sum(model.left_out for model in stack.models)
    figures.summaries = sum(len(model.summaries) for model in stack.models)
    return figures


async def measure_cascade(directory: Path, conversations: int, **chosen: Any) -> Figures:
    """The same with Cartesia, Cerebras and ElevenLabs as services, and stand-ins as vendors.

    Args:
        directory: For everything that is kept.
        conversations: How many.
        **chosen: Settings of the server.
    """
    figures = Figures()
    vendors = ("cartesia", "cerebras", "elevenlabs")
    given = {"stack": "cloud", "context_tokens": TOKENS, "max_sessions": 2 * conversations}
    async with rehearsed_house(directory, forgetful, *vendors, **given, **chosen) as house:
        callers = (Caller(house.url, seed, figures) for seed in range(conversations))
        await asyncio.gather(*(caller.talk() for caller in callers))
    for each in house.mind.requests:
        figures.summaries += is_summary(each)
        figures.left_out += not is_summary(each) and exchanges_given(each) < each.turn - 1
    return figures


async def _main(conversations: int) -> None:
    logger.remove()
    for summaries in (True, False):
        with tempfile.TemporaryDirectory() as directory:
            settings = Settings(
                data_dir=Path(directory),
                context_summaries=summaries,
                max_sessions=2 * conversations,
            )
            figures = await measure(settings, conversations)
        print(f"{'With' if summaries else 'Without'} summaries: {figures}")
        for missed in figures.missed if summaries else ():
            print(f"  {missed}")
    with tempfile.TemporaryDirectory() as directory:
        figures = await measure_cascade(Path(directory), conversations)
    print(f"With the services of a cascade: {figures}")


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]) if len(sys.argv) > 1 else 8))
