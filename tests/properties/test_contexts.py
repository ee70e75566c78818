"""What holds for the context of every conversation (specification B5: 4 and 10)."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.connected import EXAMPLES, freed
from tests.support.peer import Peer
from tests.support.server_thread import ServerThread

pytestmark = pytest.mark.usefixtures("forgetful")

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs")),
    min_size=1,
    max_size=40,
)


async def _talk(peer: Peer, said: list[str]) -> None:
    await peer.wait_for("bot-ready")
    for text in said:
        peer.type(text)
        await peer.wait_for("bot-llm-text", text=f"You said {text}.")


def _users(messages: list[dict[str, object]]) -> list[object]:
    return [message["content"] for message in messages if message["role"] == "user"]


@EXAMPLES
@pytest.mark.timeout(600)
@given(said=st.lists(texts, min_size=1, max_size=4, unique=True))
def test_the_context_keeps_all_messages_in_order(server: ServerThread, said: list[str]) -> None:
    async def example() -> None:
        made = len(server.stack.brains_made)
        async with await Peer(server.url).connect() as peer:
            await _talk(peer, said)
        last = server.stack.brains_made[made].contexts[-1]
        assert _users(last) == said
        await freed(server)

    server.run(example())


@EXAMPLES
@pytest.mark.timeout(600)
@given(
    conversations=st.lists(
        st.lists(texts, min_size=1, max_size=2, unique=True), min_size=2, max_size=3
    )
)
def test_sessions_never_see_each_others_context(
    server: ServerThread, conversations: list[list[str]]
) -> None:
    async def example() -> None:
        made = len(server.stack.brains_made)
        marked = [
            [f"{number}:{text}" for text in said] for number, said in enumerate(conversations)
        ]
        peers = [await Peer(server.url).connect() for _ in marked]
        await asyncio.gather(*(_talk(peer, said) for peer, said in zip(peers, marked, strict=True)))
        seen = [_users(brain.contexts[-1]) for brain in server.stack.brains_made[made:]]
        assert sorted(map(str, seen)) == sorted(map(str, marked))
        await asyncio.gather(*(peer.hang_up() for peer in peers))
        await freed(server)

    server.run(example())
