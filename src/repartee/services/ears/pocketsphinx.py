from __future__ import annotations

from repartee.engines.recogniser import RecogniserEngine
from repartee.services.ears.local_streaming import StreamingSTTService

# The slowest `finish` seen with the domain model, plus the VAD's pause.
_SLOWEST_SECS = 0.4


class PocketSphinxSTTService(StreamingSTTService):
    """The built-in ears of one session."""

    def __init__(self, engine: RecogniserEngine) -> None:
        """Make the ears of one session.

        Args:
            engine: The started recogniser shared by all sessions.
        """
        super().__init__(
            engine.listener(), model="pocketsphinx", language="en", ttfs_p99_latency=_SLOWEST_SECS
        )
