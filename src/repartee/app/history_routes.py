"""How kept conversations are read, taken away and forgotten over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter

from repartee.app.access import only_friends_call
from repartee.app.house import House
from repartee.app.privacy_routes import privacy
from repartee.app.recordings import recordings_of
from repartee.server.history import history_routes, no_history_routes
from repartee.server.history_files import history_file_routes
from repartee.server.waveforms import waveform_routes
from repartee.settings import Settings


def kept_conversations(settings: Settings, house: House) -> Iterator[APIRouter]:
    """Make the routes about what is kept, or one that says that nothing is.

    Args:
        settings: Who may call, and where recordings are.
        house: Has the history and the conversations that go on.
    """
    yield privacy(settings, house)
    if house.history is None or house.keepers is None:
        yield no_history_routes()
        return
    store, for_all = house.history.store, only_friends_call(settings)
    yield history_routes(
        store,
        forget=house.keepers.forgetting.forget,
        goes_on=lambda conversation_id: house.sessions.find(conversation_id) is not None,
        for_all=for_all,
    )
    recordings = recordings_of(settings)
    yield history_file_routes(store, recordings, for_all=for_all)
    yield waveform_routes(store, recordings, for_all=for_all)
