from __future__ import annotations

from repartee.settings import Settings
from repartee.stacks.plan import StackPlan, plan_stack
from repartee.stacks.presence import Presence
from repartee.stacks.rehearsal import rehearsed_plan


def annie() -> StackPlan:
    settings = Settings(_env_file=None, stack="annie", stt_fallbacks=["moonshine", "built-in"])
    return plan_stack(settings, Presence())


def test_a_model_that_is_not_here_is_stood_in_for_and_the_plan_says_so() -> None:
    plan = rehearsed_plan(annie(), ())
    assert plan.ears.first.provider == "speaches"
    assert plan.ears.first.why == "stands in for whisper, whose model is not here"
    assert plan.ears.providers == ("speaches", "built-in")


def test_a_model_that_is_here_hears_for_itself() -> None:
    assert rehearsed_plan(annie(), ("faster-whisper",)).ears.first.provider == "whisper"


def test_what_has_a_stand_in_of_its_own_stays() -> None:
    plan = rehearsed_plan(annie(), ())
    assert (plan.brain, plan.voice) == (annie().brain, annie().voice)
