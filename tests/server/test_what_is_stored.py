"""After a real conversation, the disk has what its caller and the operator allow, and no more."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from repartee.app import create_app
from repartee.settings import Settings
from tests.support.conversation_socket import SocketCaller, calling
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack

SECRET = "xylophone"
PHONE = "+1 415 555 2671"


async def answered(caller: SocketCaller, text: str) -> str:
    await caller.send(type="text", text=text)
    await caller.event("transcription", lambda event: event["text"] == text)
    return await caller.said("assistant")


def files_with(directory: Path, text: str) -> list[str]:
    files = (each for each in directory.rglob("*") if each.is_file())
    return [each.name for each in files if text.encode() in each.read_bytes()]


async def _token(url: str, **query: str) -> str:
    """Hold a conversation about a secret; gives what it can be taken up again by."""
    async with calling(url, "talk", greeting="false", **query) as caller:
        session = await caller.event("session")
        assert SECRET in await answered(caller, f"My {SECRET}, {PHONE}")
    return str(session["resume_token"])


@pytest.mark.parametrize(
    ("most", "asked"), [("nothing", ""), ("text", "nothing"), ("audio", "nothing")]
)
async def test_nothing_is_on_the_disk_of_who_wants_nothing_stored(
    settings: Settings, stack: ScriptedStack, most: str, asked: str
) -> None:
    app = create_app(settings.model_copy(update={"history_keep": most}), stack)
    async with running(app) as url:
        token = await _token(url, keep=asked)
        # It can be taken up again all the same, from memory.
        async with calling(url, "talk", resume_token=token) as caller:
            assert (await caller.event("session"))["resumed"] is True
    assert files_with(settings.data_dir, SECRET) == []
    assert files_with(settings.data_dir, "talk") == []


async def test_what_is_redacted_is_in_no_file_while_the_talk_has_it(
    settings: Settings, stack: ScriptedStack
) -> None:
    app = create_app(settings.model_copy(update={"history_redact": ["phones"]}), stack)
    async with running(app) as url, httpx.AsyncClient(base_url=url, timeout=60) as client:
        async with calling(url, "talk", greeting="false") as caller:
            assert PHONE in await answered(caller, f"My {SECRET}, {PHONE}")
        while (await client.get("/api/sessions")).json()["sessions"]:
            await client.delete("/api/sessions/talk")
        events = (await client.get("/api/conversations/talk/events")).text
        assert f"{SECRET}, [phone number]" in events
        assert PHONE not in events
    assert files_with(settings.data_dir, SECRET) != []
    assert files_with(settings.data_dir, "2671") == []


async def test_what_is_forgotten_is_in_no_file_and_cannot_be_taken_up_again(
    settings: Settings, stack: ScriptedStack
) -> None:
    async with (
        running(create_app(settings, stack)) as url,
        httpx.AsyncClient(base_url=url, timeout=60) as client,
    ):
        async with calling(url, "talk", greeting="false") as caller:
            assert SECRET in await answered(caller, f"My {SECRET}")
            assert (await client.delete("/api/conversations/talk")).status_code == 409
        # It is ending: what it writes at its end must not come after.
        assert (await client.delete("/api/conversations/talk")).status_code == 204
        assert files_with(settings.data_dir, SECRET) == []
        assert (await client.get("/api/conversations/talk")).status_code == 404


async def test_a_stranger_cannot_get_at_an_earlier_conversation_by_taking_its_id(
    settings: Settings, stack: ScriptedStack
) -> None:
    public = {"server_host": "0.0.0.0", "allow_anonymous": True, "resume_keep_secs": 0}
    async with running(create_app(settings.model_copy(update=public), stack)) as url:
        await _token(url)
        async with calling(url, "talk") as stranger:
            assert await stranger.close_comes() == 4403
        async with calling(url, "another") as stranger:
            await stranger.event("session")
