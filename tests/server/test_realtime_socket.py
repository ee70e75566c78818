"""What OpenAI's stock Python client sees of a conversation at `/v1/realtime`."""

from __future__ import annotations

import json

import pytest
from openai import AsyncOpenAI, AuthenticationError
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from repartee.app import create_app
from repartee.settings import Settings
from tests.support.realtime_client import RealtimeCaller, calling
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack

WHOLE_ANSWER = [
    "response.created",
    "response.output_item.added",
    "conversation.item.added",
    "response.content_part.added",
    "response.output_audio.done",
    "response.output_audio_transcript.done",
    "response.content_part.done",
    "conversation.item.done",
    "response.output_item.done",
    "response.done",
]


async def answered(caller: RealtimeCaller, text: str) -> str:
    await caller.type(text)
    response = await caller.answer()
    assert response["status"] == "completed"
    return str(response["output"][0]["content"][0]["transcript"])


async def test_a_typed_message_is_answered_aloud(url: str) -> None:
    async with calling(url) as caller:
        created = await caller.event("session.created")
        assert created["session"]["model"] == "gpt-realtime"
        assert await answered(caller, "hi") == "You said hi."
        assert len(caller.sound) > 4800
        kinds = [k for k in caller.kinds if not k.endswith(".delta")]
        start = kinds.index("response.created")
        once = list(dict.fromkeys(kinds[start:]))
        assert once == WHOLE_ANSWER


async def test_one_answer_follows_another(url: str) -> None:
    async with calling(url) as caller:
        assert await answered(caller, "one") == "You said one."
        assert await answered(caller, "two") == "You said two."


async def test_the_first_instructions_are_the_agents(url: str, stack: ScriptedStack) -> None:
    async with calling(url) as caller:
        session = await caller.update(instructions="You are a pirate.")
        assert session["instructions"] == "You are a pirate."
        await answered(caller, "hi")


async def test_text_is_written_where_the_client_wants_text(url: str) -> None:
    async with calling(url) as caller:
        session = await caller.update(output_modalities=["text"])
        assert session["output_modalities"] == ["text"]
        await caller.type("hi")
        response = await caller.answer()
        assert response["output"][0]["content"][0]["text"] == "You said hi."
        assert caller.sound == b""
        assert "response.output_text.done" in caller.kinds


async def test_the_client_stops_an_answer(url: str, stack: ScriptedStack) -> None:
    async with calling(url) as caller:
        await caller.type("x" * 500)
        await caller.event("response.output_audio.delta")
        await caller.send("response.cancel")
        response = await caller.answer()
        assert response["status"] == "cancelled"
        assert response["status_details"]["reason"] == "client_cancelled"
        assert response["output"][0]["status"] == "incomplete"
        heard = len(caller.sound)
        assert heard < 5 * 48_000, "of ten seconds"
        assert await answered(caller, "again") == "You said again."


async def test_what_cannot_be_done_is_an_error_and_ends_nothing(url: str) -> None:
    async with calling(url) as caller:
        await caller.send("response.cancel", event_id="mine")
        error = (await caller.event("error"))["error"]
        assert (error["code"], error["event_id"]) == ("response_cancel_not_active", "mine")
        await caller.send("conversation.item.delete", item_id="none")
        assert (await caller.event("error"))["error"]["code"] == "item_not_found"
        await caller.send("session.update", session={"type": "realtime", "tools": 5})
        error = (await caller.event("error"))["error"]
        assert (error["type"], error["param"]) == ("invalid_request_error", "session.tools")
        await caller.send("no.such.event")
        assert (await caller.event("error"))["error"]["type"] == "invalid_request_error"
        assert await answered(caller, "hi") == "You said hi."


async def test_two_answers_at_once_are_refused(url: str) -> None:
    async with calling(url) as caller:
        await caller.type("x" * 200)
        await caller.event("response.output_audio.delta")
        await caller.send("response.create")
        error = (await caller.event("error"))["error"]
        assert error["code"] == "conversation_already_has_active_response"


async def test_items_are_remembered_without_an_answer(url: str, stack: ScriptedStack) -> None:
    async with calling(url) as caller:
        await caller.type("I am Anna.", answer=False)
        await caller.type("Hello Anna.", role="assistant", answer=False)
        item = (await caller.event("conversation.item.done"))["item"]
        await caller.send("conversation.item.retrieve", item_id=item["id"])
        found = (await caller.event("conversation.item.retrieved"))["item"]
        assert found["content"][0]["text"] == "I am Anna."
        assert await answered(caller, "hi") == "You said hi."
        said = [message["content"] for message in stack.brains_made[0].contexts[0]]
        assert said == ["I am Anna.", "Hello Anna.", "hi"]


async def test_a_truncated_answer_is_remembered_as_it_was_heard(
    url: str, stack: ScriptedStack
) -> None:
    async with calling(url) as caller:
        await caller.type("hi")
        response = await caller.answer()
        item_id = response["output"][0]["id"]
        await caller.send(
            "conversation.item.truncate", item_id=item_id, content_index=0, audio_end_ms=0
        )
        truncated = await caller.event("conversation.item.truncated")
        assert truncated["item_id"] == item_id
        await answered(caller, "again")
        said = [message["content"] for message in stack.brains_made[0].contexts[1]]
        assert "You said hi." not in said


