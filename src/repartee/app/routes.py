"""Every address of the server but the page's."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter

from repartee.app.access import only_friends_call
from repartee.app.figures import look_at
from repartee.app.history_routes import kept_conversations
from repartee.app.house import House
from repartee.app.information import information
from repartee.app.sockets import conversation_socket, openai_realtime
from repartee.app.telephone import make_exchange
from repartee.app.webrtc import make_calls
from repartee.conversation.menu import Menu
from repartee.conversation.voice_samples import VoiceSamples
from repartee.history.operations import Operations
from repartee.server.daily import daily_routes, daily_start
from repartee.server.facts import fact_routes
from repartee.server.health import health_of, health_routes
from repartee.server.metrics import metrics_routes
from repartee.server.models import model_routes
from repartee.server.openai_audio import AudioRules, openai_audio_routes
from repartee.server.operations import Operated, operations_routes
from repartee.server.session_changes import session_change_routes
from repartee.server.sessions import session_routes
from repartee.server.signalling import signalling_routes
from repartee.server.telephony.routes import telephone_routes
from repartee.server.voice_samples import voice_sample_routes
from repartee.server.websocket_rtvi import websocket_routes, websocket_start
from repartee.settings import Settings
from repartee.stacks.called import OWN_NAME
from repartee.stacks.stack import Stack
from repartee.telemetry.hiding import hider, secrets_of


def routes_of(settings: Settings, stack: Stack, house: House) -> Iterator[APIRouter]:
    """Make the server's routes.

    Args:
        settings: Limits and permissions.
        stack: Ears, brain and voice.
        house: What conversations share.
    """
    yield from _ways_in(settings, stack, house)
    yield _openai_audio(settings, stack, house.reception.menu)
    yield _voice_samples(stack, house.reception.menu)
    yield information(settings, stack, house.sessions, house.board)
    yield session_change_routes(house.sessions, may_change=only_friends_call(settings))
    yield fact_routes(house.remembering.facts if house.remembering else None)
    yield health_routes(house.board, hider(secrets_of(settings)))
    yield session_routes(house.sessions, for_all=only_friends_call(settings))
    yield operations_routes(_operated(house), for_all=only_friends_call(settings))
    yield metrics_routes(
        house.instruments,
        lambda: look_at(house),
        for_all=only_friends_call(settings),
    )
    yield from kept_conversations(settings, house)
    yield model_routes(
        house.downloads,
        may_change=only_friends_call(settings),
        also_allowed=[settings.stt_model],
    )


def _ways_in(settings: Settings, stack: Stack, house: House) -> Iterator[APIRouter]:
    reception, tickets = house.reception, house.tickets
    yield signalling_routes(
        make_calls(settings, stack, house.connections, reception),
        reception.menu,
        tickets,
        house.ice_servers,
        other_ways={"websocket": websocket_start(tickets), "daily": daily_start(house.daily)},
        usual_way=settings.transport_type,
    )
    yield websocket_routes(reception, tickets, settings.max_text_chars)
    yield conversation_socket(settings, stack, reception)
    yield openai_realtime(settings, stack, reception)
    yield telephone_routes(make_exchange(settings, reception))
    yield daily_routes(house.daily, reception.menu)


def _operated(house: House) -> Operated:
    store = house.history.store if house.history else None
    return Operated(
        sessions=house.sessions,
        purse=house.purse,
        loop_lag=house.loop_lag,
        health=lambda: health_of(house.board),
        operations=Operations(store.database) if store else None,
    )


def _voice_samples(stack: Stack, menu: Menu) -> APIRouter:
    languages = {voice.id: voice.language for voice in stack.voices}
    return voice_sample_routes(VoiceSamples(stack), menu, languages, stack.audio_out_sample_rate)


def _openai_audio(settings: Settings, stack: Stack, menu: Menu) -> APIRouter:
    about = stack.describe()
    named = (OWN_NAME.lower(), *menu.brains, about.ears.name, about.brain.name, about.voice.name)
    rules = AudioRules(at_once=settings.max_sessions)
    return openai_audio_routes(stack, menu, tuple(dict.fromkeys(named)), rules)
