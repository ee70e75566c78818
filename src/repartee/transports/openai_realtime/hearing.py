from __future__ import annotations

from repartee.transports.openai_realtime.events import Event, event, message_item, new_id
from repartee.transports.openai_realtime.items import Items

_PREFIX_MS = 300
_FAILED = "The ears failed. The server's log tells why; please say it again."


class Hearing:
    """What the client is told of the caller's speech: one item a turn, and its words.

    speech   ├── turn ──┤
    events   started    stopped, committed, item        words may come before or after the end
    """

    def __init__(self, items: Items) -> None:
        """Begin in silence.

        Args:
            items: The conversation's.
        """
        self._items = items
        self._item_id = ""
        self._words: list[str] = []
        self._unsure: list[str] = []
        """Words between two turns: of the next one, or an aside."""
        self._aside = ""
        self._started_ms = 0
        self.open = False
        """Whether a turn goes on."""
        self.heard_ms = 0
        """How much sound has come, which is the clock of these events."""

    def started(self) -> list[Event]:
        """Somebody begins to speak."""
        if self.open:
            return []
        self.open = True
        self._item_id, self._words, self._unsure = new_id("item"), self._unsure, []
        self._started_ms = max(0, self.heard_ms - _PREFIX_MS)
        return [
            event(
                "input_audio_buffer.speech_started",
                audio_start_ms=self._started_ms,
                item_id=self._item_id,
            )
        ]

    def stopped(self) -> list[Event]:
        """The turn is over."""
        if not self.open:
            return []
        self.open = False
        stop = event(
            "input_audio_buffer.speech_stopped",
            audio_end_ms=self.heard_ms,
            item_id=self._item_id,
        )
        return [stop, *self._added(self._item_id)]

    def committed(self) -> tuple[str, list[Event]]:
        """The client says that what it has sent is a turn; its words come later.

        Returns:
            The id of its item, and what the client is told.
        """
        item_id = new_id("item")
        return item_id, self._added(item_id)

    def recorded(self, item_id: str, text: str | None, *, wanted: bool) -> list[Event]:
        """The words of a turn that the client committed.

        Args:
            item_id: Its item's.
            text: None if the ears failed.
            wanted: Whether the client wants transcripts.
        """
        item = self._items.find(item_id)
        if item is None:
            return []
        item["content"][0]["transcript"] = text
        return self._told(item_id, text) if wanted else []

    def words(self, text: str, *, wanted: bool, agent_speaks: bool = False) -> list[Event]:
        """Some of what was said has been understood.

        Args:
            text: The words.
            wanted: Whether the client wants transcripts.
            agent_speaks: Whether the agent is heard. Then what was asked has been understood, and
                these words begin a turn, or show no more than that somebody listens.
        """
        if agent_speaks and self._words and not self.open:
            self._unsure.append(text.strip())
            return []
        self._words.append(text.strip())
        return self.transcript(wanted=wanted) if not self.open and self._item_id else []

    def aside(self) -> None:
        """The last words are no part of any turn."""
        self._aside, self._unsure = " ".join(self._unsure), []

    def taken_up(self, text: str, *, wanted: bool) -> list[Event]:
        """The agent answers these words; a "yes" into its last word was none of its turns' yet.

        Args:
            text: The words.
            wanted: Whether the client wants transcripts.
        """
        if self._words or not text or text != self._aside:
            return []
        return self.words(text, wanted=wanted)

    def transcript(self, *, wanted: bool) -> list[Event]:
        """All words of the turn that is over, if there are any by now."""
        item = self._items.find(self._item_id)
        words = " ".join(each for each in self._words if each)
        if not words or item is None:
            return []
        item["content"][0]["transcript"] = words
        return self._told(self._item_id, words) if wanted else []

    def _added(self, item_id: str) -> list[Event]:
        content = [{"type": "input_audio", "transcript": None}]
        item = message_item(item_id, "user", content)
        committed = event(
            "input_audio_buffer.committed",
            previous_item_id=self._items.last_id,
            item_id=item_id,
        )
        return [committed, self._items.add(item), self._items.done(item)]

    def _told(self, item_id: str, words: str | None) -> list[Event]:
        kind = "conversation.item.input_audio_transcription"
        where = {"item_id": item_id, "content_index": 0}
        if words is None:
            fault = {"type": "server_error", "code": "transcription_failed", "message": _FAILED}
            return [event(f"{kind}.failed", **where, error=fault)]
        secs = max(0, self.heard_ms - self._started_ms) / 1000
        return [
            event(f"{kind}.delta", **where, delta=words),
            event(
                f"{kind}.completed",
                **where,
                transcript=words,
                usage={"type": "duration", "seconds": secs},
            ),
        ]
