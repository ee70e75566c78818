from __future__ import annotations

import pytest
from pipecat.services.ai_service import AIService

from repartee.services.provider import Check, ProviderError, Verdict
from repartee.settings import SettingsError
from repartee.stacks.crew import Crew


class Hand:
    """A provider that may be unable to start."""

    def __init__(self, name: str, *, able: bool = True) -> None:
        self.id, self.label, self._able = name, name.capitalize(), able
        self.closed = False

    async def start(self) -> None:
        if not self._able:
            raise ProviderError(f"{self.id} has no key. Set ONE.")

    async def close(self) -> None:
        self.closed = True

    async def check(self) -> Check:
        return Check(Verdict.HEALTHY, "fine")


def serve(provider: Hand) -> AIService:
    return AIService(name=provider.id)


async def test_a_first_provider_that_cannot_start_stops_the_start_with_its_own_words() -> None:
    with pytest.raises(SettingsError, match="one has no key"):
        await Crew([Hand("one", able=False), Hand("two")]).start()


async def test_a_fallback_that_cannot_start_is_left_out() -> None:
    crew = Crew([Hand("one"), Hand("two", able=False), Hand("three")])
    await crew.start()
    assert crew.ids == ["one", "three"]


async def test_a_chosen_provider_comes_first_and_the_others_take_over() -> None:
    crew = Crew([Hand("one"), Hand("two"), Hand("three")])
    chain = crew.chain(serve, "three", ("three", "one", "two"))
    assert [candidate.id for candidate in chain.candidates] == ["three", "one", "two"]


async def test_who_may_be_chosen_only_does_not_take_over() -> None:
    crew = Crew([Hand("one"), Hand("two")])
    assert [each.id for each in crew.chain(serve, serving=("one",)).candidates] == ["one"]


async def test_sessions_share_what_they_learn_of_a_provider() -> None:
    crew = Crew([Hand("one"), Hand("two")])
    crew.chain(serve).candidates[0].breaker.fail(permanent=True)
    assert crew.chain(serve).active.id == "two"


async def test_all_are_closed() -> None:
    hands = [Hand("one"), Hand("two")]
    await Crew(hands).close()
    assert all(hand.closed for hand in hands)
