from __future__ import annotations

import pytest
from pipecat.frames.frames import TTSAudioRawFrame, TTSSpeakFrame

from repartee.services.failover.chain import Patience
from repartee.settings import load_settings
from tests.support.remote_parts import provider, session
from tests.support.troubled_vendors import Dropped, Hang, TroubledVendor

PATIENCE = Patience(first_secs=5.0, stall_secs=5.0, budget_secs=0.05)


@pytest.mark.parametrize("name", ["cartesia", "elevenlabs"])
async def test_what_is_said_while_a_return_fails_is_heard_on_the_connection_after_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor = TroubledVendor(name)
    await vendor.start()
    for variable, value in vendor.environment.items():
        monkeypatch.setenv(variable, value)
    service = provider("voice", name, load_settings(_env_file=None))
    await service.start()
    async with session(
        "voice", service, tell=lambda _: vendor.change(Hang()), patience=PATIENCE
    ) as stage:
        await vendor.fall_ill(Dropped(midway=True))
        await stage.send(TTSSpeakFrame("hello there"))
        await vendor.hanging.wait()
        heard = len(stage.of(TTSAudioRawFrame))
        await stage.send(TTSSpeakFrame("hello again"))
        vendor.change(None)
        await stage.until(lambda: len(stage.of(TTSAudioRawFrame)) > heard, secs=4)
    await service.close()
    await vendor.close()
