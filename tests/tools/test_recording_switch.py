from __future__ import annotations

from repartee.tools.recording_switch import RecordingSwitch
from tests.tools.scripted_host import ScriptedHost


async def test_a_recording_is_stopped_when_the_caller_asks_for_it() -> None:
    host = ScriptedHost()
    host.is_recorded = True
    assert (await RecordingSwitch(host).stop_recording())["say"] == "I have stopped recording."
    assert not host.is_recorded


async def test_a_caller_who_is_not_recorded_hears_so() -> None:
    said = (await RecordingSwitch(ScriptedHost()).stop_recording())["say"]
    assert said == "This conversation is not being recorded."
