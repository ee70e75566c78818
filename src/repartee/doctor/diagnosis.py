"""Puts findings in order, and draws the conclusions. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from repartee.doctor.finding import Finding, Grade, Setup
from repartee.services.provider import Check

_CLOUD_BRAINS = frozenset({"anthropic", "cerebras", "groq", "openai"})


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything that was found."""

    findings: tuple[Finding, ...]
    suggestions: tuple[str, ...]
    """What would make it better, though nothing is wrong."""

    @property
    def healthy(self) -> bool:
        """Whether everything works; warnings do not count."""
        return all(finding.grade is not Grade.BAD for finding in self.findings)

    def count(self, grade: Grade) -> int:
        """How many findings are of a grade."""
        return sum(finding.grade is grade for finding in self.findings)


def diagnose(
    findings: Sequence[Finding],
    setup: Setup | None = None,
    hide: Callable[[str], str] = str,
) -> Diagnosis:
    """Draw the conclusions.

    Args:
        findings: In the order in which they are shown.
        setup: What is configured; None where that cannot be read.
        hide: Takes secrets out of a text.

    Returns:
        The findings without secrets, and what would make it better.
    """
    shown = tuple(
        replace(finding, text=one_line(hide(finding.text)), fix=one_line(hide(finding.fix)))
        for finding in findings
    )
    return Diagnosis(shown, tuple(suggest(setup)) if setup else ())


def of_provider(part: str, label: str, check: Check) -> Finding:
    """What a provider's check means.

    Args:
        part: `ears`, `brain` or `voice`, or with the id of a fallback: `brain-ollama`.
        label: What people call the provider.
        check: What its check showed.

    Returns:
        A warning where only a fallback is down, as others take its place.
    """
    place, _, fallback = part.partition("-")
    name = f"{place.capitalize()}, fallback" if fallback else place.capitalize()
    failed = Grade.WARNING if fallback else Grade.BAD
    return Finding(
        name,
        Grade.GOOD if check.ok else failed,
        f"{label}: {check.finding}" if check.finding else label,
        "" if check.ok else check.fix,
        check.millis,
    )


def suggest(setup: Setup) -> list[str]:
    """What would make it better.

    Args:
        setup: What is configured.

    Returns:
        Sentences, the most rewarding first; none where all is well.
    """
    ideas: list[str] = []
    if setup.brain == "built-in":
        ideas.append(
            "The brain knows a list of phrases alone. For one that understands anything, set "
            "ANTHROPIC_API_KEY or CEREBRAS_API_KEY, or run Ollama and set OLLAMA_BASE_URL."
        )
    elif setup.ears == "built-in":
        ideas.append(
            "The ears know few words. For ears that know all: pip install -e '.[whisper]', "
            "repartee models pull whisper-small.en, STT_PROVIDER=faster-whisper."
        )
    if setup.brain in _CLOUD_BRAINS and not setup.brain_fallbacks:
        ideas.append(
            "Nobody takes over when the brain's service is down. Set LLM_FALLBACKS=built-in, or "
            "LLM_FALLBACKS=ollama,built-in where Ollama runs."
        )
    if setup.voice == "built-in":
        ideas.append(
            "The voice is a plain one. For a natural one: pip install -e '.[kokoro]', "
            "repartee models pull kokoro-82m, TTS_PROVIDER=kokoro; or set ELEVENLABS_API_KEY."
        )
    return ideas


def one_line(text: str) -> str:
    """A text without line breaks and other things that a terminal would obey."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
