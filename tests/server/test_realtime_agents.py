"""What OpenAI's stock realtime client for JavaScript sees of a conversation at `/v1/realtime`."""

from __future__ import annotations

from tests.support.agents_client import calling, needs_agents

pytestmark = needs_agents


async def test_a_typed_message_is_answered_aloud(calling_url: str) -> None:
    async with calling(calling_url) as caller:
        await caller.do("type", "hi")
        answer = await caller.sees("answer")
        assert answer["text"] == "So hi."
        assert answer["heard"] > 4800
        assert caller.errors == []


async def test_a_tool_of_the_client_is_run_and_its_result_told(calling_url: str) -> None:
    async with calling(calling_url) as caller:
        await caller.do("type", "What is the weather?")
        assert (await caller.sees("tool"))["city"] == "Rome"
        answer = await caller.sees("answer")
        if not answer["text"]:
            answer = await caller.sees("answer")
        assert "sunny in Rome" in answer["text"]
        assert caller.errors == []


async def test_an_interruption_truncates_what_was_said(calling_url: str) -> None:
    async with calling(calling_url) as caller:
        await caller.do("type", "x" * 500)
        await caller.sees("audio")
        await caller.do("interrupt")
        assert (await caller.sees("done"))["status"] == "cancelled"
        await caller.do("type", "again")
        answer = await caller.sees("answer")
        while answer["text"] != "So again.":
            answer = await caller.sees("answer")
        assert caller.errors == []
