from __future__ import annotations

from collections.abc import Callable

from repartee.transports.daily.call import Call
from repartee.transports.daily.faults import DailyMissingError


def native_calls(agent_name: str, sample_rate: int, join_secs: float) -> Callable[[], Call]:
    """Tell how calls are made with Daily's own package, which is loaded when the first one is made.

    Args:
        agent_name: What the agent is called in a room.
        sample_rate: Rate in Hz of what it says.
        join_secs: How long getting into a room may take.

    Returns:
        A maker; it raises `DailyMissingError` where the package is not installed.
    """

    def make() -> Call:
        try:
            from repartee.transports.daily.native import NativeCall
        except ModuleNotFoundError as error:
            raise DailyMissingError from error
        return NativeCall(agent_name, sample_rate, join_secs)

    return make
