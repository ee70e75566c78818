from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from repartee.transports.openai_realtime.cut import Cut
from repartee.transports.openai_realtime.events import Event
from repartee.transports.openai_realtime.items import Items
from repartee.transports.openai_realtime.progress import Progress
from repartee.transports.openai_realtime.response import Outcome, Response, SpokenMessage
from repartee.transports.openai_realtime.session import SessionSettings

_MOST_SPOKEN = 100


@dataclass(frozen=True, slots=True)
class Wish:
    """How the client wants one answer."""

    aloud: bool
    metadata: Mapping[str, str] | None = None


class Answering:
    """The response that is under way, from its first sign until it is whole or cut.

    asked, or unasked ──▶ opened ──▶ progress is over ───────────▶ closed: completed
                                └──▶ cancelled, interrupted, cut ─▶ closed: cancelled
    """

    def __init__(self, session: SessionSettings, items: Items) -> None:
        """Begin with none.

        Args:
            session: As the client set it.
            items: The conversation's.
        """
        self.progress = Progress()
        self.is_stale = False
        """Whether sound that still comes is of an answer that was interrupted."""
        self._session = session
        self._items = items
        self._response: Response | None = None
        self._wish: Wish | None = None
        self._cut = Cut()
        self._cancelled = False
        self._ending: Outcome | None = None
        self._spoken: dict[str, SpokenMessage] = {}

    @property
    def response(self) -> Response | None:
        """The one under way."""
        return self._response

    @property
    def is_aloud(self) -> bool:
        """Whether the agent is to be heard."""
        wish = self._wish
        return wish.aloud if wish is not None else self._session.modality == "audio"

    @property
    def is_busy(self) -> bool:
        """Whether a response is under way that another one would disturb."""
        return self._response is not None and (self._is_cut or not self.progress.is_over)

    def spoken(self, item_id: str) -> SpokenMessage | None:
        """An answer of the agent's, by the id of its item; it may still be under way."""
        present = self._response.message if self._response else None
        if present is not None and present.item_id == item_id:
            return present
        return self._spoken.get(item_id)

    # Its course

    def ask(self, wish: Wish) -> list[Event]:
        """The client wants an answer.

        Args:
            wish: How it is to be.
        """
        # One that nothing more came of.
        closed = self._closed(Outcome.COMPLETED)
        self._wish = wish
        self.progress.asked()
        return [*closed, *self.opened()[0]]

    def nothing_to_add(self, wish: Wish) -> list[Event]:
        """Give an answer without anything in it, unless one is under way.

        Args:
            wish: How it was to be.
        """
        return [] if self._response else [*self.ask(wish), *self._closed(Outcome.COMPLETED)]

    def opened(self) -> tuple[list[Event], Response]:
        """The response that is under way, begun if there is none."""
        if self._response is not None:
            return [], self._response
        self._response = Response(
            self._items,
            audio=self._session.speaks,
            aloud=self.is_aloud,
            voice=self._session.voice,
            metadata=self._wish.metadata if self._wish else None,
        )
        return self._response.opened(), self._response

    def model_began(self) -> None:
        """A run of the model has begun, so whatever was said before is over."""
        self.progress.model_began()
        self.is_stale = False
        if self._ending is None:
            # Half an interruption, of before this caller came say, must not pair with a later one.
            self._cut = Cut()

    def sound(self, pcm: bytes) -> list[Event]:
        """Say something; 16-bit samples at the session's rate."""
        if self.is_stale:
            return []
        opened, response = self.opened()
        return [*opened, *response.sound(pcm)]

    def text(self, delta: str) -> list[Event]:
        """Write something, or tell what is being spoken."""
        opened, response = self.opened()
        return [*opened, *response.text(delta)]

    def closed_if_over(self) -> list[Event]:
        """End the response if nothing more comes of it."""
        # One that was cut ends when the interruption has passed, and not as a whole one.
        whole = self.progress.is_over and not self._is_cut
        return self._closed(Outcome.COMPLETED) if whole else []

    # Its being cut

    def cancel(self) -> bool:
        """The client stops the answer; it ends when the agent has been interrupted.

        Returns:
            Whether the agent has yet to be interrupted: a second time would stop the next answer.
        """
        first, self._cancelled = not self._cancelled, True
        return first

    def interrupted(self) -> list[Event]:
        """The conversation says that the agent was interrupted."""
        outcome = Outcome.CLIENT_CANCELLED if self._cancelled else Outcome.TURN_DETECTED
        over = self._cut.told()
        # A last piece of the old sound may slip through, and pass for speech of its own.
        self.is_stale = self.progress.is_heard or self._has_sounded
        if self._response is None or over:
            return self._closed(outcome)
        self._ending = outcome
        return []

    def cleared(self) -> list[Event]:
        """An interruption has passed the voice."""
        over, ending = self._cut.cleared(), self._ending
        return self._closed(ending) if over and ending is not None else []

    @property
    def _is_cut(self) -> bool:
        """Whether an interruption is on its way that ends the response."""
        return self._cancelled or self._ending is not None

    @property
    def _has_sounded(self) -> bool:
        message = self._response.message if self._response else None
        return message is not None and message.sound_ms > 0

    def _closed(self, outcome: Outcome) -> list[Event]:
        response, self._response = self._response, None
        self._ending = None
        self.progress, self._cancelled, self._wish = Progress(), False, None
        if response is None:
            return []
        if response.message is not None:
            self._spoken[response.message.item_id] = response.message
            while len(self._spoken) > _MOST_SPOKEN:
                del self._spoken[next(iter(self._spoken))]
        return response.closed(outcome)
