"""Two people on two transports share one conversation, by voice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from repartee.caller import Call, Listener, Patience, Ticket, Transport
from repartee.caller.rtvi import Message
from tests.conversations.rehearsals import recording
from tests.support.server_process import serving
from tests.support.speech import needs_flite

pytestmark = [pytest.mark.audio, needs_flite]
_PATIENCE = Patience(answer=20, longest_answer=30)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("server"), STACK="built-in") as address:
        yield address


class _Notes:
    """Every message that one person got."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.listener = Listener(on_message=self.messages.append)

    def data(self, kind: str, server_message: str = "") -> list[dict[str, Any]]:
        return [
            dict(message.data)
            for message in self.messages
            if message.kind == kind
            and isinstance(message.data, dict)
            and (not server_message or message.data.get("type") == server_message)
        ]

    def heard(self) -> list[tuple[str, str]]:
        """What was understood, and whose it was."""
        return [
            (str(each["user_id"]), str(each["text"]).lower().strip(" ."))
            for each in self.data("user-transcription")
            if each["final"]
        ]


def _person(url: str, transport: Transport, notes: _Notes, **more: Any) -> Call:
    return Call(
        url,
        transport=transport,
        patience=_PATIENCE,
        listener=notes.listener,
        keep_audio=False,
        **more,
    )


@pytest.mark.timeout(600)
async def test_two_people_are_told_apart_and_both_hear_the_answers(url: str) -> None:
    hers, his = _Notes(), _Notes()
    anna = _person(url, Transport.WEBRTC, hers, choices={"greeting": False, "name": "Anna"})
    async with anna:
        await anna.wait(1)
        conversation = anna.conversation
        assert conversation is not None
        invitation = Ticket(conversation.ticket.conversation_id, conversation.invite_token)
        bob = _person(url, Transport.WEBSOCKET, his, ticket=invitation, choices={"name": "Bob"})
        async with bob:
            await asyncio.sleep(1)
            before = bob.heard_seconds
            asked = await anna.say(recording("what time is it", "slt"))
            assert asked.answer_text.startswith("It's")
            # Bob hears Anna, and the answer.
            assert bob.heard_seconds > before + 1
            told = await bob.say(recording("what day is it", "rms"))
            assert told.answer_text
        await asyncio.sleep(0.5)
    (me,) = hers.data("server-message", "conversation")
    (joined,) = hers.data("server-message", "participant-joined")
    assert joined["participant"]["name"] == "Bob"
    assert hers.heard() == [
        (me["participant"]["id"], "what time is it"),
        (joined["participant"]["id"], "what day is it"),
    ]
    assert his.heard() == hers.heard()
    assert hers.data("server-message", "participant-left")
