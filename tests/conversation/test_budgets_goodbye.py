"""A budget that is used up: the agent says so, by real services, and hangs up.

Their vendors are stand-ins that bill what the real ones do.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from repartee.conversation.life import EndReason
from repartee.simulator.mind import Conversation
from tests.support.peer import Peer
from tests.support.rehearsed_house import rehearsed_house


async def _answer(_: Conversation) -> AsyncIterator[str]:
    yield "This is a short answer."


async def test_whose_budget_is_used_up_hears_why_the_agent_says_goodbye(tmp_path: Path) -> None:
    async with (
        rehearsed_house(
            tmp_path, _answer, "cartesia", "cerebras", "elevenlabs",
            stack="cloud", budget_per_conversation=0.000_001, secs_per_word=0.02,
        ) as house,
        await Peer(house.url).connect({"greeting": False}) as peer,
    ):  # fmt: skip
        peer.type("tell me something")
        news = await peer.told("budget")
        assert (news["scope"], news["over"]) == ("conversation", True)
        ending = await peer.told("ending")
        assert ending["reason"] == str(EndReason.BUDGET)
        # The answer that was paid for is heard first.
        words = " ".join(text for _, text in house.speaker.said)
        answer, goodbye = (words.find(each) for each in ("short answer", "I have to say goodbye"))
        assert 0 <= answer < goodbye, words
        assert "This conversation's budget is used up" in words
        assert len(house.mind.requests) == 1
