"""What `repartee history` opens, and how it ends where that cannot be used."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, NoReturn, TypeVar

import typer
from rich.console import Console

from repartee.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from repartee.history.export.storage import StoredRecordings
    from repartee.history.records import ConversationSummary
    from repartee.history.store import HistoryStore

_FAILED = 1
_BAD_SETTINGS = 2

T = TypeVar("T")


class Kept:
    """What the settings say is kept, opened."""

    def __init__(
        self, settings: Settings, store: HistoryStore, recordings: StoredRecordings
    ) -> None:
        self.settings = settings
        self.store = store
        self.recordings = recordings

    async def summary(self, conversation_id: str) -> ConversationSummary:
        """What is known of a conversation; ends the program if there is none."""
        found = await self.store.conversation(conversation_id)
        return found or fail(not_kept(conversation_id))


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Kept]:
    from repartee.app.history import store_of
    from repartee.app.recordings import recordings_of

    store = store_of(settings)
    await store.open()
    try:
        yield Kept(settings, store, recordings_of(settings))
    finally:
        await store.close()


def run(work: Callable[[Kept], Awaitable[T]], about: str = "") -> T:
    """Do something with what is kept; ends the program where that cannot be.

    Args:
        work: What to do.
        about: What to say before what went wrong.
    """
    # Takes a second, which `--help` need not pay.
    from repartee.history.errors import HistoryError

    async def opened_work() -> T:
        async with _opened(load_settings()) as kept:
            return await work(kept)

    try:
        return asyncio.run(opened_work())
    except SettingsError as error:
        complain(str(error))
        raise typer.Exit(_BAD_SETTINGS) from None
    except (HistoryError, OSError) as error:
        fail(f"{about}{error}")


def not_kept(conversation_id: str) -> str:
    """That there is no such conversation, and where to look."""
    return f"There is no conversation {conversation_id!r}. See `repartee history list`."


def complain(message: str) -> None:
    """Say what is wrong."""
    Console(stderr=True, soft_wrap=True, highlight=False).print(message, style="red", markup=False)


def fail(message: str) -> NoReturn:
    """Say what is wrong, and end the program."""
    complain(message)
    raise typer.Exit(_FAILED) from None
