from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from repartee.settings import BrainName, EarsName, Settings, VoiceName
from repartee.stacks.presence import Presence

ANY_WHISPER = "whisper"
"""Whichever Whisper suits the machine."""
REALTIME = "realtime"
"""The stack of one model that hears, thinks and speaks."""
_ASKED_FOR = "you chose it"
_ALWAYS_HERE = "needs no key, GPU or download"


@dataclass(frozen=True, slots=True)
class Pick:
    """A provider of one part, and why it was picked."""

    provider: str
    why: str


@dataclass(frozen=True, slots=True)
class PartPlan:
    """The providers of one part: the first serves, the others take over when it fails."""

    first: Pick
    fallbacks: tuple[str, ...] = ()

    @property
    def providers(self) -> tuple[str, ...]:
        """All of them, in order, each once."""
        return tuple(dict.fromkeys((self.first.provider, *self.fallbacks)))


@dataclass(frozen=True, slots=True)
class StackPlan:
    """Who hears, thinks and speaks."""

    name: str
    ears: PartPlan
    brain: PartPlan
    voice: PartPlan
    brain_choices: tuple[str, ...]
    """Brains a caller may choose, the default first."""


@dataclass(frozen=True, slots=True)
class _Preset:
    ears: EarsName
    brain: BrainName
    voice: VoiceName
    brain_fallbacks: tuple[BrainName, ...] = ("built-in",)
    # A voice that always works beats silence. Ears that know few words do not beat an apology.
    voice_fallbacks: tuple[VoiceName, ...] = ("built-in",)


_PRESETS = {
    "built-in": _Preset("built-in", "built-in", "built-in", (), ()),
    "annie": _Preset("whisper", "anthropic", "kokoro-fastapi", ("ollama", "built-in")),
    "speaches": _Preset("speaches", "ollama", "speaches"),
    "cloud": _Preset("cartesia", "cerebras", "elevenlabs"),
}

# The best first, as measured by nobody here: by what their makers publish.
_EARS_BY_KEY = ("cartesia", "deepgram", "openai")
_EARS_BY_MODEL = ("moonshine", "faster-whisper", "openai-whisper", "whisper-cpp")
_BRAINS_BY_KEY = ("anthropic", "cerebras", "groq", "openai")
_VOICES_BY_KEY = ("elevenlabs", "cartesia", "openai")


def plan_stack(settings: Settings, presence: Presence) -> StackPlan:
    """Decide who hears, thinks and speaks.

    `STACK` names all three, each `*_PROVIDER` replaces one of them, and `auto` picks the best that
    is really here, without ever fetching a model.

    Args:
        settings: What the operator wants.
        presence: What is here.
    """
    if settings.stack == REALTIME:
        return _one_for_all()
    base = _auto(presence) if settings.stack == "auto" else _preset(settings.stack)
    ears = _part(base.ears, settings.stt_provider, settings.stt_fallbacks)
    brain = _part(base.brain, settings.llm_provider, settings.llm_fallbacks)
    voice = _part(base.voice, settings.tts_provider, settings.tts_fallbacks)
    choices = (brain.first.provider, *(settings.llm_choices or brain.fallbacks))
    return StackPlan(base.name, ears, brain, voice, tuple(dict.fromkeys(choices)))


def _one_for_all() -> StackPlan:
    part = PartPlan(Pick("openai-realtime", f"STACK={REALTIME}"))
    return StackPlan(REALTIME, part, part, part, ())


def with_whisper(plan: StackPlan, provider: str) -> StackPlan:
    """Say which Whisper hears, where the plan leaves it to the machine.

    Args:
        plan: Who hears, thinks and speaks.
        provider: Id of the Whisper for this machine.
    """
    ears = plan.ears
    first = replace(ears.first, provider=_named(ears.first.provider, provider))
    fallbacks = tuple(_named(each, provider) for each in ears.fallbacks)
    return replace(plan, ears=PartPlan(first, fallbacks))


def _named(name: str, whisper: str) -> str:
    return whisper if name == ANY_WHISPER else name


def _part(base: PartPlan, chosen: str | None, fallbacks: Sequence[str]) -> PartPlan:
    first = Pick(chosen, _ASKED_FOR) if chosen else base.first
    if fallbacks:
        return PartPlan(first, tuple(fallbacks))
    if chosen == "built-in":
        return PartPlan(first)
    return PartPlan(first, base.fallbacks)


def _preset(name: str) -> StackPlan:
    preset = _PRESETS[name]
    why = f"STACK={name}"
    return StackPlan(
        name,
        PartPlan(Pick(preset.ears, why)),
        PartPlan(Pick(preset.brain, why), preset.brain_fallbacks),
        PartPlan(Pick(preset.voice, why), preset.voice_fallbacks),
        (),
    )


def _auto(presence: Presence) -> StackPlan:
    brain = _best_brain(presence)
    # Ears that hear everything are of no use to a brain that knows few sentences, and mishear it.
    limited = brain.provider == "built-in"
    ears = Pick("built-in", _ALWAYS_HERE) if limited else _best_ears(presence)
    voice = _best_voice(presence)
    picked = {ears.provider, brain.provider, voice.provider}
    return StackPlan(
        "built-in" if picked == {"built-in"} else "auto",
        PartPlan(ears),
        PartPlan(brain, () if limited else ("built-in",)),
        PartPlan(voice, () if voice.provider == "built-in" else ("built-in",)),
        (),
    )


def _best_brain(presence: Presence) -> Pick:
    by_key = _first_with_key(_BRAINS_BY_KEY, presence)
    if by_key:
        return by_key
    if "ollama" in presence.servers:
        return Pick("ollama", "found it at OLLAMA_BASE_URL")
    return Pick("built-in", _ALWAYS_HERE)


def _best_ears(presence: Presence) -> Pick:
    by_key = _first_with_key(_EARS_BY_KEY, presence)
    if by_key:
        return by_key
    installed = next((name for name in _EARS_BY_MODEL if name in presence.models), None)
    if installed:
        return Pick(installed, "its model is installed here")
    if "speaches" in presence.servers:
        return Pick("speaches", "found it at SPEACHES_BASE_URL")
    return Pick("built-in", "nothing better is here; it knows few words")


def _best_voice(presence: Presence) -> Pick:
    by_key = _first_with_key(_VOICES_BY_KEY, presence)
    if by_key:
        return by_key
    if "kokoro" in presence.models:
        return Pick("kokoro", "its model is installed here")
    if "kokoro-fastapi" in presence.servers:
        return Pick("kokoro-fastapi", "found it at KOKORO_BASE_URL")
    if "speaches" in presence.servers:
        return Pick("speaches", "found it at SPEACHES_BASE_URL")
    return Pick("built-in", _ALWAYS_HERE)


def _first_with_key(vendors: Sequence[str], presence: Presence) -> Pick | None:
    found = next((vendor for vendor in vendors if vendor in presence.keys), None)
    return Pick(found, f"{found.upper()}_API_KEY is set") if found else None
