from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from pipecat.audio.vad.vad_analyzer import VADAnalyzer
from pipecat.frames.frames import Frame, TTSUpdateSettingsFrame
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.turns.user_turn_strategies import UserTurnStrategies

from repartee.conversation.filler import Filler
from repartee.conversation.late_words import LateWords
from repartee.conversation.parts import Choices
from repartee.conversation.persona import Persona
from repartee.engines.phrasebook import PhraseGroup
from repartee.services.ears.whisper_choice import choose_whisper
from repartee.services.failover.brain import FailoverBrain
from repartee.services.failover.chain import OnNotice, Patience, monotonic
from repartee.services.failover.ears import FailoverEars
from repartee.services.failover.voice import FailoverVoice
from repartee.services.provider import (
    BrainProvider,
    EarsProvider,
    Provider,
    VoiceChoice,
    VoiceProvider,
)
from repartee.services.voices.phrases import PhraseCache
from repartee.settings import Settings, SettingsError
from repartee.stacks.called import OWN_NAME, USUAL_GREETING, configured_greeting, introduced
from repartee.stacks.crew import Crew
from repartee.stacks.fillers import filler_in
from repartee.stacks.line_up import BUILT_IN, LineUp, needs_no_watching
from repartee.stacks.often_said import APOLOGIES, often_said
from repartee.stacks.personas import load_personas
from repartee.stacks.plan import ANY_WHISPER, PartPlan, StackPlan, with_whisper
from repartee.stacks.preloading import preload
from repartee.stacks.providers import Providers
from repartee.stacks.spoken_tools import phrasebook_with
from repartee.stacks.stack import Brain, Part, StackDescription
from repartee.stacks.toolbox import Brought, Toolbox
from repartee.stacks.turn_taking import TurnTaking
from repartee.tools.direct import Tools
from repartee.tools.host import ToolHost
from repartee.tools.mcp.servers import McpServers

_NOTICE = (
    "Limited mode: it understands a fixed set of phrases, which the page lists. "
    "docs/stacks.md tells how to get better ears, brain and voice."
)
_LIMITED_GREETING = (
    f"Hello, I'm {OWN_NAME}. I run without any model, so I only know a few things: the time, "
    "sums, timers, notes and lists. Ask me what I can do."
)


