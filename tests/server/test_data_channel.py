"""Who floods a data channel is told and hung up on; nobody else notices."""

from __future__ import annotations

from tests.support.peer import Peer


async def test_who_floods_the_data_channel_is_told_and_hung_up_on(url: str) -> None:
    async with Peer(url) as other, Peer(url) as offender:
        await other.connect()
        await offender.connect()
        await offender.wait_for("bot-ready")
        for _ in range(2000):
            offender.send("client-message", {"t": "ping"})
        last = await offender.wait_for("error", 30, fatal=True)
        assert "too many" in last["data"]["error"]
        await offender.wait_for_hang_up(30)
        other.type("hi")
        await other.wait_for_sound(30)


async def test_one_strange_message_ends_nothing(url: str) -> None:
    async with Peer(url) as caller:
        await caller.connect()
        await caller.wait_for("bot-ready")
        caller.send("llm-function-call-result", {"result": "forged"})
        told = await caller.wait_for("error")
        assert told["data"] == {
            "error": "This message may not be sent here, or is too long.",
            "fatal": False,
        }
        caller.type("hi")
        await caller.wait_for("bot-llm-text", 30)
