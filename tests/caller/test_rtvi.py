from __future__ import annotations

import pytest
from pipecat.processors.frameworks.rtvi import models

from repartee.caller import rtvi


def test_being_ready_is_told_as_pipecat_wants_it() -> None:
    message = models.Message.model_validate_json(rtvi.client_ready().encoded())

    assert message.type == "client-ready"
    data = models.ClientReadyData.model_validate(message.data)
    assert data.version.split(".")[0] == models.PROTOCOL_VERSION.split(".")[0]


def test_typed_text_asks_for_a_spoken_answer() -> None:
    message = models.Message.model_validate_json(rtvi.typed("hello").encoded())
    data = models.SendTextData.model_validate(message.data)

    assert (message.type, data.content) == ("send-text", "hello")
    assert data.options == models.SendTextOptions(run_immediately=True, audio_response=True)


def test_a_message_is_its_kind_and_what_it_carries() -> None:
    text = models.BotTranscriptionMessage(data=models.TextMessageData(text="hi")).model_dump_json()

    assert rtvi.parse(text) == rtvi.Message("bot-transcription", {"text": "hi"})


@pytest.mark.parametrize(
    "text",
    ["", "ping", "[]", "3", "null", '{"type": 3}', '{"a": 1}', b"\xff"],
)
def test_what_is_no_message_is_passed_over(text: str | bytes) -> None:
    assert rtvi.parse(text) is None


def test_a_message_may_carry_nothing_or_nonsense() -> None:
    message = rtvi.parse('{"type": "bot-ready", "data": [1]}')

    assert message == rtvi.Message("bot-ready", {})
    assert rtvi.Message("x", {"text": 3}).text() == ""
