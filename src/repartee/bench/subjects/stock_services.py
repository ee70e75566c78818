"""Pipecat's own services as its examples make them, at the addresses of the stand-ins."""

from __future__ import annotations

import os

from pipecat.services.cartesia.stt import CartesiaSTTService
from pipecat.services.cartesia.tts import CartesiaTTSService
from pipecat.services.cerebras.llm import CerebrasLLMService
from pipecat.services.deepgram.stt import DeepgramSTTService
from pipecat.services.elevenlabs.tts import ElevenLabsTTSService
from pipecat.services.openai.llm import OpenAILLMService
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService

_CARTESIA_VOICE = "71a7ad14-091c-4e8e-a314-022ece01c121"
_ELEVENLABS_VOICE = "21m00Tcm4TlvDq8ikWAM"
_INSTRUCTION = "You are a friendly voice assistant. Answer in one or two sentences."


def stt() -> STTService:
    """The ears that `STT_PROVIDER` names."""
    if os.environ["STT_PROVIDER"] == "cartesia":
        return CartesiaSTTService(
            api_key=os.environ["CARTESIA_API_KEY"], base_url=_socket("CARTESIA")
        )
    return DeepgramSTTService(
        api_key=os.environ["DEEPGRAM_API_KEY"], base_url=os.environ["DEEPGRAM_BASE_URL"]
    )


def llm() -> OpenAILLMService:
    """The brain that `LLM_PROVIDER` names."""
    if os.environ["LLM_PROVIDER"] == "cerebras":
        return CerebrasLLMService(
            api_key=os.environ["CEREBRAS_API_KEY"],
            base_url=os.environ["CEREBRAS_BASE_URL"],
            settings=CerebrasLLMService.Settings(
                model="llama-3.3-70b", system_instruction=_INSTRUCTION
            ),
        )
    return OpenAILLMService(
        api_key=os.environ["OPENAI_API_KEY"],
        base_url=os.environ["OPENAI_BASE_URL"],
        settings=OpenAILLMService.Settings(system_instruction=_INSTRUCTION),
    )


def tts() -> TTSService:
    """The voice that `TTS_PROVIDER` names."""
    if os.environ["TTS_PROVIDER"] == "elevenlabs":
        return ElevenLabsTTSService(
            api_key=os.environ["ELEVENLABS_API_KEY"],
            url=_socket("ELEVENLABS"),
            settings=ElevenLabsTTSService.Settings(
                model="eleven_flash_v2_5", voice=_ELEVENLABS_VOICE
            ),
        )
    return CartesiaTTSService(
        api_key=os.environ["CARTESIA_API_KEY"],
        url=f"{_socket('CARTESIA')}/tts/websocket",
        settings=CartesiaTTSService.Settings(voice=_CARTESIA_VOICE),
    )


def _socket(vendor: str) -> str:
    return os.environ[f"{vendor}_BASE_URL"].replace("http", "ws", 1)
