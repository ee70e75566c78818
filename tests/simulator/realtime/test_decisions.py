"""What the Realtime stand-in decides without a socket."""

from __future__ import annotations

import pytest

from repartee.simulator.realtime.client_events import RealtimeError, read_event
from repartee.simulator.realtime.configuration import updated
from repartee.simulator.realtime.conversation import Items
from repartee.simulator.realtime.shapes import (
    Message,
    OutputAudio,
    SemanticVad,
    ServerVad,
    Session,
)
from repartee.simulator.realtime.turn_end import silence_secs
from repartee.simulator.realtime.usage import REQUESTS_PER_MINUTE, Limits


@pytest.mark.parametrize(("eagerness", "longest"), [("low", 8), ("auto", 4), ("high", 2)])
def test_semantic_vad_waits_as_long_as_its_eagerness_says(eagerness: str, longest: float) -> None:
    detection = SemanticVad.model_validate({"type": "semantic_vad", "eagerness": eagerness})

    assert silence_secs(detection, "set a timer for") == longest
    assert silence_secs(detection, "what time is it") < 1


def test_server_vad_does_not_care_about_words() -> None:
    detection = ServerVad(silence_duration_ms=300)

    assert silence_secs(detection, "set a timer for") == 0.3


def test_an_update_leaves_what_it_does_not_name() -> None:
    session = updated(Session(), {"audio": {"input": {"turn_detection": None}}}, has_spoken=False)
    session = updated(session, {"instructions": "Be brief."}, has_spoken=False)

    assert session.audio.input.turn_detection is None
    assert session.audio.output.voice == "alloy"
    assert session.instructions == "Be brief."


def test_a_refusal_names_the_field() -> None:
    with pytest.raises(RealtimeError) as refused:
        updated(Session(), {"audio": {"output": {"voice": "nobody"}}}, has_spoken=False)

    assert refused.value.param == "session.audio.output.voice"
    assert "Supported values are: 'alloy'" in refused.value.message


def test_broken_json_is_told() -> None:
    with pytest.raises(RealtimeError, match="not valid JSON"):
        read_event('{"type": ')


def test_the_mind_knows_what_was_heard_of_a_truncated_answer() -> None:
    items = Items()
    answer = Message(role="assistant", content=[OutputAudio(type="output_audio", transcript="a b")])
    items.add(answer)
    items.heard(answer.id).words = [("one", 0.0), ("two", 0.5), ("three", 1.0)]
    items.heard(answer.id).secs = 1.5

    items.truncate(answer.id, 0, 600)

    assert items.messages()[0] == {"role": "assistant", "content": "one two"}
    assert items.get(answer.id) is answer
    assert "a b" not in answer.model_dump_json()


def test_limits_fill_up_again_within_a_minute() -> None:
    limits = Limits()
    limits.spend(1000, now=0)

    assert limits.left(now=1)[0]["remaining"] == REQUESTS_PER_MINUTE - 1
    assert limits.left(now=61)[0]["remaining"] == REQUESTS_PER_MINUTE
