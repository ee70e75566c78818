from __future__ import annotations

from repartee.engines.threads import SideThreads

_threads = SideThreads("models")

# Checking a gigabyte takes 2 s.
in_thread = _threads.run
"""For what reads: who cancels it need not wait for its end."""

in_thread_to_end = _threads.run_to_end
"""For what writes: whoever is let in next finds nobody at work."""
