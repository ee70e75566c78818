"""What an operator and a caller choose reaches the server, as the stand-in receives it."""

from __future__ import annotations

from typing import Any

import pytest
from pipecat.adapters.llm.schemas.function_schema import FunctionSchema

from repartee.services.realtime.config import RealtimeConfig
from repartee.services.realtime.openai import OpenAIRealtime
from repartee.simulator.realtime.shapes import VOICES
from tests.services.realtime.rehearsed import rehearsal

_OFFERED = [voice.id for voice in OpenAIRealtime(RealtimeConfig()).voices]


@pytest.mark.parametrize(
    ("config", "received"),
    [
        ({}, {"turn_detection": "semantic_vad", "eagerness": "auto", "silence_ms": None}),
        ({"eagerness": "low"}, {"turn_detection": "semantic_vad", "eagerness": "low"}),
        ({"eagerness": "high"}, {"eagerness": "high"}),
        ({"turn_detection": "server"}, {"turn_detection": "server_vad", "silence_ms": 500}),
        ({"turn_detection": "server", "silence_ms": 800}, {"silence_ms": 800, "eagerness": None}),
        ({"noise_reduction": "near"}, {"noise_reduction": "near_field"}),
        ({"noise_reduction": "far"}, {"noise_reduction": "far_field"}),
        ({"noise_reduction": "off"}, {"noise_reduction": None}),
        ({}, {"transcription": "gpt-4o-transcribe", "language": None}),
        ({"transcription_model": "whisper-1"}, {"transcription": "whisper-1"}),
        ({"language": "de"}, {"language": "de"}),
        ({"speed": 1.2}, {"speed": 1.2}),
    ],
    ids=str,
)
async def test_a_setting_reaches_the_server(
    config: dict[str, Any], received: dict[str, Any]
) -> None:
    async with rehearsal(config=config) as it:
        session = await it.session()

    assert {name: session[name] for name in received} == received


def test_every_voice_of_the_server_is_offered() -> None:
    assert sorted(_OFFERED) == sorted(VOICES)


@pytest.mark.parametrize("voice", _OFFERED)
async def test_a_caller_may_have_any_voice(voice: str) -> None:
    async with rehearsal(voice=voice) as it:
        assert (await it.session())["voice"] == voice


async def test_a_voice_that_there_is_not_becomes_the_configured_one() -> None:
    async with rehearsal(voice="af_heart", config={"voice": "cedar"}) as it:
        assert (await it.session())["voice"] == "cedar"


async def test_a_callers_language_comes_before_the_configured_one() -> None:
    async with rehearsal(language="fr", config={"language": "de"}) as it:
        assert (await it.session())["language"] == "fr"


async def test_the_server_is_told_of_every_function() -> None:
    tools = [FunctionSchema(name, "Does something.", {}, []) for name in ("open_door", "wave")]
    async with rehearsal(tools=tools) as it:
        assert (await it.session())["tools"] == 2


async def test_the_next_session_is_like_the_one_that_was_lost() -> None:
    async with rehearsal(voice="coral", config={"turn_detection": "server"}) as it:
        first = dict(await it.session())
        it.talker._link._drop()
        await it.bench.until(lambda: it.connections() == 2 and it.talker.is_ready)
        again = await it.session()

    assert again == first
