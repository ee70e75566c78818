"""The first turn of the first conversation waits for no connection."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
from aiohttp import web
from pipecat.audio.vad.vad_analyzer import VADAnalyzer, VADParams
from pipecat.services.llm_service import LLMService
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService

from repartee.conversation.events import AgentTurn
from repartee.conversation.parts import Choices
from repartee.services.brains.openai import OpenAICompatibleBrain
from repartee.services.config import BrainConfig, EarsConfig, VoiceConfig
from repartee.services.ears.openai import OpenAICompatibleEars
from repartee.services.failover.chain import OnNotice
from repartee.services.voices.openai import OpenAICompatibleVoice
from repartee.transports.line import HEARD_RATE
from tests.services.brains.test_chat import DONE, HELLO
from tests.support.hearing_stack import LoudnessVAD
from tests.support.scripted_stack import ScriptedStack
from tests.support.sitting import Sitting, sitting
from tests.support.vendor_server import Vendor, streams, vendor


async def _serve(request: web.Request) -> web.StreamResponse:
    match request.path.rsplit("/", 1)[-1]:
        case "speech":
            return await streams([bytes(range(1, 241)) * 8], kind="audio/pcm")(request)
        case "transcriptions":
            return web.json_response({"text": "What time is it?"})
        case "completions":
            return await streams([*HELLO, *DONE])(request)
        case _:
            return web.json_response({"object": "list", "data": []})


class _Stack(ScriptedStack):
    """Ears, brain and voice at one server, each with its own pool of connections."""

    greeting = ""

    def __init__(self, server: Vendor) -> None:
        super().__init__()
        address = f"{server.url}/v1"
        self.providers_made = (
            OpenAICompatibleEars(EarsConfig(base_url=address, model="m")),
            OpenAICompatibleBrain(BrainConfig(base_url=address, model="m")),
            OpenAICompatibleVoice(VoiceConfig(base_url=address, model="m")),
        )

    def ears(self, choices: Choices, on_notice: OnNotice) -> STTService:
        return self.providers_made[0].ears()

    def brain(self, choices: Choices, on_notice: OnNotice) -> LLMService[Any]:
        return self.providers_made[1].brain()

    def voice(self, choices: Choices, on_notice: OnNotice) -> TTSService:
        return self.providers_made[2].voice()

    def vad_analyzer(self) -> VADAnalyzer:
        params = VADParams(confidence=0.5, start_secs=0.1, stop_secs=0.2, min_volume=0.0)
        return LoudnessVAD(params=params)


async def test_all_connections_are_opened_while_the_first_caller_speaks() -> None:
    async with vendor(_serve) as server:
        stack = _Stack(server)
        async with sitting(stack) as it:
            await _make_a_noise(it)
            await it.until_written(AgentTurn)
        for provider in stack.providers_made:
            await provider.close()
    asked = {path.rsplit("/", 1)[-1] for path, _ in server.requests}
    assert asked == {"models", "transcriptions", "completions", "speech"}
    # A brain nearby is not rung up but made to read ahead, on the connection that it answers on.
    assert sorted(server.connections) == ["/v1/chat/completions", "/v1/models", "/v1/models"]


async def _make_a_noise(it: Sitting) -> None:
    tick = HEARD_RATE // 50
    loud = (np.sin(2 * np.pi * 300 * np.arange(tick) / HEARD_RATE) * 8000).astype("<i2")
    for pcm in (*[loud.tobytes()] * 20, *[bytes(2 * tick)] * 20):
        it.line.says(pcm)
        await asyncio.sleep(0.02)
