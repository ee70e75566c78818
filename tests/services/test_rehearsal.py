"""Every vendor's ears, brain and voice against its stand-in: as it should be, and with faults."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from pipecat.utils.errors import ErrorCategory
from pydantic import SecretStr

from repartee.services.brains.anthropic import AnthropicBrain
from repartee.services.brains.cerebras import CerebrasBrain
from repartee.services.brains.groq import GroqBrain
from repartee.services.brains.ollama import OllamaBrain
from repartee.services.brains.openai import OpenAIBrain, OpenAICompatibleBrain
from repartee.services.config import BrainConfig, EarsConfig, VoiceConfig
from repartee.services.ears.cartesia import CartesiaEars
from repartee.services.ears.deepgram import DeepgramEars
from repartee.services.ears.openai import OpenAICompatibleEars, OpenAIEars
from repartee.services.ears.speaches import SpeachesEars
from repartee.services.voices.cartesia import CartesiaVoice
from repartee.services.voices.elevenlabs import ElevenLabsVoice
from repartee.services.voices.kokoro_fastapi import KokoroFastAPIVoice
from repartee.services.voices.openai import OpenAICompatibleVoice, OpenAIVoice
from repartee.services.voices.piper import PiperVoice
from repartee.services.voices.speaches import SpeachesVoice
from repartee.simulator.faults import parse_fault
from repartee.simulator.simulator import Simulator
from tests.simulator.conftest import scripted
from tests.support.service_bench import HUM_20_MS, Bench, bench

A = ErrorCategory

EARS: dict[str, tuple[type[Any], str]] = {
    "cartesia": (CartesiaEars, "cartesia"),
    "deepgram": (DeepgramEars, "deepgram"),
    "openai": (OpenAIEars, "openai"),
    "openai-compatible": (OpenAICompatibleEars, "openai"),
    "speaches": (SpeachesEars, "speaches"),
}
BRAINS: dict[str, tuple[type[Any], str]] = {
    "anthropic": (AnthropicBrain, "anthropic"),
    "cerebras": (CerebrasBrain, "cerebras"),
    "groq": (GroqBrain, "groq"),
    "ollama": (OllamaBrain, "ollama"),
    "openai": (OpenAIBrain, "openai"),
    "openai-compatible": (OpenAICompatibleBrain, "openai"),
}
VOICES: dict[str, tuple[type[Any], str]] = {
    "cartesia": (CartesiaVoice, "cartesia"),
    "elevenlabs": (ElevenLabsVoice, "elevenlabs"),
    "kokoro-fastapi": (KokoroFastAPIVoice, "kokoro-fastapi"),
    "openai": (OpenAIVoice, "openai"),
    "openai-compatible": (OpenAICompatibleVoice, "openai"),
    "piper": (PiperVoice, "piper"),
    "speaches": (SpeachesVoice, "speaches"),
}
_MODELS = {"openai-compatible": {"brain": "gpt-4.1", "ears": "whisper-1", "voice": "tts-1"}}

Make = Callable[..., Any]


async def _made(part: str, name: str, simulator: Simulator) -> Any:
    """A provider that is pointed at its stand-in, with its model there."""
    table, make = {
        "ears": (EARS, EarsConfig),
        "brain": (BRAINS, BrainConfig),
        "voice": (VOICES, VoiceConfig),
    }[part]
    kind, _ = table[name]
    environment = simulator.environment()
    address = next(v for k, v in environment.items() if k.endswith("BASE_URL"))
    key = next((v for k, v in environment.items() if k.endswith("API_KEY")), "")
    model = _MODELS.get(name, {}).get(part, "")
    config: Any = make(base_url=address, api_key=SecretStr(key), model=model)
    provider = kind(config)
    if hasattr(provider, "pull") and await provider.missing_model():
        await provider.pull(lambda _: None)
    await provider.start()
    return provider


async def _utter(it: Bench) -> None:
    finals, errors = len(it.finals), len(it.errors)
    await it.speak(frames=40, sound=HUM_20_MS)
    await it.fall_silent()
    await it.until(lambda: len(it.finals) > finals or len(it.errors) > errors)


@pytest.mark.parametrize("name", EARS)
async def test_ears_hear(name: str) -> None:
    async with scripted(EARS[name][1], hears=("what time is it",) * 3) as simulator:
        ears = await _made("ears", name, simulator)
        assert (await ears.check()).ok, await ears.check()
        async with bench(ears.ears()) as it:
            await _utter(it)
            assert not it.errors
            heard = it.finals[0]
            assert heard.text.lower().rstrip(".?") == "what time is it"
            assert heard.finalized
        await ears.close()


@pytest.mark.parametrize("name", BRAINS)
async def test_brains_answer(name: str) -> None:
    async with scripted(BRAINS[name][1]) as simulator:
        brain = await _made("brain", name, simulator)
        assert (await brain.check()).ok, await brain.check()
        async with bench(brain.brain()) as it:
            await it.ask("Hello")
            assert not it.errors
            assert it.text
        await brain.close()


@pytest.mark.parametrize("name", VOICES)
async def test_voices_speak(name: str) -> None:
    async with scripted(VOICES[name][1]) as simulator:
        voice = await _made("voice", name, simulator)
        assert (await voice.check()).ok, await voice.check()
        assert voice.voices
        async with bench(voice.voice()) as it:
            await it.say("Hello there my friend.", "And so on.")
            assert not it.errors
            assert it.spoken == "Hello there my friend. And so on."
            # Seven words of 0.3 s.
            assert len(it.audio) / 2 / voice.sample_rate == pytest.approx(2.1, abs=0.2)
        await voice.close()


# Faults, each in the second of two turns

_STATUSES = {
    "401": {A.AUTHENTICATION},
    "402": {A.QUOTA},
    "429": {A.RATE_LIMIT},
    "500": {A.SERVER},
    "503": {A.SERVER, A.RATE_LIMIT},  # "our systems are busy" may be either
}
_BREAKS = {
    "drop": {A.CONNECTIVITY},
    "garbage": {A.SERVER},
    "refuse": {A.CONNECTIVITY},
}
_FAULTS = {**_STATUSES, **_BREAKS}


@pytest.mark.parametrize("fault", _FAULTS)
@pytest.mark.parametrize("name", ["anthropic", "cerebras", "ollama"])
async def test_a_brain_tells_of_a_fault_and_answers_when_it_is_over(name: str, fault: str) -> None:
    async with scripted(name) as simulator:
        brain = await _made("brain", name, simulator)
        service = brain.brain()
        async with bench(service) as it:
            await it.ask("Hello")
            await _arm(simulator, name, fault)
            await it.ask("Hello")
            assert set(it.categories) <= _FAULTS[fault]
            assert it.errors
            await _relent(simulator, name)
            said = it.text
            await it.ask("Hello")
            assert service.is_usable is (fault != "401")
            assert len(it.errors) == 1 or fault == "401"
            assert it.text != said or fault == "401"
        await brain.close()


@pytest.mark.parametrize("fault", _FAULTS)
@pytest.mark.parametrize("name", ["cartesia", "elevenlabs", "kokoro-fastapi", "piper"])
async def test_a_voice_tells_of_a_fault_and_speaks_when_it_is_over(name: str, fault: str) -> None:
    async with scripted(name) as simulator:
        voice = await _made("voice", name, simulator)
        await _arm(simulator, name, fault)
        service = voice.voice()
        async with bench(service) as it:
            await it.say("Hello there my friend.")
            await it.until(lambda: it.errors)
            assert set(it.categories) <= _FAULTS[fault], [error.error for error in it.errors]
            await _relent(simulator, name)
            await it.say("Here again.")
            if fault == "drop" and not it.spoken.endswith("Here again."):
                # Its new connection was opened while the fault was still armed.
                await it.say("Here again.")
            assert service.is_usable is (fault != "401")
            assert it.spoken.endswith("Here again.") or fault == "401"
        await voice.close()


@pytest.mark.parametrize("fault", _FAULTS)
@pytest.mark.parametrize("name", ["cartesia", "deepgram", "speaches"])
async def test_ears_tell_of_a_fault_and_hear_when_it_is_over(name: str, fault: str) -> None:
    async with scripted(name, hears=("what time is it",) * 9) as simulator:
        ears = await _made("ears", name, simulator)
        await _arm(simulator, name, fault)
        service = ears.ears()
        async with bench(service) as it:
            await it.speak(frames=40, sound=HUM_20_MS)
            await it.fall_silent()
            await it.until(lambda: it.errors)
            assert set(it.categories) <= _FAULTS[fault], [error.error for error in it.errors]
            await _relent(simulator, name)
            if fault == "401":
                assert not service.is_usable
                return
            while not it.finals:  # the connection may just be coming back
                await _utter(it)
            assert it.finals[-1].text.lower().rstrip(".?") == "what time is it"
            assert service.is_usable
        await ears.close()


async def _arm(simulator: Simulator, name: str, fault: str) -> None:
    simulator.arm(*parse_fault(f"{name}:{fault}"))
    if fault == "refuse":
        await _until_refused(simulator.urls[name])


async def _relent(simulator: Simulator, name: str) -> None:
    simulator.standin(name).faults.clear()
    await _until_taken(simulator.urls[name])


async def _until_refused(url: str) -> None:
    while await _takes(url):
        await asyncio.sleep(0.01)


async def _until_taken(url: str) -> None:
    while not await _takes(url):
        await asyncio.sleep(0.01)


async def _takes(url: str) -> bool:
    parts = urlsplit(url)
    try:
        _, writer = await asyncio.open_connection(parts.hostname, parts.port)
    except ConnectionError:
        return False
    writer.close()
    return True
