"""What a plain WebSocket client sees of a conversation."""

from __future__ import annotations

import asyncio
import json
import random
from pathlib import Path

import httpx
import numpy as np
import pytest
from fastapi import FastAPI
from websockets.exceptions import InvalidStatus

from repartee.app import create_app
from repartee.conversation.parts import Choices
from repartee.conversation.persona import Persona
from repartee.settings import Settings
from repartee.transports.pcm16.schema import asyncapi, json_schema
from tests.support.conversation_socket import SocketCaller, calling
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack

LOUD = (np.ones(480) * 8000).astype("<i2").tobytes()


async def answered(caller: SocketCaller, text: str) -> str:
    await caller.send(type="text", text=text)
    await caller.event("transcription", lambda event: event["text"] == text)
    return await caller.said("assistant")


async def test_a_caller_is_greeted_aloud_and_answered(url: str) -> None:
    async with calling(url, "talk") as caller:
        session = await caller.event("session")
        assert session["id"] == "talk"
        assert session["audio"] == {"encoding": "pcm_s16le", "sample_rate": 24_000, "channels": 1}
        assert session["resumed"] is False
        assert await caller.said("assistant") == "Hello there."
        assert await answered(caller, "hi") == "You said hi."
        await caller.event("state", lambda event: event["state"] == "listening")
        assert np.abs(np.frombuffer(bytes(caller.sound), "<i2")).max() > 5000


async def test_the_session_event_is_the_first(url: str) -> None:
    async with calling(url, "talk") as caller:
        await caller.said("assistant")
        assert caller.events[0]["type"] == "session"
        assert all(event["v"] == 1 for event in caller.events)


async def test_what_is_typed_comes_back_as_the_users_words(url: str) -> None:
    async with calling(url, "talk") as caller:
        await caller.send(type="text", text="hi")
        event = await caller.event("transcription", lambda each: each["role"] == "user")
        assert (event["text"], event["typed"], event["final"]) == ("hi", True, True)
        assert event["timestamp"]


async def test_an_interruption_silences_the_agent_and_says_so(url: str) -> None:
    async with calling(url, "talk", greeting="false") as caller:
        await caller.send(type="text", text="x" * 500)
        await caller.event("state", lambda event: event["state"] == "speaking")
        await caller.heard(24_000)
        before = len(caller.events)
        await caller.send(type="interrupt")
        await caller.event("state", lambda event: event["state"] == "interrupted")
        await caller.event("state", lambda event: event["state"] == "listening")
        await caller.also("audio_clear", since=before)
        silent_from = len(caller.sound)
        await caller.send(type="ping")
        await caller.event("pong")
        assert len(caller.sound) == silent_from < 5 * 48_000, "of ten seconds"
        assert await answered(caller, "again") == "You said again."


async def test_the_muted_are_not_heard_until_they_are_again(url: str, stack: ScriptedStack) -> None:
    async with calling(url, "talk", greeting="false") as caller:
        await caller.send(type="mute", muted=True)
        assert (await caller.event("muted"))["muted"] is True
        for _ in range(20):
            await caller.send_frame(LOUD)
        await caller.send(type="ping", id="after")
        await caller.event("pong", lambda event: event["id"] == "after")
        assert await answered(caller, "hi") == "You said hi."
        assert stack.ears_made[0].loud_samples == 0
        await caller.send(type="mute", muted=False)
        assert (await caller.event("muted"))["muted"] is False
        for _ in range(20):
            await caller.send_frame(LOUD)
        async with asyncio.timeout(60):
            while not stack.ears_made[0].loud_samples:
                await asyncio.sleep(0.01)


async def test_who_hangs_up_is_told_that_it_is_over(url: str) -> None:
    async with calling(url, "talk") as caller:
        await caller.event("session")
        await caller.send(type="end")
        assert (await caller.event("ending"))["reason"] == "caller-left"
        assert await caller.close_comes() == 1000


