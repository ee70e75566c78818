"""A notice is owed until it was heard, and not for ever."""

from __future__ import annotations

from repartee.conversation.recording_notice import RecordingNotice

WORDS = "This conversation is recorded."


def test_everybody_is_told_once() -> None:
    notice = RecordingNotice(WORDS)
    assert notice.for_guest("anna") == WORDS
    assert notice.for_guest("anna") == ""
    assert notice.for_guest("bert") == WORDS


def test_what_was_heard_is_not_told_again() -> None:
    notice = RecordingNotice(WORDS)
    notice.for_guest("anna")
    assert notice.after("Hello there. This conversation is recorded") == ""
    assert notice.after("It's noon.") == ""


def test_what_was_cut_off_is_told_again_until_it_was_heard() -> None:
    notice = RecordingNotice(WORDS)
    notice.for_guest("anna")
    assert notice.after("Hello there. This conversation") == WORDS
    assert notice.after(WORDS) == ""
    assert notice.after("It's noon.") == ""


def test_who_puts_it_otherwise_is_not_made_to_repeat_it_for_ever() -> None:
    notice = RecordingNotice(WORDS)
    notice.for_guest("anna")
    told = [notice.after("You are being recorded.") for _ in range(5)]
    assert told == [WORDS, WORDS, "", "", ""]


def test_nothing_is_owed_to_nobody() -> None:
    assert RecordingNotice(WORDS).after("Hello there.") == ""
    assert RecordingNotice("").for_guest("anna") == ""
