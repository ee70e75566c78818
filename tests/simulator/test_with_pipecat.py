"""Pipecat's own services, unmodified, hold a conversation with the stand-ins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from anthropic import AsyncAnthropic
from pipecat.frames.frames import (
    ErrorFrame,
    Frame,
    FunctionCallsStartedFrame,
    InputAudioRawFrame,
    LLMContextFrame,
    LLMTextFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.services.anthropic.llm import AnthropicLLMService
from pipecat.services.cerebras.llm import CerebrasLLMService
from pipecat.services.groq.llm import GroqLLMService
from pipecat.services.llm_service import LLMService
from pipecat.services.ollama.llm import OLLamaLLMService
from pipecat.services.openai.llm import OpenAILLMService
from pipecat.services.openai.stt import OpenAISTTService
from pipecat.services.openai.tts import OpenAITTSService
from pipecat.tests.utils import SleepFrame, run_test
from pipecat.utils.errors import ErrorCategory

from repartee.simulator.faults import Fault, FaultKind
from repartee.simulator.simulator import Simulator
from repartee.simulator.vendors.ollama import OllamaStandIn
from repartee.tools.clock import Clock
from repartee.tools.direct import function_for
from repartee.tools.workbench import Workbench
from tests.simulator.conftest import scripted
from tests.tools.scripted_host import ScriptedHost

_VENDORS = pytest.mark.parametrize("vendor", ["openai", "anthropic", "cerebras", "groq", "ollama"])


def _brain(simulator: Simulator) -> LLMService[Any]:
    """The service as Pipecat has it, pointed at the stand-in."""
    (vendor,) = simulator.names
    environment = simulator.environment()
    url = environment.get(f"{vendor.upper()}_BASE_URL", "")
    key = environment.get(f"{vendor.upper()}_API_KEY", "")
    match vendor:
        case "openai":
            return OpenAILLMService(api_key=key, base_url=url)
        case "anthropic":
            client = AsyncAnthropic(api_key=key, base_url=url, max_retries=0)
            return AnthropicLLMService(api_key=key, client=client)
        case "cerebras":
            return CerebrasLLMService(api_key=key, base_url=url)
        case "groq":
            return GroqLLMService(api_key=key, base_url=url)
        case _:
            standin = simulator.standin("ollama")
            assert isinstance(standin, OllamaStandIn)
            standin.library.install("llama3.2:3b")
            settings = OLLamaLLMService.Settings(model="llama3.2:3b")
            return OLLamaLLMService(base_url=f"{url}/v1", settings=settings)


async def _answer(
    brain: LLMService[Any], messages: Sequence[Any], *, tools: Any = None
) -> tuple[str, Sequence[Frame], Sequence[Frame]]:
    context = (
        LLMContext(messages=list(messages), tools=tools)
        if tools
        else LLMContext(messages=list(messages))
    )
    down, up = await run_test(brain, frames_to_send=[LLMContextFrame(context), SleepFrame(0.4)])
    said = "".join(frame.text for frame in down if isinstance(frame, LLMTextFrame))
    return said, down, up


def _user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


@_VENDORS
async def test_the_brain_speaks_and_knows_what_was_said(vendor: str) -> None:
    async with scripted(vendor) as simulator:
        messages = [
            _user("My name is Anna."),
            {"role": "assistant", "content": "Hello, Anna."},
            _user("What is my name?"),
        ]
        said, _, _ = await _answer(_brain(simulator), messages)
        (entry,) = simulator.journal.of(vendor)
    assert said == "Your name is anna."
    assert entry.facts["turn"] == 2


@_VENDORS
async def test_the_brain_calls_the_agents_own_tools(vendor: str) -> None:
    host = ScriptedHost()
    clock = function_for(Clock(host).tell_time, Workbench(host))
    async with scripted(vendor) as simulator:
        _, down, up = await _answer(_brain(simulator), [_user("What time is it?")], tools=[clock])
        (entry,) = simulator.journal.of(vendor)
    started = [frame for frame in [*down, *up] if isinstance(frame, FunctionCallsStartedFrame)]
    assert started[0].function_calls[0].function_name == "tell_time"
    assert entry.facts["tools"] == 1


@pytest.mark.parametrize(
    ("kind", "category"),
    [
        (FaultKind.UNAUTHORISED, ErrorCategory.AUTHENTICATION),
        (FaultKind.RATE_LIMIT, ErrorCategory.RATE_LIMIT),
        (FaultKind.ERROR, ErrorCategory.SERVER),
    ],
)
async def test_pipecat_tells_the_faults_apart(kind: FaultKind, category: ErrorCategory) -> None:
    async with scripted("openai") as simulator:
        simulator.arm("openai", Fault(kind, seconds=0.01))
        _, _, up = await _answer(_brain(simulator), [_user("Hello.")])
    errors = [frame for frame in up if isinstance(frame, ErrorFrame)]
    assert [error.category for error in errors] == [category]


async def test_openais_ears_hear() -> None:
    async with scripted("openai", hears=("what time is it",)) as simulator:
        environment = simulator.environment()
        ears = OpenAISTTService(
            api_key=environment["OPENAI_API_KEY"], base_url=environment["OPENAI_BASE_URL"]
        )
        down, _ = await run_test(
            ears,
            frames_to_send=[
                VADUserStartedSpeakingFrame(),
                *_audio(1.0),
                VADUserStoppedSpeakingFrame(),
                SleepFrame(0.5),
            ],
        )
    finals = [frame.text for frame in down if isinstance(frame, TranscriptionFrame)]
    assert finals == ["What time is it."]


def _audio(secs: float) -> list[Frame]:
    return [InputAudioRawFrame(bytes(640), 16_000, 1) for _ in range(int(secs * 50))]


async def test_openais_voice_speaks() -> None:
    async with scripted("openai") as simulator:
        environment = simulator.environment()
        voice = OpenAITTSService(
            api_key=environment["OPENAI_API_KEY"], base_url=environment["OPENAI_BASE_URL"]
        )
        down, _ = await run_test(
            voice, frames_to_send=[TTSSpeakFrame("one two three"), SleepFrame(0.5)]
        )
    audio = b"".join(frame.audio for frame in down if isinstance(frame, TTSAudioRawFrame))
    assert len(audio) >= 3 * 0.3 * 24_000 * 2 - 8
