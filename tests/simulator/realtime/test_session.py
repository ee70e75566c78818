"""The Realtime stand-in, asked by the `openai` SDK's own client."""

from __future__ import annotations

import openai
import pytest
from openai.types.realtime import ConversationItemRetrieveEvent, ResponseDoneEvent
from websockets.exceptions import ConnectionClosed

from repartee.simulator.delays import DelayChoice
from repartee.simulator.faults import Fault, FaultKind
from tests.simulator.conftest import Rehearse, scripted
from tests.simulator.realtime.client import (
    field,
    hum,
    joined,
    of,
    session,
    silence,
    sound,
    types,
)

TRANSCRIBED = {"input": {"transcription": {"model": "gpt-4o-transcribe"}}}
CLOCK = {"type": "function", "name": "tell_time", "parameters": {"type": "object"}}
SLOW = DelayChoice(factor=1.0)


async def test_a_typed_question_is_answered_aloud(rehearse: Rehearse) -> None:
    async with rehearse("openai") as simulator, session(simulator) as client:
        answer = await client.ask("What is it like?")

    said = joined(answer, "response.output_audio_transcript.delta")
    assert said.startswith("You said: What is it like.")
    assert len(sound(answer)) > 48_000
    (done,) = of(answer, "response.done")
    assert isinstance(done, ResponseDoneEvent)
    assert done.response.status == "completed"
    assert done.response.usage is not None
    assert done.response.usage.output_token_details is not None
    assert done.response.usage.output_token_details.audio_tokens


async def test_text_alone_is_given_where_text_is_asked_for(rehearse: Rehearse) -> None:
    async with (
        rehearse("openai") as simulator,
        session(simulator, output_modalities=["text"]) as client,
    ):
        answer = await client.ask("What is it like?")

    assert joined(answer, "response.output_text.delta").startswith("You said")
    assert not sound(answer)


async def test_a_spoken_turn_is_noticed_written_down_and_answered(rehearse: Rehearse) -> None:
    async with (
        rehearse("openai", hears=("tell me a story",)) as simulator,
        session(simulator, audio=TRANSCRIBED) as client,
    ):
        await client.speak(hum(0.6) + silence(0.8))
        came = await client.until("response.done")

    assert types(came)[:3] == [
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
    ]
    (written,) = of(came, "conversation.item.input_audio_transcription.completed")
    assert field(written, "transcript") == "tell me a story"
    assert "tell me a story" in joined(came, "response.output_audio_transcript.delta")


async def test_semantic_vad_waits_for_a_sentence_that_goes_on(rehearse: Rehearse) -> None:
    detection = {"type": "semantic_vad", "eagerness": "high"}
    async with (
        rehearse("openai", hears=("set a timer for the",)) as simulator,
        session(simulator, audio={"input": {"turn_detection": detection}}) as client,
    ):
        await client.speak(hum(2.6) + silence(3))
        came = await client.until("response.done")

    (stopped,) = of(came, "input_audio_buffer.speech_stopped")
    assert 4400 <= int(field(stopped, "audio_end_ms")) <= 4900


async def test_without_turn_detection_the_client_ends_turns(rehearse: Rehearse) -> None:
    off = {"input": {"turn_detection": None}}
    async with (
        rehearse("openai", hears=("hello there",)) as simulator,
        session(simulator, audio=off) as client,
    ):
        await client.speak(hum(0.5))
        await client.connection.input_audio_buffer.commit()
        await client.connection.response.create()
        came = await client.until("response.done")

    assert not of(came, "input_audio_buffer.speech_started")
    assert of(came, "response.output_audio.delta")


async def test_a_function_is_called_and_its_result_spoken(rehearse: Rehearse) -> None:
    async with rehearse("openai") as simulator, session(simulator, tools=[CLOCK]) as client:
        asked = await client.ask("What time is it?")
        (call,) = of(asked, "response.function_call_arguments.done")
        output = {"say": "It is noon."}
        await client.connection.conversation.item.create(
            item={
                "type": "function_call_output",
                "call_id": field(call, "call_id"),
                "output": str(output).replace("'", '"'),
            }
        )
        await client.connection.response.create()
        told = await client.until("response.done")

    assert field(call, "name") == "tell_time"
    assert joined(told, "response.output_audio_transcript.delta") == "It is noon."


async def test_a_caller_who_speaks_interrupts_the_answer() -> None:
    async with (
        scripted("openai", hears=("stop",), delays=SLOW) as simulator,
        session(simulator) as client,
    ):
        await client.say("What is it like?")
        await client.connection.response.create()
        await client.until("response.output_audio.delta")
        await client.speak(hum(0.3))
        came = await client.until("response.done")

    (done,) = of(came, "response.done")
    assert isinstance(done, ResponseDoneEvent)
    assert done.response.status == "cancelled"
    assert done.response.status_details is not None
    assert done.response.status_details.reason == "turn_detected"


