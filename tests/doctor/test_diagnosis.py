from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.doctor.diagnosis import diagnose, of_provider, one_line, suggest
from repartee.doctor.finding import Finding, Grade, Setup, bad, good, warning
from repartee.services.provider import Check, Verdict
from tests.support.scripted_provider import sick

findings = st.builds(Finding, st.text(), st.sampled_from(Grade), st.text(), st.text())


@given(st.lists(findings, max_size=8))
def test_it_is_healthy_unless_something_is_bad(found: list[Finding]) -> None:
    diagnosis = diagnose(found)
    assert diagnosis.healthy is not any(each.grade is Grade.BAD for each in found)
    assert [each.grade for each in diagnosis.findings] == [each.grade for each in found]
    for each in diagnosis.findings:
        assert "\n" not in each.text + each.fix
        assert "\x1b" not in each.text + each.fix


def test_warnings_do_not_count() -> None:
    assert diagnose([good("a", "b"), warning("a", "b", "c")]).healthy
    assert not diagnose([good("a", "b"), bad("a", "b", "c")]).healthy


@pytest.mark.parametrize(
    ("part", "check", "grade", "name"),
    [
        ("ears", Check(Verdict.HEALTHY, "there"), Grade.GOOD, "Ears"),
        ("ears", sick(), Grade.BAD, "Ears"),
        ("brain-ollama", sick(), Grade.WARNING, "Brain, fallback"),
        ("brain-openai-compatible", sick(), Grade.WARNING, "Brain, fallback"),
    ],
)
def test_a_fallback_that_is_down_is_a_warning(
    part: str, check: Check, grade: Grade, name: str
) -> None:
    finding = of_provider(part, "Vendor", check)
    assert (finding.grade, finding.name) == (grade, name)
    assert finding.text.startswith("Vendor: ")
    assert bool(finding.fix) is not check.ok


def test_a_line_stays_a_line() -> None:
    assert one_line("a\n\x1b[31mb\tc ") == "a [31mb c"


def test_suggestions_fit_what_is_there() -> None:
    built_in = " ".join(suggest(Setup()))
    assert "ANTHROPIC_API_KEY" in built_in
    assert "kokoro-82m" in built_in
    cloud = Setup(ears="cartesia", brain="anthropic", voice="elevenlabs")
    assert [idea for idea in suggest(cloud) if "LLM_FALLBACKS" in idea]
    whole = Setup(
        ears="cartesia", brain="anthropic", voice="elevenlabs", brain_fallbacks=("built-in",)
    )
    assert suggest(whole) == []
    deaf = Setup(ears="built-in", brain="ollama", voice="kokoro")
    assert "whisper-small.en" in suggest(deaf)[0]
    assert diagnose([]).suggestions == ()
