from __future__ import annotations

import asyncio
from typing import Any, NoReturn

from pipecat.audio.vad.vad_analyzer import VADAnalyzer
from pipecat.frames.frames import Frame
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.turns.user_turn_strategies import ExternalUserTurnStrategies, UserTurnStrategies

from repartee.conversation.parts import Choices, NoSuchPartError
from repartee.conversation.persona import Persona
from repartee.engines.phrasebook import PhraseGroup
from repartee.services.failover.chain import OnNotice
from repartee.services.provider import BrainProvider, Provider, ProviderError, VoiceChoice
from repartee.services.realtime.linked import TalkerChangeFrame
from repartee.services.realtime.openai import OpenAIRealtime
from repartee.services.realtime.talker import RealtimeTalker
from repartee.settings import Settings, SettingsError
from repartee.stacks.called import USUAL_GREETING, configured_greeting, introduced
from repartee.stacks.configs import realtime_config
from repartee.stacks.crew import Crew
from repartee.stacks.personas import load_personas
from repartee.stacks.plan import REALTIME
from repartee.stacks.providers import language_model
from repartee.stacks.stack import Brain, Part, StackDescription
from repartee.stacks.toolbox import Brought, Toolbox
from repartee.tools.direct import Tools
from repartee.tools.host import ToolHost
from repartee.tools.mcp.servers import McpServers

_PART = "speech-to-speech"
_ONE_MODEL = f"With STACK={REALTIME}, one model hears, thinks and speaks."


class RealtimeStack:
    """One model that hears, thinks and speaks."""

    phrase_groups: tuple[PhraseGroup, ...] = ()
    brains: tuple[Brain, ...] = ()

    def __init__(self, settings: Settings) -> None:
        """Describe the stack; nothing is opened.

        Args:
            settings: The server's settings.

        Raises:
            SettingsError: If a package, a directory or a file is missing that the settings ask for.
        """
        self._settings = settings
        self._provider = OpenAIRealtime(realtime_config(settings))
        self._team_brains = _team_brains(settings)
        self._toolbox = Toolbox(settings, Brought.of(settings), self._team_brains)
        file = settings.personas_file
        self._personas = load_personas(file) if file else {}

    async def start(self) -> None:
        """Look whether there is a key, and start what tools need.

        Raises:
            SettingsError: If there is none.
        """
        try:
            await self._provider.start()
        except ProviderError as error:
            raise SettingsError(str(error)) from error
        for part in self._parts:
            await part.start()

    async def close(self) -> None:
        """Let go of what was started."""
        closing = [part.close() for part in (self._provider, *self._parts)]
        await asyncio.gather(*closing, return_exceptions=True)

    @property
    def _parts(self) -> list[Crew[Any] | McpServers]:
        team = [self._team_brains] if self._team_brains is not None else []
        return [*team, *self._toolbox.parts]

    # What there is to choose, and to know

    @property
    def voices(self) -> tuple[VoiceChoice, ...]:
        """The voices a caller may choose, the default one first."""
        return self._provider.voices

    @property
    def personas(self) -> tuple[Persona, ...]:
        """The personas a caller may choose."""
        return tuple(self._personas.values())

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages a caller may choose, the default one first."""
        return tuple(dict.fromkeys((self._settings.stt_language, *self._settings.languages)))

    @property
    def providers(self) -> dict[str, Provider]:
        """The one provider, and those of tools."""
        return {_PART: self._provider, **self._toolbox.providers}

    @property
    def language_models(self) -> tuple[BrainProvider, ...]:
        """What a team thinks with: a speech-to-speech model only talks."""
        return tuple(self._team_brains or ())

    def provider_of(self, processor: str) -> str:  # noqa: ARG002
        """The one provider's id: its model does all three."""
        return self._provider.id

    def part_of(self, processor: str) -> str:  # noqa: ARG002
        """One model does all."""
        return "talker"

    @property
    def phrases(self) -> None:
        """What the model says is never twice the same."""
        return

    def describe(self) -> StackDescription:
        """Ears, brain and voice, in words: all of them are one."""
        part = Part(self._provider.id, self._provider.label, f"STACK={REALTIME}")
        return StackDescription(
            REALTIME, limited=False, ears=part, brain=part, voice=part, notice=""
        )

    # What one conversation is made of

    @property
    def audio_out_sample_rate(self) -> int:
        """The model's rate in Hz."""
        return self._provider.sample_rate

    def persona(self, choices: Choices) -> Persona:
        """Who the agent is in this conversation."""
        return introduced(
            self._personas,
            choices,
            instruction=self._settings.system_instruction,
            usual_greeting=configured_greeting(self._settings.greeting, USUAL_GREETING),
        )

    def talker(self, choices: Choices, on_notice: OnNotice, context: LLMContext) -> RealtimeTalker:
        """Make what hears, answers and speaks."""
        persona = self.persona(choices)
        voice = choices.voice or persona.voice
        talker = self._provider.talker(persona.instruction, voice, choices.language, on_notice)
        talker.attend(context)
        return talker

    def filler(self, choices: Choices) -> None:
        """None: the talker knows itself what it says when."""

    def ears(self, choices: Choices, on_notice: OnNotice) -> NoReturn:  # noqa: ARG002
        """There are none: the talker hears."""
        raise NoSuchPartError(_ONE_MODEL)

    def brain(self, choices: Choices, on_notice: OnNotice) -> NoReturn:  # noqa: ARG002
        """There is none: the talker thinks."""
        raise NoSuchPartError(_ONE_MODEL)

    def voice(self, choices: Choices, on_notice: OnNotice) -> NoReturn:  # noqa: ARG002
        """There is none: the talker speaks."""
        raise NoSuchPartError(_ONE_MODEL)

    def tools(self, host: ToolHost) -> Tools:
        """Make the functions the model may call in the host's conversation."""
        return self._toolbox.tools(host)

    def voice_change(self, rate: float | None, volume: float | None) -> Frame | None:  # noqa: ARG002
        """None: a voice stays as it is once it was heard."""
        return None

    def change(self, before: Choices, after: Choices) -> list[Frame]:
        """Make the frame by which a conversation goes on with something else."""
        if before == after:
            return []
        persona = self.persona(after)
        voice = self._provider.known_voice(after.voice or persona.voice)
        language = self._provider.known_language(after.language)
        return [TalkerChangeFrame(persona.instruction, voice, language)]

    def vad_analyzer(self) -> None:
        """None: the server detects speech."""

    def turn_strategies(self, vad: VADAnalyzer | None) -> UserTurnStrategies:  # noqa: ARG002
        """The server tells when the caller's turn begins and ends."""
        return ExternalUserTurnStrategies()


def _team_brains(settings: Settings) -> Crew[BrainProvider] | None:
    """What a team thinks with that was given no model: OpenAI's, with the key that is there.

    A speech-to-speech model talks; it has no API for work beside the talk.
    """
    has_own = settings.team_llm_provider or settings.team_url or not settings.team
    # A key that is another server's must not be shown to OpenAI.
    is_its_key = settings.openai_realtime_base_url in ("", settings.openai_base_url)
    if has_own or not is_its_key or not settings.openai_api_key.get_secret_value():
        return None
    return Crew([language_model(settings, "openai", first=False)])