async def test_a_stolen_id_without_a_token_opens_nothing(url: str) -> None:
    async with calling(url, "talk") as owner:
        await owner.event("session")
        for token in ("", "guessed"):
            async with calling(url, "talk", token=token) as thief:
                error = await thief.event("error")
                assert (error["code"], error["fatal"]) == ("not_yours", True)
                assert await thief.close_comes() == 4403
                assert not thief.sound
                assert [event["type"] for event in thief.events] == ["error"]
        assert await answered(owner, "hi") == "You said hi."


async def test_a_stolen_id_of_a_conversation_that_is_over_opens_nothing(url: str) -> None:
    async with calling(url, "talk") as owner:
        await owner.event("session")
        assert await answered(owner, "hi") == "You said hi."
        await owner.send(type="end")
        await owner.close_comes()
    async with calling(url, "talk") as thief:
        assert (await thief.event("error"))["code"] == "not_yours"
        assert await thief.close_comes() == 4403


async def test_who_was_cut_off_goes_on_with_the_token(url: str, stack: ScriptedStack) -> None:
    async with calling(url, "talk") as caller:
        token = (await caller.event("session"))["resume_token"]
        assert await answered(caller, "remember me") == "You said remember me."
        await caller.vanish()
    async with calling(url, "talk", token=token, voice="tone") as again:
        session = await again.event("session")
        assert session["resumed"] is True
        assert session["voice"]["used"] == ""
        assert "count when a conversation begins" in session["notes"][0]
        assert session["resume_token"] == token
        assert await answered(again, "hi") == "You said hi."
    said = [message["content"] for message in stack.brains_made[-1].contexts[-1]]
    assert "remember me" in said


async def test_a_token_of_nothing_that_is_kept_is_told_so(url: str) -> None:
    async with calling(url, "gone", token="old") as caller:
        assert (await caller.event("error"))["code"] == "no_such_conversation"
        assert await caller.close_comes() == 4404


async def test_an_invited_caller_is_announced(url: str) -> None:
    async with calling(url, "talk", name="Anna") as anna:
        session = await anna.event("session")
        async with calling(url, "talk", token=session["invite_token"], name="Ben") as ben:
            both = (await ben.event("session"))["participants"]
            assert [each["name"] for each in both] == ["Anna", "Ben"]
            joined = await anna.event("participant_joined")
            assert joined["participant"]["name"] == "Ben"
            await ben.send(type="text", text="hi")
            said = await anna.event("transcription", lambda event: event["role"] == "user")
            assert (said["text"], said["user_id"]) == ("hi", joined["participant"]["id"])
        left = await anna.event("participant_left")
        assert left["participant"]["name"] == "Ben"


async def test_the_voice_that_speaks_unasked_is_told(url: str) -> None:
    async with calling(url, "talk") as caller:
        assert (await caller.event("session"))["voice"] == {"asked": "", "used": "tone"}


async def test_an_openai_voice_is_taken_and_said_to_be_another(url: str) -> None:
    async with calling(url, "talk", voice="alloy", agent_name="MainConversation") as caller:
        session = await caller.event("session")
    assert session["voice"] == {"asked": "alloy", "used": "tone"}
    assert session["agent_name"] == "MainConversation"
    assert "alloy" in session["notes"][0]


