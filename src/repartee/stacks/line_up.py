"""Who hears, thinks and speaks in one conversation, first and instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from pipecat.frames.frames import Frame, TTSUpdateSettingsFrame
from pipecat.services.llm_service import LLMService
from pipecat.services.settings import TTSSettings
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService

from repartee.conversation.parts import Choices, NoSuchPartError
from repartee.conversation.persona import Persona
from repartee.services.failover.chain import Chain, PartName
from repartee.services.failover.change import ChainChangeFrame
from repartee.services.provider import BrainProvider, EarsProvider, VoiceProvider
from repartee.services.voices.phrases import PhraseCache, Repertoire
from repartee.services.voices.reciting import RecitingVoice
from repartee.stacks.crew import Crew
from repartee.stacks.languages import knows, speaks, voice_for
from repartee.stacks.plan import StackPlan

BUILT_IN = "built-in"
_NO_PROMPT = "The built-in brain goes by no prompt: it has no model. See docs/stacks.md."
_NOT_KNOWN = (
    "{label} does not know the language {language}. Whoever runs the server can choose others "
    "with {variable}; see docs/stacks.md."
)


class LineUp:
    """Makes the chains of one conversation's parts, and says how they become others."""

    def __init__(
        self,
        plan: StackPlan,
        ears: Crew[EarsProvider],
        brains: Crew[BrainProvider],
        voices: Crew[VoiceProvider],
        persona: Callable[[Choices], Persona],
        phrases: PhraseCache | None = None,
        often_said: Callable[[Choices], Iterable[str]] = lambda _choices: (),
    ) -> None:
        """Remember who there is.

        Args:
            plan: Who of them serves.
            ears: Those who hear.
            brains: Those who think.
            voices: Those who speak.
            persona: Tells who the agent is.
            phrases: Keeps what voices say in all conversations; None for nothing.
            often_said: Tells what that is, by what a caller chose.
        """
        self._plan = plan
        self._ears = ears
        self._brains = brains
        self._voices = voices
        self._persona = persona
        self._phrases = phrases
        self._often_said = often_said

    def hearers(self, choices: Choices) -> Chain[STTService]:
        """Those who hear the caller's language; all, where nobody does.

        Args:
            choices: What the caller chose.
        """

        def make(provider: EarsProvider) -> STTService:
            return provider.ears(choices.language)

        serving = self._hearing(choices.language) or self._plan.ears.providers
        return self._ears.chain(make, serving=serving)

    def thinkers(self, choices: Choices) -> Chain[LLMService[Any]]:
        """Those who think, the chosen one first.

        Args:
            choices: What the caller chose.
        """
        persona = self._persona(choices)

        def make(provider: BrainProvider) -> LLMService[Any]:
            service = provider.brain()
            service.append_system_instruction(persona.instruction)
            return service

        serving = tuple(dict.fromkeys((choices.brain, *self._plan.brain.providers)))
        return self._brains.chain(make, choices.brain, serving)

    def speakers(self, choices: Choices) -> Chain[TTSService]:
        """Those who speak, with the chosen voice where they have it and it speaks the language.

        Args:
            choices: What the caller chose.
        """

        def make(provider: VoiceProvider) -> TTSService:
            wanted = voice_for(provider.voices, self._wanted_voice(choices), choices.language)
            service = provider.voice(wanted, choices.language)
            if self._phrases is not None and isinstance(service, RecitingVoice):
                often = self._often_said(choices)
                service.repertoire = Repertoire(self._phrases, provider.id, often)
            return service

        return self._voices.chain(make, serving=self._plan.voice.providers)

    def change(self, before: Choices, after: Choices) -> list[Frame]:
        """Make the frames by which a conversation goes on with other parts.

        Args:
            before: What it goes by now.
            after: The same, but for what changes.

        Raises:
            NoSuchPartError: If nobody here could go by that; nothing has changed then.
        """
        other_language = before.language != after.language
        if other_language:
            self._require_language(after)
        if after.voice != before.voice:
            self._require_voice(after)
        prompted = self._instruction(before) != self._instruction(after)
        if prompted and self._without_model(after):
            raise NoSuchPartError(_NO_PROMPT)
        frames: list[Frame] = []
        if other_language:
            frames.append(ChainChangeFrame(PartName.EARS, self.hearers(after)))
        if prompted or other_language or before.brain != after.brain:
            frames.append(ChainChangeFrame(PartName.BRAIN, self.thinkers(after)))
        if other_language or self._wanted_voice(before) != self._wanted_voice(after):
            frames.append(self._other_voice(after))
        return frames

    def _other_voice(self, choices: Choices) -> Frame:
        chain = self.speakers(choices)
        if needs_no_watching(chain):
            # It stands in the pipeline by itself.
            wanted, there = self._wanted_voice(choices), self._voices.first.voices
            voice = voice_for(there, wanted, choices.language) or there[0].id
            return TTSUpdateSettingsFrame(delta=TTSSettings(voice=voice))
        return ChainChangeFrame(PartName.VOICE, chain)

    # Who is wanted

    def _wanted_voice(self, choices: Choices) -> str:
        return choices.voice or self._persona(choices).voice

    def _instruction(self, choices: Choices) -> str:
        """The prompt but for the language, which needs no model to go by it."""
        return self._persona(replace(choices, language="")).instruction

    def _without_model(self, choices: Choices) -> bool:
        return all(each.id == BUILT_IN for each in self.thinkers(choices).candidates)

    # Who knows a language

    def _hearing(self, language: str) -> tuple[str, ...]:
        able = {each.id for each in self._ears if knows(each, language)}
        return tuple(each for each in self._plan.ears.providers if each in able)

    def _require_language(self, choices: Choices) -> None:
        language = choices.language
        if not self._hearing(language):
            raise _not_known(self._ears.first.label, language, "STT_PROVIDER")
        thinking = {each.id for each in self.thinkers(choices).candidates}
        if not any(knows(each, language) for each in self._brains if each.id in thinking):
            raise _not_known(self._brains.first.label, language, "LLM_PROVIDER")
        voices = self._voices.first.voices
        if voices and not any(speaks(each, language) for each in voices):
            raise _not_known(self._voices.first.label, language, "TTS_PROVIDER")

    def _require_voice(self, choices: Choices) -> None:
        there, language = self._voices.first.voices, choices.language
        chosen = next((each for each in there if each.id == choices.voice), None)
        if chosen is not None and not speaks(chosen, language):
            able = ", ".join(each.id for each in there if speaks(each, language))
            raise NoSuchPartError(
                f"The voice {chosen.label} does not speak the language {language}. "
                f"Choose another language, too, or one of: {able}."
            )


def needs_no_watching(chain: Chain[Any]) -> bool:
    """Whether there is one provider alone, and it is one that cannot fail for reasons elsewhere.

    Args:
        chain: Of one part.
    """
    return len(chain.candidates) == 1 and chain.active.id == BUILT_IN


def _not_known(label: str, language: str, variable: str) -> NoSuchPartError:
    return NoSuchPartError(_NOT_KNOWN.format(label=label, language=language, variable=variable))
