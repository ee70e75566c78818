"""What a caller of the PCM16 dialect is told of a conversation that speaks RTVI."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from repartee.conversation.life import EndReason, sentence_for
from repartee.tools.assignments.assignment import AssignmentState
from repartee.transports.line import accepted_message
from repartee.transports.pcm16.client_events import (
    AnswerEvent,
    EndEvent,
    InterruptEvent,
    MuteEvent,
    PingEvent,
    TextEvent,
    parse_client_event,
)
from repartee.transports.pcm16.dialect import Greeting, Pcm16Dialect, client_ready, rtvi_message
from repartee.transports.pcm16.health_events import ErrorCode, ErrorEvent
from repartee.transports.pcm16.place_events import VoiceUsed
from repartee.transports.pcm16.server_events import ServerEvent
from repartee.transports.pcm16.talk_events import TranscriptionEvent
from repartee.transports.pcm16.work_events import WorkState

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
# What Pipecat 1.14 sent in a conversation with the built-in stack, as a WebRTC caller received it.
CAPTURE = Path(__file__).with_name("conversation.jsonl")


def dialect() -> Pcm16Dialect:
    return Pcm16Dialect(now=lambda: NOON)


def told(*messages: dict[str, Any]) -> list[ServerEvent]:
    spoken = dialect()
    return [event for message in messages for event in spoken.events(message)]


def from_server(**data: Any) -> dict[str, Any]:
    return {"label": "rtvi-ai", "type": "server-message", "id": "s", "data": data}


def dumped(events: Iterable[ServerEvent]) -> list[dict[str, Any]]:
    return [event.model_dump(mode="json") for event in events]


@pytest.fixture(scope="module")
def conversation() -> list[ServerEvent]:
    return told(*map(json.loads, CAPTURE.read_text().splitlines()))


def finals(events: list[ServerEvent]) -> list[TranscriptionEvent]:
    return [each for each in events if isinstance(each, TranscriptionEvent) and each.final]


def test_a_real_conversation_is_transcribed_in_order(conversation: list[ServerEvent]) -> None:
    said = [(each.role, each.text) for each in finals(conversation)]
    assert said[1:] == [
        ("user", "what time is it"),
        ("assistant", "It's four eleven in the afternoon."),
        ("user", "set a tea timer for five minutes"),
        ("assistant", "Your tea timer is set for 5 minutes."),
        ("user", "tell me a story"),
        ("assistant", "Once upon a time, on a small rock far"),
        ("user", "what is two plus two"),
        ("assistant", "2 plus 2 is 4."),
        ("user", "goodbye"),
        ("assistant", "Goodbye!"),
        ("assistant", "It was nice talking with you."),
    ]


def test_a_real_conversation_tells_what_the_agent_does(conversation: list[ServerEvent]) -> None:
    states = [each.state for each in conversation if each.type == "state"]
    turn = ["hearing", "thinking", "speaking"]
    expected = ["listening", "speaking", "listening", *turn, "listening", "thinking", "speaking"]
    expected += ["listening", *turn, "hearing", "interrupted", *turn, "listening"]
    assert states == [*expected, *turn, "listening"]


def test_a_real_conversation_names_its_tools(conversation: list[ServerEvent]) -> None:
    calls = [each for each in conversation if each.type == "function_call"]
    results = [each for each in conversation if each.type == "function_result"]
    assert [each.name for each in calls][:2] == ["tell_time", "start_timer"]
    assert calls[1].arguments == {"label": "tea", "amount": 5, "unit": "minute"}
    assert [each.call_id for each in results] == [each.call_id for each in calls]
    assert results[1].result == {
        "say": "Your tea timer is set for 5 minutes.",
        "ok": True,
        "seconds": 300.0,
    }


def test_a_real_conversation_ends_with_the_reason(conversation: list[ServerEvent]) -> None:
    last = conversation[-1]
    assert last.type == "ending"
    assert last.reason == "goodbye"
    assert last.message == sentence_for(EndReason.GOODBYE)


def test_words_come_as_they_are_spoken_and_replace_each_other(
    conversation: list[ServerEvent],
) -> None:
    timer = [
        each
        for each in conversation
        if isinstance(each, TranscriptionEvent) and each.text.startswith("Your")
    ]
    assert [each.text for each in timer[:3]] == ["Your", "Your tea", "Your tea timer"]
    assert len({each.segment for each in timer}) == 1
    assert [each.final for each in timer] == [False] * (len(timer) - 1) + [True]


def test_what_is_typed_is_marked_as_typed(conversation: list[ServerEvent]) -> None:
    typed = [each.text for each in finals(conversation) if each.typed]
    assert typed == ["set a tea timer for five minutes"]


def test_an_interrupted_answer_ends_with_the_words_that_were_spoken(
    conversation: list[ServerEvent],
) -> None:
    (cut,) = [each for each in finals(conversation) if each.cut]
    (heard,) = [each for each in conversation if each.type == "answer_cut"]
    assert cut.text == heard.heard == "Once upon a time, on a small rock far"


def test_a_voice_without_word_times_is_transcribed_once() -> None:
    data = {"text": "Hello.", "segment_id": 3, "will_be_spoken": True, "spoken_status": "completed"}
    (event,) = told({"type": "bot-output", "data": data})
    assert dumped([event]) == [
        {
            "v": 1,
            "type": "transcription",
            "text": "Hello.",
            "role": "assistant",
            "user_id": "assistant",
            "timestamp": "2026-11-21T12:00:00Z",
            "final": True,
            "segment": "assistant-3",
            "typed": False,
            "aside": False,
            "cut": False,
        }
    ]


def test_text_that_is_shown_but_never_spoken_is_final_at_once() -> None:
    data = {"text": "x = 1", "segment_id": 4, "will_be_spoken": False, "spoken_status": "new"}
    (event,) = told({"type": "bot-output", "data": data})
    assert isinstance(event, TranscriptionEvent)
    assert event.final


def test_nothing_is_transcribed_of_a_sentence_cut_before_its_first_word() -> None:
    progress = {"accumulated_text": "", "remaining_text": "Hello."}
    data = {"text": "Hello.", "spoken_status": "new", "spoken_progress": progress}
    output = {"type": "bot-output", "data": {**data, "segment_id": 1, "will_be_spoken": True}}
    assert told(output, {"type": "bot-interrupted"}) == []


def test_an_agent_that_is_silent_is_not_interrupted_by_who_begins_to_speak() -> None:
    events = told({"type": "user-started-speaking"}, {"type": "bot-interrupted"})
    assert [each.state for each in events if each.type == "state"] == ["hearing"]


def test_who_interrupts_in_writing_finds_the_agent_listening_again() -> None:
    kinds = ("bot-started-speaking", "bot-interrupted", "bot-stopped-speaking", "bot-llm-started")
    events = told(*({"type": kind} for kind in kinds))
    states = [each.state for each in events if each.type == "state"]
    assert states == ["speaking", "interrupted", "listening", "thinking"]


def test_the_session_event_says_who_is_here_and_how_to_return() -> None:
    anna, ben = {"id": "p1", "name": "Anna"}, {"id": "p2", "name": ""}
    greeting = Greeting("Main", VoiceUsed(asked="alloy", used="slt"), ("alloy is not here.",))
    (event,) = Pcm16Dialect(greeting).events(
        from_server(
            type="conversation",
            id="c1",
            resume_token="r",
            invite_token="i",
            participant=anna,
            participants=[anna, ben],
            resumed=True,
            grace_secs=60,
        )
    )
    assert dumped([event]) == [
        {
            "v": 1,
            "type": "session",
            "id": "c1",
            "resume_token": "r",
            "invite_token": "i",
            "schema_version": "1.1",
            "participant": anna,
            "participants": [anna, ben],
            "resumed": True,
            "grace_secs": 60.0,
            "audio": {"encoding": "pcm_s16le", "sample_rate": 24_000, "channels": 1},
            "agent_name": "Main",
            "voice": {"asked": "alloy", "used": "slt"},
            "notes": ["alloy is not here."],
        }
    ]


@pytest.mark.parametrize("what", ["joined", "left"])
def test_coming_and_going_is_told(what: str) -> None:
    ben = {"id": "p2", "name": "Ben"}
    (event,) = told(from_server(type=f"participant-{what}", participant=ben, participants=[ben]))
    assert dumped([event]) == [
        {"v": 1, "type": f"participant_{what}", "participant": ben, "participants": [ben]}
    ]


def test_a_provider_that_fails_is_told() -> None:
    notice = {"part": "voice", "from": "ElevenLabs", "to": "", "fault": "quota", "message": "Oh."}
    (event,) = told(from_server(type="provider-failed", **notice))
    assert event.type == "provider"
    assert (event.provider, event.successor, event.message) == ("ElevenLabs", "", "Oh.")


def test_what_a_tool_wants_known_is_passed_on() -> None:
    (event,) = told(from_server(type="team-progress", step=2))
    assert dumped([event]) == [
        {"v": 1, "type": "notice", "name": "team-progress", "data": {"step": 2}}
    ]


def test_figures_are_flat_and_those_of_nought_are_left_out() -> None:
    data = {
        "ttfb": [{"processor": "Ears#0", "model": "w", "value": 0.25}, {"processor": "B#1"}],
        "processing": [{"processor": "Ears#0", "value": 0.0}],
        "tokens": [{"prompt_tokens": 12, "completion_tokens": 3}],
        "stt_usage": [{"processor": "Ears#0", "value": {"audio_seconds": 4.5}}],
    }
    (event,) = told({"type": "metrics", "data": data})
    assert event.type == "metrics"
    found = [(each.name, each.value, each.unit, each.part) for each in event.measurements]
    assert found == [
        ("ttfb", 0.25, "seconds", "Ears"),
        ("audio_heard", 4.5, "seconds", "Ears"),
        ("prompt_tokens", 12, "tokens", ""),
        ("completion_tokens", 3, "tokens", ""),
    ]
    assert told({"type": "metrics", "data": {}}) == []


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"type": "error", "data": {"error": "No.", "fatal": True}}, ErrorCode.AGENT_FAILED),
        ({"type": "error", "id": "line", "data": {"error": "No.", "fatal": True}}, "bad_frame"),
        ({"type": "error-response", "id": "7", "data": {"error": "No."}}, ErrorCode.REFUSED),
    ],
)
def test_errors_say_whose_fault_it_is(message: dict[str, Any], code: str) -> None:
    (event,) = told(message)
    assert isinstance(event, ErrorEvent)
    assert event.code == code
    assert event.message == "No."
    assert event.fatal == message["data"].get("fatal", False)


def test_a_time_that_cannot_be_read_is_now() -> None:
    data = {"text": "hi", "timestamp": "soon", "final": True, "input_type": "transcription"}
    (event,) = told({"type": "user-input", "data": data})
    assert isinstance(event, TranscriptionEvent)
    assert event.timestamp == NOON


def test_whatever_a_client_event_becomes_may_be_sent_by_callers() -> None:
    messages = [
        client_ready(),
        rtvi_message(TextEvent(type="text", text="hello")),
        rtvi_message(InterruptEvent(type="interrupt")),
        rtvi_message(AnswerEvent(type="answer", id="1", yes=True)),
        rtvi_message(EndEvent(type="end")),
    ]
    assert all(accepted_message(message, 100) for message in messages)


def test_text_interrupts_and_is_answered_aloud() -> None:
    message = rtvi_message(TextEvent(type="text", text="hello"))
    assert message is not None
    assert message["type"] == "send-text"
    assert message["data"] == {
        "content": "hello",
        "options": {"run_immediately": True, "audio_response": True},
    }


def test_interrupt_and_end_are_the_conversations_own_messages() -> None:
    interrupt = rtvi_message(InterruptEvent(type="interrupt"))
    end = rtvi_message(EndEvent(type="end"))
    assert interrupt is not None
    assert end is not None
    assert (interrupt["data"], end["data"]) == ({"t": "interrupt"}, {"t": "hang-up"})


def test_mute_and_ping_stay_on_the_line() -> None:
    assert rtvi_message(MuteEvent(type="mute", muted=True)) is None
    assert rtvi_message(PingEvent(type="ping")) is None


def test_a_question_is_asked_answered_and_settled() -> None:
    asked = from_server(type="tool-question", id="c1", question="Shall I?")
    settled = from_server(type="tool-question-settled", id="c1")
    assert dumped(told(asked, settled)) == [
        {"v": 1, "type": "question", "id": "c1", "question": "Shall I?"},
        {"v": 1, "type": "question_settled", "id": "c1"},
    ]
    answer = rtvi_message(AnswerEvent(type="answer", id="c1", yes=False))
    assert answer is not None
    assert answer["data"] == {"t": "answer-question", "d": {"id": "c1", "yes": False}}


def test_work_beside_the_talk_is_an_event_and_has_buttons() -> None:
    asking = {"state": "asking", "note": "May it?", "detail": "Bash: make", "question": 1}
    progress = {"done": 0, "steps": 0, "waiting": 0, "result": ""}
    about = {"type": "assignment", "desk": "claude-code", "id": 2, "text": "fix the test"}
    work = {**about, **asking, **progress}
    assert dumped(told(from_server(**work))) == [{"v": 1, **work}]
    button = parse_client_event(
        '{"type": "assignment", "desk": "claude-code", "wish": "answer", "id": 2, "question": 1, '
        '"words": "yes"}'
    )
    message = rtvi_message(button)
    assert message is not None
    wish = {"desk": "claude-code", "wish": "answer", "id": 2, "question": 1, "words": "yes"}
    assert message["data"] == {"t": "assignment", "d": wish}


def test_work_has_the_same_states_on_the_wire_as_in_the_house() -> None:
    assert [*WorkState] == [*AssignmentState]


def test_a_late_result_is_a_result() -> None:
    late = from_server(type="tool-result", tool="search", call_id="c1", result={"ok": True})
    (event,) = dumped(told(late))
    assert (event["type"], event["name"], event["call_id"]) == ("function_result", "search", "c1")
    assert event["result"] == {"ok": True}


def test_a_sign_of_listening_is_one_text_and_no_turn() -> None:
    def spoken(text: str, kind: str) -> dict[str, Any]:
        data = {"text": text, "input_type": kind, "final": True, "user_id": ""}
        return {"label": "rtvi-ai", "type": "user-input", "id": "u", "data": data}

    said = told(
        spoken("mhm", "transcription"),
        spoken("mhm", "backchannel"),
        spoken("go on", "transcription"),
    )
    assert all(isinstance(each, TranscriptionEvent) for each in said)
    assert [(each["text"], each["segment"], each["aside"]) for each in dumped(said)] == [
        ("mhm", "user-0", False),
        ("mhm", "user-0", True),
        ("go on", "user-1", False),
    ]
