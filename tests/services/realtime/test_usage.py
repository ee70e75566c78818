"""What is billed for writing down what a speech-to-speech model heard."""

from __future__ import annotations

from repartee.conversation.tariff import billed_in
from repartee.services.realtime.usage import TurnLengths, written_down


def test_a_turn_is_as_long_as_the_server_says_and_is_billed_once() -> None:
    lengths = TurnLengths()
    lengths.began(1_000)
    lengths.ended("a", 3_500)
    lengths.began(9_000)
    assert lengths.take("a") == 2.5
    assert lengths.take("a") == 0
    assert lengths.take("unknown") == 0


def test_what_is_written_down_is_billed_by_its_own_model() -> None:
    used = written_down("talker", "gpt-4o-transcribe", 2.5)
    assert used.model == "gpt-4o-transcribe"
    assert billed_in(used) == {"heard_secs": 2.5}
