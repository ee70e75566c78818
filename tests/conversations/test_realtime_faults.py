"""A link to a speech-to-speech model fails in mid-answer: heard at the caller, by voice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from repartee.caller import Transport
from tests.conversations.realtime_faults import TROUBLES, Trouble, hold, rehearsing
from tests.support.speech import needs_flite
from tests.support.stand_ins import StandIns

pytestmark = [pytest.mark.audio, needs_flite, pytest.mark.timeout(600)]

# The report holds what is promised, 3 s, on a machine that does nothing else.
_SILENT_AT_MOST_SECS = 12.0


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, StandIns]]:
    with rehearsing(tmp_path_factory.mktemp("server")) as there:
        yield there


@pytest.mark.parametrize("trouble", TROUBLES[1:5], ids=lambda trouble: trouble.name)
async def test_the_caller_hears_the_agent_again_and_the_context_is_kept(
    rehearsal: tuple[str, StandIns], trouble: Trouble
) -> None:
    heard = await hold(rehearsal[0], Transport.WEBRTC, trouble, rehearsal[1])
    print(
        f"{trouble.name}: answered after {heard.delay_secs:.2f} s, silent {heard.pause_secs:.2f} s"
    )

    assert heard.trouble_came
    assert heard.is_whole, heard.turns
    assert heard.context_kept, heard.turns
    assert max(heard.delay_secs, heard.pause_secs) < _SILENT_AT_MOST_SECS
