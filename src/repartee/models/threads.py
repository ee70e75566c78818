from __future__ import annotations

from repartee.engines.threads import SideThreads

# Checking a gigabyte takes 2 s.
in_thread = SideThreads("models").run