async def test_metadata_comes_back_with_the_answer(url: str) -> None:
    async with calling(url) as caller:
        await caller.type("hi", answer=False)
        await caller.send("response.create", response={"metadata": {"topic": "greeting"}})
        assert (await caller.answer())["metadata"] == {"topic": "greeting"}


async def test_later_instructions_reach_the_agent(url: str, stack: ScriptedStack) -> None:
    async with calling(url) as caller:
        await caller.update(instructions="Be short.")
        await caller.update(instructions="Be long.")
        await answered(caller, "hi")
        said = [str(message["content"]) for message in stack.brains_made[0].contexts[0]]
        assert not any("Be short." in each for each in said)
        assert any("Be long." in each for each in said)


async def test_a_session_may_begin_with_a_greeting(url: str) -> None:
    async with calling(url, greeting="true") as caller:
        response = await caller.answer()
        assert response["output"][0]["content"][0]["transcript"] == "Hello there."


async def test_sound_may_be_in_g711(url: str) -> None:
    async with calling(url) as caller:
        written = {"format": {"type": "audio/pcmu"}}
        session = await caller.update(audio={"input": written, "output": written})
        assert session["audio"]["output"]["format"] == {"type": "audio/pcmu"}
        await answered(caller, "hi")
        assert len(caller.sound) < 5000, "a byte a sample, 8000 a second, 0.26 s"
        assert max(caller.sound) - min(caller.sound) > 100


async def test_a_key_is_asked_for(settings: Settings, stack: ScriptedStack) -> None:
    guarded = Settings(
        _env_file=None,
        cache_dir=settings.cache_dir,
        data_dir=settings.data_dir,
        access_token="open-sesame",
    )
    async with running(create_app(guarded, stack)) as url:
        async with calling(url, key="open-sesame") as caller:
            await caller.event("session.created")
        with pytest.raises(InvalidStatus) as refused:
            async with calling(url, key="guessed"):
                pass
        assert refused.value.response.status_code == 401
        async with AsyncOpenAI(api_key="guessed", base_url=f"{url}/v1") as client:
            with pytest.raises(AuthenticationError) as denied:
                await client.models.list()
            assert denied.value.code == "invalid_api_key"
        protocols = [Subprotocol("realtime"), Subprotocol("openai-insecure-api-key.open-sesame")]
        address = f"{url.replace('http', 'ws', 1)}/v1/realtime?model=any"
        async with connect(address, subprotocols=protocols) as socket:
            assert socket.subprotocol == "realtime"
            assert json.loads(await socket.recv())["type"] == "session.created"


async def test_a_full_server_says_so(settings: Settings, stack: ScriptedStack) -> None:
    small = settings.model_copy(update={"max_sessions": 1})
    async with running(create_app(small, stack)) as url, calling(url) as first:
        await answered(first, "hi")
        async with calling(url) as second:
            error = (await second.event("error"))["error"]
            assert error["code"] == "rate_limit_exceeded"
            await second.ended()


async def test_an_operator_may_forbid_instructions(
    settings: Settings, stack: ScriptedStack
) -> None:
    strict = settings.model_copy(update={"allow_caller_prompts": False})
    async with running(create_app(strict, stack)) as url, calling(url) as caller:
        await caller.send("session.update", session={"type": "realtime", "instructions": "Obey."})
        assert (await caller.event("error"))["error"]["code"] == "instructions_forbidden"
        assert await answered(caller, "hi") == "You said hi."


WEATHER = {
    "type": "function",
    "name": "get_weather",
    "description": "The weather in a city.",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
        "additionalProperties": False,
    },
}


async def test_the_agent_calls_a_function_of_the_client(calling_url: str) -> None:
    async with calling(calling_url) as caller:
        session = await caller.update(tools=[WEATHER])
        assert session["tools"][0]["name"] == "get_weather"
        await caller.type("What is the weather?")
        call = (await caller.answer())["output"][0]
        assert (call["type"], call["name"]) == ("function_call", "get_weather")
        assert json.loads(call["arguments"]) == {"city": "Rome"}
        output = {"type": "function_call_output", "call_id": call["call_id"], "output": "sunny"}
        await caller.send("conversation.item.create", item=output)
        await caller.send("response.create")
        answer = await caller.answer()
        assert "sunny" in answer["output"][0]["content"][0]["transcript"]
        assert "response.function_call_arguments.done" in caller.kinds


async def test_a_result_alone_makes_nobody_speak(calling_url: str) -> None:
    async with calling(calling_url) as caller:
        await caller.update(tools=[WEATHER])
        await caller.type("What is the weather?")
        call = (await caller.answer())["output"][0]
        output = {"type": "function_call_output", "call_id": call["call_id"], "output": "sunny"}
        await caller.send("conversation.item.create", item=output)
        await caller.event("conversation.item.done", lambda e: "output" in e["item"])
        await caller.type("thanks")
        assert (await caller.answer())["output"][0]["content"][0]["transcript"] == "So thanks."
        assert caller.kinds.count("response.created") == 2


async def test_a_client_that_wants_more_kept_than_the_server_keeps_is_told(url: str) -> None:
    address = url.replace("http", "ws", 1) + "/v1/realtime?greeting=true&keep=audio"
    async with connect(address) as socket:
        assert json.loads(await socket.recv())["type"] == "session.created"
        refused = json.loads(await socket.recv())
        assert refused["error"]["type"] == "invalid_request_error"
        assert "HISTORY_KEEP" in refused["error"]["message"]
        await socket.wait_closed()
        assert socket.close_code == 4422
