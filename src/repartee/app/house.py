"""What all conversations of one server share."""

from __future__ import annotations

from dataclasses import dataclass

from repartee.app.access import only_friends_call
from repartee.app.conversations import make_reception, make_shelf
from repartee.app.costs import make_purse, make_todays_costs
from repartee.app.daily import daily_account, make_daily_calls
from repartee.app.figures import labels_of, make_instruments
from repartee.app.history import History, account_of, archive_of, make_history
from repartee.app.keepers import Keepers, make_keepers
from repartee.app.memory import Remembering, make_continuing, make_remembering
from repartee.app.recordings import make_studio
from repartee.app.todays_costs import TodaysCosts
from repartee.app.warming import Warming
from repartee.app.webrtc import make_connections, make_ice_servers
from repartee.conversation.budget import Purse
from repartee.conversation.daily_calls import DailyCalls
from repartee.conversation.reception import Reception
from repartee.conversation.session_manager import SessionManager
from repartee.conversation.snapshot import Shelf
from repartee.history.recording.studio import RecordingStudio
from repartee.models.downloads import Downloads
from repartee.models.hub import Hub
from repartee.models.pull import Puller
from repartee.models.store import ModelStore
from repartee.server.tickets import Tickets
from repartee.settings import Settings
from repartee.stacks.fetching import MissingModels
from repartee.stacks.stack import Stack
from repartee.telemetry.health import HealthBoard
from repartee.telemetry.loop_lag import LoopLag
from repartee.telemetry.metrics.conversations import ConversationFigures
from repartee.telemetry.metrics.instruments import Instruments
from repartee.transports.webrtc.connections import WebRTCConnections
from repartee.transports.webrtc.ice_servers import IceServers


@dataclass(frozen=True)
class House:
    """The shared parts, made and not yet started; `lifespan` starts and closes them."""

    sessions: SessionManager
    shelf: Shelf
    reception: Reception
    tickets: Tickets
    """Given out at the start of a call, taken when its WebSocket comes."""
    ice_servers: IceServers
    connections: WebRTCConnections
    daily: DailyCalls | None
    downloads: Downloads
    missing: MissingModels
    board: HealthBoard
    history: History | None
    """None where nothing is kept."""
    keepers: Keepers | None
    """None where nothing is kept, and nothing was."""
    remembering: Remembering | None
    """None where nobody is remembered."""
    studio: RecordingStudio | None
    """None where no sound is kept."""
    purse: Purse
    """What conversations cost, and may cost."""
    todays_costs: TodaysCosts | None
    """None where nothing is kept."""
    loop_lag: LoopLag
    warming: Warming
    instruments: Instruments
    """What `/metrics` tells."""


def make_house(settings: Settings, stack: Stack) -> House:
    """Make the shared parts, without I/O.

    Args:
        settings: Everything the environment says.
        stack: Ears, brain and voice.
    """
    purse = make_purse(settings, stack)
    sessions = SessionManager(settings.max_sessions, purse)
    shelf = make_shelf(settings)
    history, studio = make_history(settings), make_studio(settings)
    remembering = make_remembering(settings, stack, history)
    instruments = make_instruments(stack)
    reception = make_reception(
        settings,
        stack,
        sessions,
        shelf,
        archive_of(history),
        remembering.memories if remembering else None,
        make_continuing(history, among_friends=only_friends_call(settings)),
        studio,
        purse,
        ConversationFigures(instruments, labels_of(stack)).onlooker,
    )
    ice_servers = make_ice_servers(settings)
    downloads = _downloads(settings)
    accounts = {**daily_account(settings), **account_of(history)}
    return House(
        sessions=sessions,
        shelf=shelf,
        reception=reception,
        tickets=Tickets(),
        ice_servers=ice_servers,
        connections=make_connections(settings, ice_servers),
        daily=make_daily_calls(settings, stack, reception),
        downloads=downloads,
        missing=MissingModels(stack.providers.values(), downloads),
        board=HealthBoard(lambda: {**stack.providers, **accounts}),
        history=history,
        keepers=make_keepers(settings, history, shelf, sessions),
        remembering=remembering,
        studio=studio,
        purse=purse,
        todays_costs=make_todays_costs(purse, history),
        loop_lag=LoopLag(),
        warming=Warming(stack, purse),
        instruments=instruments,
    )


def _downloads(settings: Settings) -> Downloads:
    store = ModelStore(settings.models_dir)
    hub = Hub(settings.hf_endpoint, settings.hf_token.get_secret_value())
    return Downloads(store, Puller(store, hub))
