"""Who removes what is kept of conversations: when its time is over, and when it is asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from loguru import logger

from repartee.app.history import History, store_of
from repartee.app.recordings import recordings_of, written_recordings_of
from repartee.conversation.session_manager import SessionManager
from repartee.conversation.snapshot import Shelf
from repartee.history.elsewhere import Elsewhere
from repartee.history.errors import HistoryError
from repartee.history.forgetting import Forgetting, at_once
from repartee.history.keeping import Keeping
from repartee.history.presence import Presence
from repartee.history.recording.strays import StrayRecordings
from repartee.history.store import HistoryStore
from repartee.settings import Settings


@dataclass(frozen=True)
class Keepers:
    """They work where nothing more is kept, too, as long as there is something of before."""

    store: HistoryStore
    forgetting: Forgetting
    keeping: Keeping
    is_leftover: bool
    """Whether the store is of an earlier run, and nobody writes it any more."""

    async def open(self) -> None:
        """Begin to forget what is too old; after the history was opened."""
        if self.is_leftover:
            try:
                await self.store.open()
            except HistoryError as error:
                logger.warning("What was kept before cannot be forgotten: {}", error)
                return
            logger.info(
                "HISTORY_KEEP=nothing: conversations are no longer kept; those of before are until "
                "their time is over. `repartee history forget` removes them."
            )
        self.keeping.start()

    async def close(self) -> None:
        """Stop; before the history is closed."""
        await self.keeping.close()
        if self.is_leftover:
            await self.store.close()


def make_keepers(
    settings: Settings, history: History | None, shelf: Shelf, sessions: SessionManager
) -> Keepers | None:
    """Make them, without I/O but a look whether there is anything of before.

    Args:
        settings: For how long things are kept, and where.
        history: What is written; None where nothing is.
        shelf: What callers come back to.
        sessions: Conversations that go on are left.

    Returns:
        None where nothing is kept, and nothing was.
    """
    if history is None and not _has_leftovers(settings):
        return None
    store = history.store if history else store_of(settings)

    async def settled(conversation_id: str) -> None:
        await sessions.wait_until_gone(conversation_id)
        if history:
            await history.forget(conversation_id)

    presence = history.presence if history else Presence.here()
    forgetting = make_forgetting(settings, store, shelf, presence, settled)
    keeping = Keeping(
        store,
        forgetting,
        settings.history_keep_days,
        lambda conversation_id: sessions.find(conversation_id) is not None,
        StrayRecordings(store.database, written_recordings_of(settings)),
    )
    return Keepers(store, forgetting, keeping, is_leftover=history is None)


def make_forgetting(
    settings: Settings,
    store: HistoryStore,
    shelf: Shelf,
    presence: Presence,
    settled: Callable[[str], Awaitable[object]] = at_once,
) -> Forgetting:
    """Make what removes conversations from wherever they may be, without I/O.

    Args:
        settings: Where recordings are.
        store: Has the events.
        shelf: What callers come back to.
        presence: Who removes.
        settled: Waits until nobody writes any more of a conversation that is over.
    """
    elsewhere = Elsewhere(store.database, presence)
    return Forgetting(store, shelf, [recordings_of(settings)], settled, elsewhere.holds)


def _has_leftovers(settings: Settings) -> bool:
    """Whether a file of an earlier run is there; what a shared database has is another's too."""
    address = store_of(settings).database.address
    return address.get_backend_name() == "sqlite" and Path(address.database or "").is_file()
