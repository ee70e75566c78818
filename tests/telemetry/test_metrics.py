"""What operators read of conversations, counted from the events that pages and history get."""

from __future__ import annotations

import pytest

from repartee.conversation.events import (
    AgentTurn,
    Call,
    Charge,
    Event,
    Failed,
    GuestJoined,
    ProviderSwitched,
    SessionEnded,
    SessionStarted,
    ToolAnswered,
    TurnMeasured,
    UserTurn,
)
from repartee.services.voices.phrases import PhraseCache, Recital, Rendition
from repartee.telemetry.loop_lag import Lag
from repartee.telemetry.metrics.conversations import ConversationFigures
from repartee.telemetry.metrics.instruments import Instruments
from repartee.telemetry.metrics.load import PhraseFigures, ProcessFigures, note_load

_STEPS = {"paused": 200.0, "decided": 300.0, "words": 250.0, "first_token": 500.0, "heard": 900.0}


class _Counted:
    """What is counted of events."""

    def __init__(self, *events: Event) -> None:
        self._instruments = Instruments()
        look = ConversationFigures(self._instruments, {"Open AI": "openai", "Here": "built-in"})
        note = look.onlooker()
        for event in events:
            note(event)

    def __call__(self, name: str, **labels: str) -> float | None:
        return self._instruments.registry.get_sample_value(f"repartee_{name}", labels)

    @property
    def labels(self) -> set[str]:
        return {
            value
            for family in self._instruments.registry.collect()
            for sample in family.samples
            for value in sample.labels.values()
        }


def _spoken(*events: Event) -> _Counted:
    joined = GuestJoined(guest="g", name="Ann", way="webrtc")
    return _Counted(joined, UserTurn(turn=1, text="hello"), *events)


def test_a_spoken_turn_is_timed_as_a_whole_and_by_stages_that_sum_to_it() -> None:
    counted = _spoken(TurnMeasured(turn=1, steps_ms=_STEPS))
    assert counted("turns_total", transport="webrtc", input="speech") == 1
    assert counted("voice_to_voice_seconds_sum", transport="webrtc") == pytest.approx(0.9)
    took = {
        stage: counted("stage_seconds_sum", stage=stage, transport="webrtc") for stage in _STEPS
    }
    # Words came before the turn was decided.
    assert took == pytest.approx(
        {"paused": 0.2, "words": 0.05, "decided": 0.05, "first_token": 0.2, "heard": 0.4}
    )


def test_a_typed_turn_is_timed_apart_and_a_greeting_not_at_all() -> None:
    greeting = TurnMeasured(turn=0, steps_ms={"heard": 700})
    typed = UserTurn(turn=2, text="hi", typed=True)
    counted = _spoken(greeting, typed, TurnMeasured(turn=2, steps_ms={"heard": 400}))
    assert counted("typed_to_voice_seconds_sum", transport="webrtc") == pytest.approx(0.4)
    assert counted("voice_to_voice_seconds_count", transport="webrtc") is None
    assert counted("turns_total", transport="webrtc", input="text") == 1


def test_what_providers_took_used_and_cost_is_counted_by_their_ids() -> None:
    counted = _spoken(
        TurnMeasured(
            calls=[Call(part="brain", provider="openai", first_ms=300, whole_ms=1200)],
            turn=1,
            usage={"wasted_answers": 2, "wasted_tokens": 90},
            charges=[Charge(provider="openai", unit="input_tokens", amount=500, usd=0.02)],
        )
    )
    openai = {"part": "brain", "provider": "openai"}
    assert counted("provider_first_seconds_sum", **openai) == pytest.approx(0.3)
    assert counted("provider_call_seconds_sum", **openai) == pytest.approx(1.2)
    assert counted("used_total", provider="openai", unit="input_tokens") == 500
    assert counted("cost_usd_total", provider="openai") == pytest.approx(0.02)
    assert (counted("wasted_answers_total"), counted("wasted_tokens_total")) == (2, 90)


def test_errors_are_counted_by_type_and_who_took_over() -> None:
    counted = _spoken(
        ProviderSwitched(part="brain", left="Open AI", successor="Here", fault="busy"),
        ProviderSwitched(part="brain", left="Here", successor="Open AI"),
        ProviderSwitched(part="voice", left="Nobody knows", fault="slow"),
        Failed(part="Voice", what="It failed."),
        ToolAnswered(call_id="1", tool="anything a client calls it", failed=True),
        SessionEnded(reason="error"),
    )
    assert counted("errors_total", part="brain", type="busy") == 1
    assert counted("errors_total", part="Voice", type="failed") == 1
    assert counted("errors_total", part="tool", type="failed") == 1
    assert counted("errors_total", part="conversation", type="error") == 1
    taken_over = {"part": "brain", "provider": "openai", "successor": "built-in"}
    assert counted("failovers_total", **taken_over) == 1
    given_up = {"part": "voice", "provider": "other", "successor": "none"}
    assert counted("failovers_total", **given_up) == 1


def test_an_interruption_is_real_when_the_caller_goes_on_talking() -> None:
    broken_off = AgentTurn(turn=1, generated="One two three.", heard="One", cut=True)
    counted = _spoken(
        TurnMeasured(turn=1, kept_out=2), broken_off, UserTurn(turn=2, text="stop"), broken_off
    )
    # The second time, nobody was there any more.
    assert counted("interruptions_total", outcome="gave_way") == 1
    assert counted("interruptions_total", outcome="kept_out") == 2


def test_nothing_that_anybody_says_or_is_called_becomes_a_label() -> None:
    counted = _spoken(
        SessionStarted(persona="secret persona", person="digest"),
        ToolAnswered(call_id="1", tool="secret tool", failed=True),
        Failed(part="Voice", what="a secret sentence"),
        AgentTurn(turn=1, generated="secret words", heard="secret", cut=True),
        UserTurn(turn=2, text="secret words", guest="Ann"),
    )
    assert not [each for each in counted.labels if "secret" in each or each in ("Ann", "digest")]


def test_load_is_told_by_the_names_that_other_servers_have() -> None:
    instruments = Instruments()
    instruments.registry.register(ProcessFigures())
    cache = PhraseCache(100)
    phrase = Recital("voice", "m v en 1.0", 16_000, "Hello.")
    cache.get(phrase)
    cache.put(phrase, Rendition(b"ab"))
    cache.get(phrase)
    instruments.registry.register(PhraseFigures(cache))
    note_load(instruments, Lag(0.001, 0.02, 0.3))
    told = instruments.registry.get_sample_value
    assert (told("process_cpu_seconds_total") or 0) > 0
    assert (told("process_resident_memory_bytes") or 0) > 1_000_000
    assert told("repartee_event_loop_lag_seconds", {"quantile": "0.95"}) == 0.02
    assert told("repartee_phrases_cached") == 1
    assert told("repartee_phrases_cached_bytes") == 2
    assert told("repartee_phrases_wanted_total", {"kept": "yes"}) == 1
    assert told("repartee_phrases_wanted_total", {"kept": "no"}) == 1
