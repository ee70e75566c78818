"""A conversation survives bad networks, and comes back after a blackout with its context."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from repartee.caller import Transport
from tests.conversations.bad_weather import Spell, server_far_away, weather
from tests.support.bad_network import BadNetwork, needs_namespaces
from tests.support.server_process import ServerProcess
from tests.support.speech import needs_flite
from tests.support.weather import DARK, FINE, Link, Weather

both = pytest.mark.parametrize("transport", [Transport.WEBRTC, Transport.WEBSOCKET])


def passed(link: Link, count: int, until: float) -> list[tuple[int, bytes]]:
    for number in range(count):
        link.enter(0, bytes([number]), 0.0)
    return link.leave(until)


def test_in_fine_weather_everything_comes_out_on_the_other_side_in_order() -> None:
    assert passed(Link(), 3, 0.0) == [(1, b"\x00"), (1, b"\x01"), (1, b"\x02")]


def test_as_much_is_lost_as_was_asked_for() -> None:
    link = Link()
    link.weather = Weather(loss=0.2)

    assert len(passed(link, 200, 0.0)) == pytest.approx(160, abs=20)


def test_what_is_delayed_comes_when_it_is_due() -> None:
    link = Link()
    link.weather = Weather(delay_secs=0.15)

    assert passed(link, 1, 0.14) == []
    assert link.next_due() == pytest.approx(0.15)
    assert link.leave(0.15) == [(1, b"\x00")]


def test_nothing_passes_in_the_dark() -> None:
    link = Link()
    link.weather = DARK
    assert passed(link, 3, 10.0) == []

    link.weather = FINE
    assert len(passed(link, 3, 10.0)) == 3


@pytest.fixture(scope="module")
def far_away(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[BadNetwork, ServerProcess]]:
    with server_far_away(tmp_path_factory.mktemp("far")) as network_and_server:
        yield network_and_server


@pytest.mark.audio
@needs_flite
@needs_namespaces
class TestThroughNamespaces:
    """Real packets, lost and held for real."""

    @both
    @pytest.mark.timeout(600)
    def test_a_caller_with_a_slow_and_lossy_line_is_understood(
        self, far_away: tuple[BadNetwork, ServerProcess], transport: Transport
    ) -> None:
        bad = Weather(loss=0.02, delay_secs=0.15, jitter_secs=0.05)
        seen = weather(*far_away, transport, Spell("bad", bad))

        assert seen.verdict in ("kept", "resumed"), seen
        assert seen.remembers, seen.words
        assert seen.in_order, seen.words

    @both
    @pytest.mark.timeout(600)
    def test_after_a_blackout_the_conversation_goes_on_where_it_was(
        self, far_away: tuple[BadNetwork, ServerProcess], transport: Transport
    ) -> None:
        seen = weather(*far_away, transport, Spell("blackout", dark_secs=12))

        assert seen.verdict == "resumed", seen
        assert seen.remembers, seen.words
        assert seen.in_order, seen.words
