"""A caller who was cut off comes back, and nothing is forgotten."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from repartee.caller import Transport
from tests.conversations.returns import Cut, Passage, there_and_back
from tests.conversations.transports import server_with_a_language_model
from tests.support.server_process import ServerProcess
from tests.support.speech import needs_flite
from tests.support.stand_ins import standing_in

pytestmark = [pytest.mark.audio, needs_flite, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    directory = tmp_path_factory.mktemp("server")
    with standing_in(directory / "cache") as stand_ins:
        server = server_with_a_language_model(directory, stand_ins)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@pytest.mark.parametrize(
    "passage",
    [
        Passage(Cut.GONE, Transport.WEBSOCKET, Transport.WEBSOCKET),
        Passage(Cut.RELOADED, Transport.WEBRTC, Transport.WEBRTC),
        Passage(Cut.GONE, Transport.WEBRTC, Transport.WEBSOCKET),
        Passage(Cut.GONE, Transport.WEBSOCKET, Transport.PCM16),
        Passage(Cut.RESTARTED, Transport.WEBSOCKET, Transport.WEBRTC),
    ],
    ids=str,
)
async def test_a_caller_who_was_cut_off_is_known_again(
    server: ServerProcess, passage: Passage
) -> None:
    for each in await there_and_back(server, passage, times=2):
        assert each.complaints == ()
