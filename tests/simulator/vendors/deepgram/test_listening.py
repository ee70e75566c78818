from __future__ import annotations

from typing import Any

import pytest

from repartee.simulator.streams.listening import Stretch, WordsSoFar
from repartee.simulator.vendors.deepgram.listening import (
    BadQueryError,
    Command,
    ListeningProtocol,
    read_command,
    read_options,
)


def _protocol(**query: str) -> ListeningProtocol:
    return ListeningProtocol(read_options({"model": "nova-3", **query}), "request")


def _transcript(message: Any) -> str:
    return str(message["channel"]["alternatives"][0]["transcript"])


def test_interim_results_come_only_to_who_wants_them() -> None:
    heard = WordsSoFar("what time", 0.5, 1.0)
    assert _protocol().words_so_far(heard) == []
    (message,) = _protocol(interim_results="true").words_so_far(heard)
    assert not message["is_final"]
    assert _transcript(message) == "what time"


def test_a_pause_is_the_end_of_speech_and_a_finalize_is_not() -> None:
    stretch = Stretch("what time is it", 0.5, 1.5)
    (paused,) = _protocol().paused(stretch, 1.8)
    assert (paused["is_final"], paused["speech_final"]) == (True, True)
    (finalized,) = _protocol().finalized(stretch, 1.8)
    assert (finalized["is_final"], finalized["speech_final"]) == (True, False)
    assert finalized["from_finalize"]


def test_a_finalize_with_nothing_left_is_answered_too() -> None:
    (message,) = _protocol().finalized(None, 3.0)
    assert message["from_finalize"]
    assert _transcript(message) == ""


def test_results_follow_each_other_without_gaps() -> None:
    protocol = _protocol()
    (first,) = protocol.paused(Stretch("yes", 0.5, 1.0), 1.25)
    (second,) = protocol.paused(Stretch("no", 2.0, 2.5), 2.75)
    assert (first["start"], first["duration"]) == (0.0, 1.25)
    assert (second["start"], second["duration"]) == (1.25, 1.5)


def test_words_are_written_as_the_client_wants_them() -> None:
    stretch = Stretch("what time is it", 0.0, 1.0)
    assert _transcript(_protocol().paused(stretch, 1.0)[0]) == "what time is it"
    (message,) = _protocol(smart_format="true").paused(stretch, 1.0)
    assert _transcript(message) == "What time is it?"


def test_the_end_of_an_utterance_is_told_after_the_gap() -> None:
    protocol = _protocol(interim_results="true", utterance_end_ms="1000")
    assert protocol.utterance_end_at is None
    protocol.paused(Stretch("yes", 0.5, 1.0), 1.25)
    assert protocol.utterance_end_at == pytest.approx(2.0)
    assert protocol.utterance_ended()["last_word_end"] == 1.0
    assert protocol.utterance_end_at is None


@pytest.mark.parametrize(
    "query",
    [
        {"model": "ink"},
        {"encoding": "opus-ish"},
        {"sample_rate": "fast"},
        {"endpointing": "soon"},
        {"utterance_end_ms": "1000"},
        {"utterance_end_ms": "100", "interim_results": "true"},
    ],
)
def test_what_cannot_be_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(BadQueryError):
        read_options(query)


@pytest.mark.parametrize("endpointing", ["", "true", "10", "300"])
def test_no_pause_is_shorter_than_can_be_told_from_a_consonant(endpointing: str) -> None:
    pause = read_options({"endpointing": endpointing}).pause_secs
    assert pause == (0.3 if endpointing == "300" else 0.25)
    assert read_options({"endpointing": "false"}).pause_secs is None


def test_commands_are_json_with_a_type() -> None:
    assert read_command('{"type": "Finalize"}') is Command.FINALIZE
    for text in ("finalize", "[]", '{"type": "Dance"}', "null"):
        assert read_command(text) is None
