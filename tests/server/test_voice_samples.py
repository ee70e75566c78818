from __future__ import annotations

import io
from collections.abc import AsyncIterator

import av
import httpx
import numpy as np
import pytest
from pipecat.services.tts_service import TTSService

from repartee.app import create_app
from repartee.conversation.parts import Choices, NoSuchPartError
from repartee.services.failover.chain import OnNotice
from repartee.services.provider import VoiceChoice
from repartee.settings import Settings
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack, ToneVoice

SAMPLE = "/api/voice-sample"


class ChoirStack(ScriptedStack):
    voices = (VoiceChoice("anna", "Anna", "de"), VoiceChoice("any", "Anybody"))
    languages: tuple[str, ...] = ("en", "de")
    speaks = True

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, str]] = []

    def voice(self, choices: Choices, on_notice: OnNotice) -> TTSService:
        self.asked.append((choices.voice, choices.language))
        if not self.speaks:
            raise NoSuchPartError("One model hears, thinks and speaks.")
        return ToneVoice()


@pytest.fixture
def stack() -> ChoirStack:
    return ChoirStack()


@pytest.fixture
async def server(settings: Settings, stack: ChoirStack) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        running(create_app(settings, stack)) as url,
        httpx.AsyncClient(base_url=url) as client,
    ):
        yield client


async def test_a_voice_can_be_heard_before_it_is_chosen(
    server: httpx.AsyncClient, stack: ChoirStack
) -> None:
    answer = await server.get(SAMPLE, params={"voice": "anna", "language": "en"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "audio/flac"
    with av.open(io.BytesIO(answer.content), "r") as container:
        loud = [np.abs(frame.to_ndarray()).max() for frame in container.decode(audio=0)]
    assert max(loud) > 5000
    assert stack.asked == [("anna", "de")], "in its own language, whatever the page's"


async def test_a_voice_that_speaks_any_language_speaks_the_one_that_was_chosen(
    server: httpx.AsyncClient, stack: ChoirStack
) -> None:
    for _ in range(2):
        answer = await server.get(SAMPLE, params={"voice": "any", "language": "de"})
        assert answer.status_code == 200
    assert stack.asked == [("any", "de")], "once: the second time it is known how it sounds"


@pytest.mark.parametrize("wrong", [{"voice": "nobody"}, {"language": "tlh"}, {"voice": "x" * 300}])
async def test_what_is_not_offered_is_refused(
    server: httpx.AsyncClient, stack: ChoirStack, wrong: dict[str, str]
) -> None:
    answer = await server.get(SAMPLE, params=wrong)
    assert answer.status_code == 422
    assert stack.asked == []


async def test_too_many_are_refused_until_a_moment_later(
    server: httpx.AsyncClient, settings: Settings
) -> None:
    crowd = ScriptedStack()
    crowd.voices = tuple(VoiceChoice(f"v{number}", "Voice") for number in range(11))
    async with (
        running(create_app(settings, crowd)) as url,
        httpx.AsyncClient(base_url=url) as client,
    ):
        answers = [await client.get(SAMPLE, params={"voice": each.id}) for each in crowd.voices]
    assert [each.status_code for each in answers] == [200] * 10 + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 6


async def test_where_one_model_does_all_there_is_no_sample(
    server: httpx.AsyncClient, stack: ChoirStack
) -> None:
    stack.speaks = False
    answer = await server.get(SAMPLE, params={"voice": "any"})
    assert answer.status_code == 404
    assert "One model" in answer.json()["detail"]