class ComposedStack:
    """Ears, brain and voice as planned: what sessions share, and what makes each one's parts."""

    def __init__(self, settings: Settings, plan: StackPlan) -> None:
        """Describe the stack; `start` loads it.

        Args:
            settings: The server's settings.
            plan: Who hears, thinks and speaks.

        Raises:
            SettingsError: If a package is missing that a provider needs, or the personas, the
                MCP servers or the operator's tools cannot be used.
        """
        if ANY_WHISPER in plan.ears.providers:
            plan = with_whisper(plan, choose_whisper(settings.stt_device))
        self._settings = settings
        self._plan = plan
        brought = Brought.of(settings)
        self._phrasebook = phrasebook_with(brought.functions, brought.servers)
        make = Providers(settings, self._phrasebook)
        self._ears = Crew[EarsProvider](
            [make.ears(name, first=not n) for n, name in enumerate(plan.ears.providers)]
        )
        brains = dict.fromkeys((*plan.brain.providers, *plan.brain_choices))
        self._brains = Crew[BrainProvider](
            [make.brain(name, first=not n) for n, name in enumerate(brains)]
        )
        self._voices = Crew[VoiceProvider](
            [make.voice(name, first=not n) for n, name in enumerate(plan.voice.providers)]
        )
        self._toolbox = Toolbox(settings, brought, self._brains)
        self._turns = TurnTaking(settings)
        file = settings.personas_file
        self._personas = load_personas(file) if file else {}
        kept = settings.phrase_cache_mb
        self.phrases = PhraseCache(kept * 1_000_000) if kept else None
        """What is kept of phrases that all conversations say."""
        self._line_up = LineUp(
            plan,
            self._ears,
            self._brains,
            self._voices,
            self.persona,
            self.phrases,
            self._often_said,
        )

    async def start(self) -> None:
        """Load every engine, at the same time where they do not wait for each other.

        Raises:
            SettingsError: If the first provider of a part cannot work.
        """
        starting = [part.start() for part in self._parts]
        preloading = asyncio.to_thread(preload, list(self._brains))
        outcomes = await asyncio.gather(*starting, preloading, return_exceptions=True)
        wrong = [each for each in outcomes if isinstance(each, BaseException)]
        lines = [str(each) for each in wrong if isinstance(each, SettingsError)]
        if lines:
            # All at once: whoever has three keys to set need not start three times.
            raise SettingsError("\n".join(dict.fromkeys(lines)))
        if wrong:
            raise wrong[0]

    async def close(self) -> None:
        """Let every engine go."""
        closing = [part.close() for part in self._parts]
        await asyncio.gather(*closing, return_exceptions=True)

    @property
    def _parts(self) -> list[TurnTaking | Crew[Any] | McpServers]:
        first: list[TurnTaking | Crew[Any]] = [self._turns, self._ears, self._brains, self._voices]
        return [*first, *self._toolbox.parts]

    # What there is to choose, and to know

    @property
    def phrase_groups(self) -> tuple[PhraseGroup, ...]:
        """What a limited brain understands; empty for one that understands anything."""
        return self._spoken_groups if self._limited else ()

    @property
    def _spoken_groups(self) -> tuple[PhraseGroup, ...]:
        return self._phrasebook.groups_without(self._toolbox.missing)

    @property
    def brains(self) -> tuple[Brain, ...]:
        """The brains a caller may choose, the default one first."""
        here = {provider.id: provider.label for provider in self._brains}
        return tuple(Brain(id_, here[id_]) for id_ in self._plan.brain_choices if id_ in here)

    @property
    def voices(self) -> tuple[VoiceChoice, ...]:
        """The voices a caller may choose, the default one first."""
        return self._voices.first.voices

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
        """Every provider in use: under its part where it serves first, else under its own name."""
        named: dict[str, Provider] = {}
        for part, crew in self._crews.items():
            for provider in crew:
                named[part if provider is crew.first else f"{part}-{provider.id}"] = provider
        return named | self._toolbox.providers

    @property
    def language_models(self) -> tuple[BrainProvider, ...]:
        """The brains that serve, but for the built-in one; none where that is the first."""
        serving = self._plan.brain.providers if not self._limited else ()
        return tuple(each for each in self._brains if each.id in serving and each.id != BUILT_IN)

    def provider_of(self, processor: str) -> str:
        """Whose a service is, by its name; empty for nobody's."""
        crews = self._crews.values()
        return next(filter(None, (each.payees.of(processor) for each in crews)), "")

    def part_of(self, processor: str) -> str:
        """Whether a service hears, thinks or speaks; empty for nobody's."""
        crews = self._crews.items()
        return next((part for part, crew in crews if crew.payees.of(processor)), "")

    @property
    def _crews(self) -> dict[str, Crew[Any]]:
        return {"ears": self._ears, "brain": self._brains, "voice": self._voices}

    def describe(self) -> StackDescription:
        """Ears, brain and voice, in words."""
        return StackDescription(
            name=self._plan.name,
            limited=self._limited,
            ears=_part(self._ears, self._plan.ears),
            brain=_part(self._brains, self._plan.brain),
            voice=_part(self._voices, self._plan.voice),
            notice=_NOTICE if self._limited else "",
        )

    # What one conversation is made of

    @property
    def audio_out_sample_rate(self) -> int:
        """The first voice's rate in Hz."""
        return self._voices.first.sample_rate

    def persona(self, choices: Choices) -> Persona:
        """Who the agent is in this conversation."""
        return introduced(
            self._personas,
            choices,
            instruction=self._settings.system_instruction,
            usual_greeting=self._greeting(choices.brain),
        )

    def talker(self, choices: Choices, on_notice: OnNotice, context: LLMContext) -> None:
        """Nobody does all three: there are ears, a brain and a voice."""

    def ears(self, choices: Choices, on_notice: OnNotice) -> FrameProcessor:
        """Make what turns speech into text."""
        chain = self._line_up.hearers(choices)
        if needs_no_watching(chain):
            return chain.active.make()
        patience = self._patience(self._settings.stt_final_secs)
        return FailoverEars(chain, patience, on_notice, clock=monotonic)

    def brain(self, choices: Choices, on_notice: OnNotice) -> FrameProcessor:
        """Make what answers."""
        chain = self._line_up.thinkers(choices)
        if needs_no_watching(chain) and len(self._plan.brain_choices) < 2:
            return chain.active.make()
        patience = self._patience(self._settings.llm_first_token_secs)
        return FailoverBrain(chain, patience, on_notice, clock=monotonic)

    def voice(self, choices: Choices, on_notice: OnNotice) -> FrameProcessor:
        """Make what turns text into speech."""
        chain = self._line_up.speakers(choices)
        if needs_no_watching(chain):
            return chain.active.make()
        patience = self._patience(self._settings.tts_first_audio_secs)
        return FailoverVoice(chain, patience, on_notice, clock=monotonic)

    def said_ahead(self) -> tuple[str, ...]:
        """What the usual voice may be made to say once before anybody calls, soonest needed first.

        Only what a conversation without wishes of its own could say, in the configured language;
        what others say is kept when they first say it.
        """
        if not self._settings.phrase_cache_mb:
            return ()
        choices = Choices()
        ears, brains = self._line_up.hearers(choices), self._line_up.thinkers(choices)
        first = self.persona(choices).greeting
        if first and self._settings.record_calls:
            first = " ".join(filter(None, (first, self._notice)))
        fails = not (needs_no_watching(ears) and needs_no_watching(brains))
        filler = self._filler_words(choices) if self._settings.filler_after_secs else ""
        return tuple(filter(None, (first, filler, *(APOLOGIES if fails else ()))))

    @property
    def _notice(self) -> str:
        recorded = self._settings.history_keep == "audio"
        return self._settings.recording_notice if recorded else ""

    def _often_said(self, choices: Choices) -> Iterable[str]:
        language = choices.language or self._settings.stt_language
        return often_said(self.persona(choices).greeting, language, self._notice)

    def _filler_words(self, choices: Choices) -> str:
        return filler_in(choices.language or self._settings.stt_language)

    def filler(self, choices: Choices) -> Filler | None:
        """Make what says a word where an answer is late; None where that is off, or wordless."""
        words = self._filler_words(choices)
        if not (self._settings.filler_after_secs and words):
            return None
        return Filler(words, LateWords(self._settings.filler_after_secs), monotonic)

    def change(self, before: Choices, after: Choices) -> list[Frame]:
        """Make the frames by which a conversation goes on with other parts.

        Args:
            before: What it goes by now.
            after: The same, but for what changes.

        Raises:
            NoSuchPartError: If nobody here could go by that.
        """
        return self._line_up.change(before, after)

    def tools(self, host: ToolHost) -> Tools:
        """Make the functions the brain may call in the host's conversation."""
        return self._toolbox.tools(host, self._spoken_groups)

    def voice_change(self, rate: float | None, volume: float | None) -> Frame | None:
        """Make the frame that changes how the first voice speaks from its next sentence on."""
        change = self._voices.first.manner(rate, volume)
        return TTSUpdateSettingsFrame(delta=change) if change is not None else None

    def vad_analyzer(self) -> VADAnalyzer:
        """Make the detector of speech."""
        return self._turns.vad_analyzer()

    def turn_strategies(self, vad: VADAnalyzer | None) -> UserTurnStrategies:
        """Make the rules for when the caller's turn begins and ends."""
        # The built-in brain answers at once: there is nothing to begin early.
        return self._turns.strategies(vad, answers_early=not self._limited)

    @property
    def _limited(self) -> bool:
        return self._brains.first.id == BUILT_IN

    def _greeting(self, brain: str) -> str:
        limited = brain == BUILT_IN or (self._limited and not brain)
        usual = _LIMITED_GREETING if limited else USUAL_GREETING
        return configured_greeting(self._settings.greeting, usual)

    def _patience(self, first_secs: float) -> Patience:
        return Patience(
            first_secs, self._settings.provider_stall_secs, self._settings.retry_budget_secs
        )


def _part(crew: Crew[Any], plan: PartPlan) -> Part:
    others = [each.label for each in crew if each is not crew.first and each.id in plan.providers]
    return Part(crew.first.id, crew.first.label, plan.first.why, tuple(others))
