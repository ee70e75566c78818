"""Who serves over the network: names, addresses, and the settings that messages speak of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vendor:
    """A service that is reached over the network, as messages to people name it."""

    name: str
    """Such as "Cerebras"."""
    address: str
    """Where it is unless configured otherwise; empty where there is no such place."""
    address_variable: str
    key_variable: str = ""
    """Empty where no key is used."""
    needs_key: bool = True


ANTHROPIC = Vendor(
    "Anthropic", "https://api.anthropic.com", "ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY"
)
CARTESIA = Vendor("Cartesia", "https://api.cartesia.ai", "CARTESIA_BASE_URL", "CARTESIA_API_KEY")
CEREBRAS = Vendor("Cerebras", "https://api.cerebras.ai/v1", "CEREBRAS_BASE_URL", "CEREBRAS_API_KEY")
DAILY = Vendor("Daily", "https://api.daily.co/v1", "DAILY_API_URL", "DAILY_API_KEY")
DEEPGRAM = Vendor("Deepgram", "https://api.deepgram.com", "DEEPGRAM_BASE_URL", "DEEPGRAM_API_KEY")
ELEVENLABS = Vendor(
    "ElevenLabs", "https://api.elevenlabs.io", "ELEVENLABS_BASE_URL", "ELEVENLABS_API_KEY"
)
GROQ = Vendor("Groq", "https://api.groq.com/openai/v1", "GROQ_BASE_URL", "GROQ_API_KEY")
OPENAI = Vendor("OpenAI", "https://api.openai.com/v1", "OPENAI_BASE_URL", "OPENAI_API_KEY")

OLLAMA = Vendor("Ollama", "http://ollama:11434", "OLLAMA_BASE_URL", needs_key=False)
SPEACHES = Vendor("Speaches", "http://speaches:8000", "SPEACHES_BASE_URL", needs_key=False)
KOKORO_FASTAPI = Vendor(
    "Kokoro-FastAPI", "http://localhost:8880/v1", "KOKORO_BASE_URL", needs_key=False
)
PIPER = Vendor("Piper", "http://localhost:5000", "PIPER_BASE_URL", needs_key=False)

COMPATIBLE_EARS = Vendor(
    "the speech-to-text server", "", "STT_BASE_URL", "STT_API_KEY", needs_key=False
)
COMPATIBLE_BRAIN = Vendor(
    "the language model server", "", "LLM_BASE_URL", "LLM_API_KEY", needs_key=False
)
COMPATIBLE_VOICE = Vendor(
    "the text-to-speech server", "", "TTS_BASE_URL", "TTS_API_KEY", needs_key=False
)