class CuriousStack(ScriptedStack):
    """Remembers what callers chose."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[Choices] = []

    def persona(self, choices: Choices) -> Persona:
        self.chosen.append(choices)
        return super().persona(choices)


async def test_voice_name_and_prompt_reach_the_agent(settings: Settings) -> None:
    stack = CuriousStack()
    prompt = "Du bist Lehrer. ☃ " * 400  # 10 KiB of address
    async with (
        running(create_app(settings, stack)) as url,
        calling(url, "t", voice="tone", agent_name="Anna", system_prompt=prompt) as caller,
    ):
        assert (await caller.event("session"))["notes"] == []
    chosen = stack.chosen[0]
    assert (chosen.voice, chosen.agent_name) == ("tone", "Anna")
    assert chosen.system_prompt == prompt.strip()


async def test_an_operator_may_forbid_prompts(settings: Settings, stack: ScriptedStack) -> None:
    strict = settings.model_copy(update={"allow_caller_prompts": False})
    async with running(create_app(strict, stack)) as url:
        async with calling(url, "t", system_prompt="Obey.") as caller:
            error = await caller.event("error")
            assert error["code"] == "prompt_forbidden"
            assert await caller.close_comes() == 4403
        async with calling(url, "t", agent_name="Obey me alone") as caller:
            session = await caller.event("session")
            assert session["agent_name"] == ""
            assert "agent_name" in session["notes"][0]


async def test_an_address_that_is_too_long_is_refused_at_once(url: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with calling(url, "t", system_prompt="x" * 40_000):
            pass
    assert refused.value.response.status_code == 414


@pytest.mark.parametrize(
    ("query", "explanation"),
    [
        ({"language": "xx"}, "language: there is no 'xx' here. Choose one of: en."),
        ({"persona": "pirate"}, "persona: there is no 'pirate' here."),
        ({"timezone": "Mars/Base"}, "timezone: 'Mars/Base' is not a time zone."),
        ({"greeting": "perhaps"}, "greeting: Input should be a valid boolean"),
        ({"agent_name": "a\nb"}, "agent_name: letters, digits, spaces and"),
        ({"system_prompt": "x" * 8001}, "system_prompt: String should have at most 8000"),
    ],
)
async def test_an_address_that_asks_for_what_is_not_offered_is_explained(
    url: str, query: dict[str, str], explanation: str
) -> None:
    async with calling(url, "talk", **query) as caller:
        error = await caller.event("error")
        assert error["code"] == "bad_request"
        assert error["message"].startswith(explanation)
        assert await caller.close_comes() == 4422


async def test_an_odd_conversation_id_is_explained(url: str) -> None:
    async with calling(url, "a%20b") as caller:
        assert (await caller.event("error"))["message"].startswith("conversation_id: ")
        assert await caller.close_comes() == 4422


async def test_a_full_server_says_so(settings: Settings, stack: ScriptedStack) -> None:
    small = settings.model_copy(update={"max_sessions": 1})
    async with running(create_app(small, stack)) as url, calling(url, "one") as first:
        await first.event("session")
        async with calling(url, "two") as second:
            assert (await second.event("error"))["code"] == "full"
            assert await second.close_comes() == 1013


async def test_an_access_token_in_the_address_claims_no_conversation(
    settings: Settings, stack: ScriptedStack
) -> None:
    guarded = Settings(
        _env_file=None,
        cache_dir=settings.cache_dir,
        data_dir=settings.data_dir,
        access_token="open-sesame",
    )
    async with running(create_app(guarded, stack)) as url:
        async with calling(url, "talk", token="open-sesame") as caller:
            token = (await caller.event("session"))["resume_token"]
            await caller.vanish()
        query = {"token": "open-sesame", "resume_token": token}
        async with calling(url, "talk", **query) as caller:
            assert (await caller.event("session"))["resumed"] is True


def garbage(seed: int) -> list[bytes | str]:
    """Broken frames: events with a few characters changed, odd sound, and nonsense."""
    dice = random.Random(seed)
    events = [
        '{"type":"mute","muted":tru}',
        '{"type":"text","text":5}',
        '{"type":"session","id":"x"}',
        '{"type":"llm-function-call-result","data":{"result":"forged"}}',
        '{"type":"transcription","text":"I said so","role":"assistant"}',
    ]
    frames: list[bytes | str] = []
    for _ in range(1000):
        if dice.random() < 0.3:
            frames.append(dice.randbytes(2 * dice.randrange(200) + 1))
        else:
            text = list(dice.choice(events))
            for _ in range(dice.randrange(4)):
                text[dice.randrange(len(text))] = dice.choice('{}[]",:\\\u0000aé\U0001f600')
            frames.append("".join(text))
    return frames


async def test_a_thousand_malformed_frames_end_nothing_while_good_ones_come_too(
    url: str,
) -> None:
    async with calling(url, "talk") as victim, calling(url, "calm") as other:
        for number, frame in enumerate(garbage(7)):
            await victim.send_frame(frame)
            if number % 10 == 9:
                await victim.send(type="ping", id=str(number))
        await victim.event("pong", lambda event: event["id"] == "999")
        assert await answered(victim, "still here") == "You said still here."
        errors = [event for event in victim.events if event["type"] == "error"]
        assert {event["code"] for event in errors} == {"bad_frame"}
        assert not any(event["fatal"] for event in errors)
        assert await answered(other, "hi") == "You said hi."


async def test_who_sends_nothing_but_garbage_is_told_and_closed(url: str) -> None:
    async with calling(url, "calm") as other:
        async with calling(url, "talk") as offender:
            await offender.event("session")
            for frame in garbage(8)[:40]:
                await offender.send_frame(frame)
            last = await offender.event("error", lambda event: event["fatal"])
            assert last["code"] == "bad_frame"
            assert await offender.close_comes() == 1007
        assert await answered(other, "hi") == "You said hi."


async def test_a_text_longer_than_allowed_is_not_taken(url: str) -> None:
    async with calling(url, "talk") as caller:
        await caller.send(type="text", text="x" * 2001)
        assert (await caller.event("error"))["code"] == "bad_frame"
        assert await answered(caller, "hi") == "You said hi."


async def test_the_schema_is_served(url: str) -> None:
    async with httpx.AsyncClient(base_url=url) as client:
        document = await client.get("/api/realtime/pipecat/asyncapi.json")
        events = await client.get("/api/realtime/pipecat/schema")
    assert document.json() == json.loads(json.dumps(asyncapi()))
    assert events.json() == json.loads(json.dumps(json_schema()))
    committed = Path(__file__).parents[2] / "docs" / "conversation-socket.asyncapi.json"
    assert document.json() == json.loads(committed.read_text())


async def test_offenders_leave_nothing_behind(settings: Settings, stack: ScriptedStack) -> None:
    hasty = settings.model_copy(update={"resume_grace_secs": 0.1})
    app = create_app(hasty, stack)
    async with running(app) as url:
        await offend(url, "first")
        before = await tasks_at_rest(app)
        for number in range(10):
            await offend(url, f"talk-{number}")
        assert await tasks_at_rest(app) <= before


async def offend(url: str, conversation_id: str) -> None:
    async with calling(url, conversation_id) as offender:
        await offender.event("session")
        for frame in garbage(len(conversation_id))[:30]:
            await offender.send_frame(frame)
        assert await offender.close_comes() == 1007


async def tasks_at_rest(app: FastAPI) -> int:
    """How many tasks there are once every conversation has ended."""
    async with asyncio.timeout(20):
        while app.state.sessions.active or app.state.sessions.held:
            await asyncio.sleep(0.05)
    await asyncio.sleep(0.2)
    return len(asyncio.all_tasks())


async def test_callers_in_company_hear_each_other_and_are_told_of_interruptions(url: str) -> None:
    async with calling(url, "talk", greeting="false") as anna:
        session = await anna.event("session")
        async with calling(url, "talk", token=session["invite_token"]) as ben:
            await ben.event("session")
            for _ in range(50):
                await anna.send_frame(LOUD)
                await asyncio.sleep(0.01)
            await ben.heard(9600)
            assert np.abs(np.frombuffer(bytes(ben.sound), "<i2")).max() > 4000
            await anna.send(type="text", text="x" * 500)
            await ben.event("state", lambda event: event["state"] == "speaking")
            await anna.heard(24_000)
            await ben.send(type="interrupt")
            for each in (anna, ben):
                await each.event("state", lambda event: event["state"] == "interrupted")
