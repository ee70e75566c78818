from __future__ import annotations

import asyncio
from typing import Any

from pipecat.audio.vad.vad_analyzer import VADAnalyzer, VADParams
from pipecat.frames.frames import Frame, TTSUpdateSettingsFrame
from pipecat.services.llm_service import LLMService
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService
from pipecat.turns.user_stop.turn_analyzer_user_turn_stop_strategy import (
    TurnAnalyzerUserTurnStopStrategy,
)
from pipecat.turns.user_turn_strategies import UserTurnStrategies

from repartee.engines.phrasebook import Phrasebook, PhraseGroup
from repartee.engines.phrasebook.language_model import build_language_model
from repartee.engines.recogniser import RecogniserEngine, RecogniserModel
from repartee.engines.smart_turn import SmartTurnEngine
from repartee.engines.vad import VadEngine
from repartee.engines.voice import UnknownVoiceError, VoiceEngine, VoiceState
from repartee.services.brains.intents import IntentLLMService
from repartee.services.ears.pocketsphinx import PocketSphinxSTTService
from repartee.services.voices.local_voice import LocalVoiceTTSService
from repartee.settings import Settings, SettingsError
from repartee.stacks.stack import CheckStatus, Part, StackDescription, Voice
from repartee.tools.direct import Tools
from repartee.tools.host import ToolHost
from repartee.tools.registry import build_tools

_NEEDS_NOTHING = "needs no key, GPU or download"
_NOTICE = (
    "Limited mode: it understands a fixed set of phrases, which the page lists. "
    "docs/make-it-yours.md tells what can be changed."
)


class BuiltInStack:
    """Ears, brain and voice that come with ordinary packages: no key, no GPU, no download.

    It owns the engines that all sessions share; for each session it makes the parts.
    """

    def __init__(self, settings: Settings) -> None:
        """Describe the stack; `start` loads it.

        Args:
            settings: The server's settings.
        """
        self._settings = settings
        self._phrasebook = Phrasebook.load()
        self._vad = VadEngine()
        self._smart_turn = SmartTurnEngine()
        self._voice = VoiceEngine()
        self._recogniser: RecogniserEngine | None = None

    async def start(self) -> None:
        """Load every engine, at the same time where they do not wait for each other.

        Raises:
            VoiceUnavailableError: If neither flite nor espeak-ng is installed.
            SettingsError: If the settings name a voice that is not installed, or a cache
                directory that cannot be written.
        """
        async with asyncio.TaskGroup() as group:
            group.create_task(self._vad.start())
            group.create_task(self._smart_turn.start())
            group.create_task(self._start_voice())
            group.create_task(self._start_ears())

    async def close(self) -> None:
        """Let every engine go."""
        closing = [self._vad.close(), self._smart_turn.close(), self._voice.close()]
        if self._recogniser is not None:
            closing.append(self._recogniser.close())
        await asyncio.gather(*closing, return_exceptions=True)

    @property
    def phrase_groups(self) -> tuple[PhraseGroup, ...]:
        """What the brain understands."""
        return self._phrasebook.groups

    @property
    def brains(self) -> list[str]:
        """Ids of the brains a caller may choose."""
        return ["built-in"]

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The voices a caller may choose, the default one first."""
        return tuple(Voice(voice.id, voice.label) for voice in self._voice.voices)

    def describe(self) -> StackDescription:
        """Ears, brain and voice, in words."""
        installed = f"found {self._voice.name} installed"
        return StackDescription(
            name="built-in",
            limited=True,
            ears=Part("pocketsphinx", "PocketSphinx with a grammar of its own", _NEEDS_NOTHING),
            brain=Part("intents", "Built-in intents (hassil)", _NEEDS_NOTHING),
            voice=Part(self._voice.name, self._voice.name, installed),
            notice=_NOTICE,
        )

    def checks(self) -> dict[str, CheckStatus]:
        """How every part is."""
        speaking = self._voice.state is VoiceState.RUNNING
        return {
            "ears": "healthy",
            "brain": "healthy",
            "voice": "healthy" if speaking else "degraded",
        }

    # What one conversation is made of

    @property
    def audio_out_sample_rate(self) -> int:
        """The voice's rate in Hz."""
        return self._voice.sample_rate

    def ears(self) -> STTService:
        """Make the speech-to-text service."""
        if self._recogniser is None:
            raise RuntimeError("the stack is not started")
        return PocketSphinxSTTService(self._recogniser)

    def brain(self) -> LLMService[Any]:
        """Make the language model service."""
        return IntentLLMService(parser=self._phrasebook)

    def voice(self, voice: str) -> TTSService:
        """Make the text-to-speech service; an empty `voice` is the default one."""
        return LocalVoiceTTSService(self._voice, voice=voice or self._settings.tts_voice)

    def tools(self, host: ToolHost) -> Tools:
        """Make the functions the brain may call in the host's conversation."""
        return build_tools(host, self.phrase_groups)

    def voice_change(self, rate: float | None, volume: float | None) -> Frame:
        """Make the frame that changes how the voice speaks from its next sentence on."""
        change = LocalVoiceTTSService.Settings()
        if rate is not None:
            change.rate = rate
        if volume is not None:
            change.volume = volume
        return TTSUpdateSettingsFrame(delta=change)

    def vad_analyzer(self) -> VADAnalyzer:
        """Make the detector of speech."""
        settings = self._settings
        return self._vad.analyzer(
            VADParams(
                confidence=settings.vad_confidence,
                start_secs=settings.vad_start_secs,
                stop_secs=settings.vad_stop_secs,
                min_volume=settings.vad_min_volume,
            )
        )

    def turn_strategies(self) -> UserTurnStrategies:
        """Make the rules for when the caller's turn begins and ends."""
        analyzer = self._smart_turn.analyzer(self._settings.turn_max_pause_secs)
        return UserTurnStrategies(stop=[TurnAnalyzerUserTurnStopStrategy(turn_analyzer=analyzer)])

    async def _start_voice(self) -> None:
        await self._voice.start()
        try:
            if self._settings.tts_voice:
                self._voice.require_voice(self._settings.tts_voice)
        except UnknownVoiceError as error:
            raise SettingsError(f"TTS_VOICE: {error}") from error

    async def _start_ears(self) -> None:
        directory = self._settings.cache_dir
        try:
            files = await asyncio.to_thread(build_language_model, self._phrasebook, directory)
        except OSError as error:
            raise SettingsError(
                f"CACHE_DIR: {directory} cannot be written ({error.strerror}). "
                "Set it to a directory that this user may write."
            ) from error
        self._recogniser = RecogniserEngine(RecogniserModel(files.lm, files.dictionary))
        await self._recogniser.start()
