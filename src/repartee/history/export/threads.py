from __future__ import annotations

from repartee.engines.threads import SideThreads

# It reads files, and packs and checks them.
in_thread = SideThreads("export").run
