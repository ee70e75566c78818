from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from repartee.transports.pcm16.server_events import ServerEvent
from repartee.transports.pcm16.talk_events import TranscriptionEvent


class SpokenSegment:
    """The stretch of the agent's answer that is being spoken: its words as they are heard.

    Pipecat reports a segment when it is ready, after each word, and when it is complete. A voice
    that tells no word times reports it once.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        """Begin in silence.

        Args:
            now: The time, with its zone.
        """
        self._now = now
        self._segment = ""
        self._spoken = ""

    def progress(self, data: dict[str, Any]) -> list[ServerEvent]:
        """Take in one `bot-output`.

        Args:
            data: What it carries.

        Returns:
            The transcript so far; nothing if no word was spoken yet.
        """
        segment = f"assistant-{data.get('segment_id', 0)}"
        if data.get("spoken_status") == "completed" or not data.get("will_be_spoken", True):
            self._segment = self._spoken = ""
            return [self._event(segment, str(data.get("text", "")), final=True)]
        spoken = str((data.get("spoken_progress") or {}).get("accumulated_text", ""))
        if not spoken.strip():
            return []
        self._segment, self._spoken = segment, spoken
        return [self._event(segment, spoken, final=False)]

    def cut(self) -> list[ServerEvent]:
        """The agent was interrupted: what was spoken of the segment is all there will be."""
        if not self._spoken:
            return []
        event = self._event(self._segment, self._spoken, final=True, cut=True)
        self._segment = self._spoken = ""
        return [event]

    def _event(self, segment: str, text: str, *, final: bool, cut: bool = False) -> ServerEvent:
        return TranscriptionEvent(
            text=text,
            role="assistant",
            user_id="assistant",
            timestamp=self._now(),
            final=final,
            segment=segment,
            cut=cut,
        )