async def test_what_was_truncated_is_forgotten(rehearse: Rehearse) -> None:
    async with rehearse("openai") as simulator, session(simulator) as client:
        answer = await client.ask("What is it like?")
        item_id = field(of(answer, "response.output_audio.delta")[0], "item_id")
        await client.connection.conversation.item.truncate(
            item_id=item_id, content_index=0, audio_end_ms=700
        )
        await client.until("conversation.item.truncated")
        await client.connection.send(
            ConversationItemRetrieveEvent(type="conversation.item.retrieve", item_id=item_id)
        )
        (shown,) = of(
            await client.until("conversation.item.retrieved"), types([client.events[-1]])[0]
        )

    assert "transcript=None" in str(shown)


async def test_more_cannot_be_heard_than_was_spoken(rehearse: Rehearse) -> None:
    async with rehearse("openai") as simulator, session(simulator) as client:
        answer = await client.ask("Hello")
        item_id = field(of(answer, "response.output_audio.delta")[0], "item_id")
        await client.connection.conversation.item.truncate(
            item_id=item_id, content_index=0, audio_end_ms=600_000
        )
        (refused,) = await client.until("error")

    assert "already shorter than 600000ms" in str(refused)


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({"type": "response.cancel"}, "response_cancel_not_active"),
        ({"type": "input_audio_buffer.commit"}, "input_audio_buffer_commit_empty"),
        ({"type": "session.updat"}, "invalid_value"),
        ({"type": "session.update", "session": {"colour": "red"}}, "unknown_parameter"),
        ({"type": "conversation.item.delete"}, "missing_required_parameter"),
        ({"type": "input_audio_buffer.append", "audio": "???"}, "invalid_value"),
        (
            {"type": "conversation.item.retrieve", "item_id": "item_none"},
            "item_retrieve_invalid_item_id",
        ),
    ],
)
async def test_what_cannot_be_done_is_an_error_and_the_session_goes_on(
    rehearse: Rehearse, event: dict[str, object], code: str
) -> None:
    async with rehearse("openai") as simulator, session(simulator) as client:
        await client.connection.send({**event, "event_id": "mine"})  # type: ignore[arg-type]
        (refused,) = await client.until("error")
        answer = await client.ask("Hello")

    assert f"code='{code}'" in str(refused)
    assert "event_id='mine'" in str(refused)
    assert of(answer, "response.done")


async def test_a_voice_stays_once_it_was_heard(rehearse: Rehearse) -> None:
    async with rehearse("openai") as simulator, session(simulator) as client:
        await client.ask("Hello")
        await client.connection.session.update(
            session={"type": "realtime", "audio": {"output": {"voice": "cedar"}}}
        )
        (refused,) = await client.until("error", "session.updated")

    assert "cannot_update_voice" in str(refused)


async def test_only_one_answer_is_given_at_a_time() -> None:
    async with scripted("openai", delays=SLOW) as simulator, session(simulator) as client:
        await client.say("Hello")
        await client.connection.response.create()
        await client.connection.response.create()
        came = await client.until("error")

    assert "conversation_already_has_active_response" in str(came[-1])


# When it goes wrong


async def test_a_rate_limit_fails_one_answer(rehearse: Rehearse) -> None:
    async with rehearse("openai") as simulator, session(simulator) as client:
        simulator.arm("openai", Fault(FaultKind.RATE_LIMIT, times=1))
        failed = (await client.ask("Hello"))[-1]
        answered = (await client.ask("Hello"))[-1]

    assert isinstance(failed, ResponseDoneEvent)
    assert isinstance(answered, ResponseDoneEvent)
    assert failed.response.status == "failed"
    assert "rate_limit_exceeded" in str(failed.response.status_details)
    assert answered.response.status == "completed"


async def test_a_server_error_is_told_by_an_error_event(rehearse: Rehearse) -> None:
    async with rehearse("openai") as simulator, session(simulator) as client:
        simulator.arm("openai", Fault(FaultKind.ERROR, times=1))
        came = await client.ask("Hello")

    assert "server_error" in str(of(came, "error")[0])


async def test_an_answer_may_fail_in_its_middle() -> None:
    async with scripted("openai", delays=SLOW) as simulator, session(simulator) as client:
        simulator.arm("openai", Fault(FaultKind.ERROR, after_secs=0.8, times=1))
        came = await client.ask("What is it like?")

    assert sound(came)
    assert isinstance(came[-1], ResponseDoneEvent)
    assert came[-1].response.status == "failed"


async def test_a_link_may_break_in_mid_answer() -> None:
    async with scripted("openai", delays=SLOW) as simulator, session(simulator) as client:
        simulator.arm("openai", Fault(FaultKind.DROP, after_secs=0.8, times=1))
        with pytest.raises(ConnectionClosed):
            await client.ask("What is it like?")

    assert of(client.events, "response.output_audio.delta")


async def test_an_unknown_model_is_refused_on_the_open_socket(rehearse: Rehearse) -> None:
    async with rehearse("openai") as simulator, session(simulator, model="gpt-4o") as client:
        assert "model_not_found" in str(client.events[-1])
        with pytest.raises(ConnectionClosed):
            await client.next()


async def test_a_wrong_key_is_refused(rehearse: Rehearse) -> None:
    async with rehearse("openai") as simulator:
        url = f"{simulator.urls['openai']}/v1"
        sdk = openai.AsyncOpenAI(api_key="wrong", base_url=url, max_retries=0)
        with pytest.raises(Exception, match="401"):
            async with sdk, sdk.realtime.connect(model="gpt-realtime"):
                pass
