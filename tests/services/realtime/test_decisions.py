"""What a talker decides and remembers, without a server."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from repartee.services.realtime.dues import Answer, Dues
from repartee.services.realtime.openai import socket_address
from repartee.services.realtime.playback import Playback
from repartee.services.realtime.record import Record
from repartee.services.realtime.refusals import category_of
from repartee.services.realtime.tape import Tape

RATE = 1000  # Hz, so that a millisecond is two bytes


def sound(millis: int) -> bytes:
    return bytes(millis * 2)


# The record


def texts(record: Record) -> list[tuple[str | None, str | None]]:
    return [
        (item.role, item.content[0].text if item.content else item.output or item.arguments)
        for item in record.items()
    ]


def test_a_record_keeps_turns_in_the_order_in_which_they_were_taken() -> None:
    record = Record()
    record.turn("one")
    record.said("two", "assistant", "Hello ")
    record.said("two", "assistant", "Ada.")
    record.said("one", "user", "I am Ada.")

    assert texts(record) == [("user", "I am Ada."), ("assistant", "Hello Ada.")]


def test_a_turn_that_nobody_understood_is_not_replayed() -> None:
    record = Record()
    record.turn("one")

    assert record.items() == []


def test_a_cut_answer_is_replayed_as_far_as_it_was_heard() -> None:
    record = Record()
    record.said("one", "assistant", "It is noon in Tokyo.")
    record.heard("one", "It is noon")

    assert texts(record) == [("assistant", "It is noon")]


def test_a_call_is_replayed_with_its_result() -> None:
    record = Record()
    record.called("one", "call_1", "tell_time", "{}")
    record.returned("call_1", '{"say": "noon"}')

    assert [item.type for item in record.items()] == ["function_call", "function_call_output"]


def test_a_conversation_from_elsewhere_is_taken_over_whole() -> None:
    call = {"id": "c", "type": "function", "function": {"name": "tell_time", "arguments": "{}"}}
    record = Record()
    record.begin(
        [
            {"role": "system", "content": "Two people take part."},
            {"role": "user", "content": [{"type": "text", "text": "What time is it?"}]},
            {"role": "assistant", "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c", "content": "noon"},
            {"role": "assistant", "content": "It is noon."},
        ]
    )

    assert texts(record) == [
        ("system", "Two people take part."),
        ("user", "What time is it?"),
        (None, "{}"),
        (None, "noon"),
        ("assistant", "It is noon."),
    ]


# The playback


def test_sound_that_came_ahead_was_not_heard_yet() -> None:
    playback = Playback()
    playback.begin("one", now=0.0)
    playback.add_text("one two three four five six seven eight nine ten")
    playback.add_sound(3.0, now=0.0)

    (cut,) = playback.cut(now=1.0)

    assert (cut.item_id, cut.millis) == ("one", 1000)
    assert cut.text == "one two three"


def test_a_pause_of_the_server_is_no_playing() -> None:
    playback = Playback()
    playback.begin("one", now=0.0)
    playback.add_sound(1.0, now=0.0)
    playback.add_sound(1.0, now=5.0)

    (cut,) = playback.cut(now=5.5)

    assert cut.millis == 1500


def test_nothing_is_cut_of_what_was_heard_to_its_end() -> None:
    playback = Playback()
    playback.begin("one", now=0.0)
    playback.add_sound(1.0, now=0.0)

    assert playback.cut(now=2.0) == []


def test_an_answer_that_is_played_still_is_cut_with_the_one_after_it() -> None:
    playback = Playback()
    playback.begin("one", now=0.0)
    playback.add_text("one two three four five six seven eight nine ten")
    playback.add_sound(3.0, now=0.0)
    playback.finish()
    playback.begin("two", now=1.0)
    playback.add_text("eleven twelve")
    playback.add_sound(1.0, now=1.0)

    first, second = playback.cut(now=2.0)

    assert (first.item_id, first.millis) == ("one", 2000)
    assert first.text == "one two three four five six"
    assert (second.item_id, second.millis, second.text) == ("two", 0, "")


def test_words_whose_sound_never_came_were_not_heard() -> None:
    playback = Playback()
    playback.begin("one", now=0.0)
    playback.add_text("one two three four")

    (cut,) = playback.cut(now=5.0)

    assert (cut.millis, cut.text) == (0, "")


def test_of_an_answer_that_was_broken_off_what_came_is_heard() -> None:
    playback = Playback()
    playback.begin("one", now=0.0)
    playback.add_text("one two three four five six seven eight nine ten")
    playback.add_sound(1.0, now=0.0)

    broken = playback.break_off()

    assert broken is not None
    assert (broken.millis, broken.text) == (1000, "one two three")
    assert playback.break_off() is None
    (cut,) = playback.cut(now=0.5)
    assert (cut.millis, cut.text) == (500, "one two")


Spoken = tuple[str, list[float], bool]
"""The words of an answer, its pieces of sound in seconds, and whether all of it came."""


@given(
    st.lists(
        st.tuples(
            st.text(alphabet="abc def", max_size=60),
            st.lists(st.floats(0.02, 1.0), max_size=8),
            st.booleans(),
        ),
        max_size=4,
    ),
    st.floats(0, 10),
)
def test_captions_are_the_words_once_and_a_cut_is_their_beginning(
    answers: list[Spoken], later: float
) -> None:
    playback = Playback()
    for number, (text, pieces, is_whole) in enumerate(answers):
        playback.begin(str(number), now=0.0)
        playback.add_text(text)
        told = "".join(playback.add_sound(secs, now=0.0) for secs in pieces)
        assert text.startswith(told)
        if is_whole:
            assert told + playback.finish() == text

    cuts = playback.cut(now=later)

    for cut in cuts:
        text, pieces, _ = answers[int(cut.item_id)]
        assert text.startswith(cut.text)
        assert 0 <= cut.millis <= sum(pieces) * 1000
    total = sum(sum(pieces) for _, pieces, _ in answers)
    assert sum(cut.millis for cut in cuts) <= min(total, later) * 1000 + len(cuts)
    assert playback.cut(now=later) == []


# The tape


def test_a_turn_that_was_not_understood_is_replayed_from_its_beginning() -> None:
    tape = Tape(RATE)
    tape.link_begins()
    tape.add(sound(2000))
    tape.turn_begins(500)
    tape.link_lost()
    tape.add(sound(1000))

    assert len(tape.link_begins()) == len(sound(2500))


def test_what_was_understood_is_not_replayed() -> None:
    tape = Tape(RATE)
    tape.link_begins()
    tape.add(sound(2000))
    tape.turn_begins(500)
    tape.understood()

    assert tape.link_begins() == b""


def test_what_is_said_while_nobody_listens_is_replayed_with_a_little_before() -> None:
    tape = Tape(RATE)
    tape.link_begins()
    tape.add(sound(2000))
    tape.link_lost()
    tape.add(sound(300))

    assert len(tape.link_begins()) == len(sound(800))


def test_a_second_loss_replays_the_same_turn_from_its_beginning() -> None:
    tape = Tape(RATE)
    tape.link_begins()
    tape.add(sound(2000))
    tape.turn_begins(500)
    tape.link_lost()
    first = tape.link_begins()
    tape.turn_begins(0)
    tape.link_lost()

    assert tape.link_begins() == first


def test_a_tape_forgets_what_is_long_past() -> None:
    tape = Tape(RATE)
    tape.link_begins()
    tape.turn_begins(0)
    tape.add(sound(45_000))

    assert len(tape.link_begins()) == len(sound(30_000))


# Dues


def test_a_server_that_owes_nothing_may_be_silent() -> None:
    assert not Dues(patience_secs=1).is_overdue(now=100)


def test_a_server_that_owes_an_answer_may_be_silent_for_a_while() -> None:
    dues = Dues(patience_secs=1)
    dues.owe(Answer(), now=10)
    dues.news(now=10.5)

    assert not dues.is_overdue(now=11.4)
    assert dues.is_overdue(now=11.6)
    dues.settle()
    assert not dues.is_overdue(now=20)


# Words and addresses


def test_errors_are_told_apart_by_code_and_then_by_type() -> None:
    assert category_of("rate_limit_exceeded", "tokens").name == "RATE_LIMIT"
    assert category_of(None, "invalid_request_error").name == "INVALID_REQUEST"
    assert category_of("brand_new", "brand_new").name == "SERVER"


def test_an_api_and_its_socket_are_both_good_addresses() -> None:
    assert socket_address("https://api.openai.com/v1") == "wss://api.openai.com/v1/realtime"
    assert socket_address("ws://localhost:1/v1/realtime") == "ws://localhost:1/v1/realtime"
