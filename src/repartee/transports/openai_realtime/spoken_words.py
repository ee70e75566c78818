from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class SpokenWords:
    """What is new of the words that the voice has spoken.

    Pipecat reports a segment when it is ready, after each word, and when it is complete. A voice
    that tells no word times reports it once.
    """

    def __init__(self) -> None:
        """Begin in silence."""
        self._segment = ""
        """What was spoken of the segment that is being spoken."""
        self._total = ""

    def after(self, data: Mapping[str, Any]) -> str:
        """Take in one `bot-output`.

        Args:
            data: What it carries.

        Returns:
            The words since the last one, with the space before them.
        """
        if data.get("spoken_status") == "completed" or not data.get("will_be_spoken", True):
            new = self._joined(str(data.get("text", "")))
            self._segment = ""
            return new
        progress = data.get("spoken_progress") or {}
        spoken = str(progress.get("accumulated_text", ""))
        new = self._joined(spoken)
        self._segment = spoken or self._segment
        return new

    def _joined(self, spoken: str) -> str:
        new = spoken[len(self._segment) :]
        if not new.strip():
            return ""
        if not self._segment and self._total and not self._total[-1].isspace():
            new = f" {new.lstrip()}"
        self._total += new
        return new
