from __future__ import annotations

from repartee.settings import Settings
from repartee.stacks.plan import REALTIME, StackPlan
from repartee.stacks.stack import Stack


def planned_stack(settings: Settings, plan: StackPlan) -> Stack:
    """Make the stack of a plan; `start` loads it.

    Args:
        settings: The server's settings.
        plan: Who hears, thinks and speaks.

    Raises:
        SettingsError: If a package or a file is missing that it needs.
    """
    if plan.name == REALTIME:
        from repartee.stacks.realtime import RealtimeStack

        return RealtimeStack(settings)
    from repartee.stacks.composed import ComposedStack

    return ComposedStack(settings, plan)
