"""What one would hear at once: an agent that talks on, or that stutters.

Bounds are wide: the machine may be busy. `python -m tests.browser.feel` measures closely.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.feel.barge_in import interrupt
from tests.browser.feel.humming import humming_server
from tests.browser.feel.jitter import gaps_at_page, through_relay
from tests.browser.feel.listening import listening_page
from tests.support.page import needs_chromium
from tests.support.speech import needs_flite, speak

pytestmark = [pytest.mark.browser, pytest.mark.audio, needs_chromium, needs_flite]

_SILENT_SECS = 0.5
_GAP_SECS = 0.3
_JITTER_SECS = 0.2


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with humming_server() as address:
        yield address


@pytest.mark.timeout(300)
@pytest.mark.parametrize("way", ["webrtc", "websocket"])
async def test_an_agent_on_a_bad_line_neither_stutters_nor_talks_on(
    url: str, way: str, tmp_path: Path
) -> None:
    words = speak("stop it please", "slt", tmp_path)
    async with through_relay(url) as (relay, relayed), listening_page(relayed) as page:
        await page.call(way)
        # Only what goes over TCP passes the relay: with WebRTC, that is no sound.
        relay.jitter = _JITTER_SECS
        assert max(await gaps_at_page(page, 4.0), default=0.0) < _GAP_SECS
        await page.until_listening()
        tail, _ = await interrupt(page, words)
    assert tail < _SILENT_SECS
