from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from functools import partial
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.cors import CORSMiddleware

from repartee import __version__
from repartee.conversation.daily_calls import DailyCalls, DailyManner
from repartee.conversation.menu import Menu
from repartee.conversation.parts import Choices, ConversationLimits
from repartee.conversation.reception import MakeSession, Reception
from repartee.conversation.session import Session
from repartee.conversation.session_manager import SessionManager
from repartee.conversation.snapshot import EmptyShelf, Shelf, Snapshot
from repartee.conversation.webrtc_calls import WebRTCCalls
from repartee.engines import memory
from repartee.engines.threads import prestarted_executor
from repartee.history.shelf import FileShelf
from repartee.models.downloads import Downloads
from repartee.models.hub import Hub
from repartee.models.pull import Puller
from repartee.models.store import ModelStore
from repartee.server.access import AccessControl, OtherRight
from repartee.server.choices import Wishes, checked_choices
from repartee.server.conversation_socket import conversation_socket_routes
from repartee.server.conversation_wishes import HouseRules
from repartee.server.daily import daily_routes, daily_start
from repartee.server.declared_length import DeclaredLengthLimit
from repartee.server.health import health_of, health_routes, overall
from repartee.server.information import (
    ChoiceInfo,
    Health,
    Information,
    PartInfo,
    PhraseGroupInfo,
    Phrases,
    SessionsInfo,
    StackInfo,
    VoiceInfo,
    information_routes,
)
from repartee.server.lan import host_name
from repartee.server.models import model_routes
from repartee.server.own_names import OwnNames
from repartee.server.pages import mount_page
from repartee.server.problems import install_problem_handlers
from repartee.server.signalling import signalling_routes
from repartee.server.telephony.exchange import Exchange
from repartee.server.telephony.public_url import PublicUrl
from repartee.server.telephony.routes import PREFIX as TELEPHONE_PREFIX
from repartee.server.telephony.routes import telephone_routes
from repartee.server.telephony.stream_tickets import StreamTickets
from repartee.server.telephony.vendors import TelephoneKeys, desks_of
from repartee.server.tickets import Tickets
from repartee.server.websocket_rtvi import is_ticket_holder, websocket_routes, websocket_start
from repartee.services.provider import Provider
from repartee.settings import Settings, SettingsError
from repartee.stacks.fetching import MissingModels
from repartee.stacks.stack import Part, Stack, speaking_voice
from repartee.telemetry.health import HealthBoard
from repartee.telemetry.hiding import hider, secrets_of
from repartee.transports.daily.account import DailyAccount
from repartee.transports.daily.client import native_calls
from repartee.transports.daily.place import FixedRoom, MadeRooms, Places
from repartee.transports.daily.rest import DailyRest
from repartee.transports.ice_servers import IceServers
from repartee.transports.port_range import PortRange
from repartee.transports.webrtc import WebRTCConnections
from repartee.transports.websocket.conduct import SocketLimits

# aiortc encodes in the event loop's own pool; Opus takes 0.2 ms a frame.
_CODEC_THREADS = 4
_NAME = "Repartee"


def create_app(settings: Settings, stack: Stack) -> FastAPI:
    """Wire the server.

    Args:
        settings: Everything the environment says.
        stack: Ears, brain and voice, already started; it is closed by whoever started it.

    Returns:
        The app; its lifespan ends all conversations when the server stops.
    """
    sessions = SessionManager(settings.max_sessions)
    ice_servers = _ice_servers(settings)
    connections = WebRTCConnections(
        ice_servers, settings.max_text_chars, settings.connect_timeout_secs
    )
    shelf = _shelf(settings)
    reception = Reception(sessions, _session_maker(settings, stack, shelf), shelf, _menu(stack))
    tickets = Tickets()
    calls = WebRTCCalls(
        connections,
        reception,
        max_pending=settings.max_pending_offers,
        sample_rate=stack.audio_out_sample_rate,
    )

    daily = _daily_calls(settings, stack, reception)

    downloads = _downloads(settings)
    daily_account = _daily_account(settings)
    board = HealthBoard(lambda: {**stack.providers, **daily_account})
    missing = MissingModels(stack.providers.values(), downloads)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        asyncio.get_running_loop().set_default_executor(
            prestarted_executor(_CODEC_THREADS, "codec")
        )
        memory.settle()
        missing.start()
        await shelf.open()
        if daily:
            daily.start()
        with _within_ports(settings):
            yield
        await missing.close()
        await board.close()
        await downloads.close()
        await sessions.close()
        if daily:
            await daily.close()
        await connections.close()

    app = FastAPI(
        title=_NAME,
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.sessions = sessions
    app.state.connections = connections
    app.state.downloads = downloads
    install_problem_handlers(app)
    app.include_router(
        signalling_routes(
            calls,
            reception.menu,
            tickets,
            ice_servers,
            other_ways={"websocket": websocket_start(tickets), "daily": daily_start(daily)},
            usual_way=settings.transport_type,
        )
    )
    app.include_router(websocket_routes(reception, tickets, settings.max_text_chars))
    app.include_router(_conversation_socket(settings, stack, reception))
    app.include_router(telephone_routes(_telephone(settings, reception)))
    app.include_router(daily_routes(daily, reception.menu))
    app.include_router(_information(settings, stack, sessions, board))
    app.include_router(health_routes(board, hider(secrets_of(settings))))
    app.include_router(
        model_routes(
            downloads,
            may_change=_only_friends_call(settings),
            also_allowed=[settings.stt_model],
        )
    )
    mount_page(app)
    app.add_middleware(
        AccessControl,
        token=settings.access_token.get_secret_value(),
        allowed_origins=settings.allowed_origins,
        other_right=_other_right(tickets),
        own_names=_own_names(settings),
    )
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=settings.max_body_bytes)
    app.add_middleware(DeclaredLengthLimit, max_bytes=settings.max_body_bytes)
    # Outside of all others: a browser asks beforehand, without a token, whether it may ask.
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.allowed_origins,
        allow_methods=["GET", "POST", "PATCH"],
        allow_headers=["Authorization", "Content-Type"],
    )
    return app


def _session_maker(settings: Settings, stack: Stack, shelf: Shelf) -> MakeSession:
    limits = ConversationLimits(
        settings.idle_timeout_secs,
        settings.max_session_secs,
        settings.resume_grace_secs,
        settings.max_participants,
    )

    def make(session_id: str, choices: Choices, before: Snapshot | None) -> Session:
        return Session(
            session_id, stack, limits=limits, choices=choices, shelf=shelf, before=before
        )

    return make


def _conversation_socket(settings: Settings, stack: Stack, reception: Reception) -> APIRouter:
    rules = HouseRules(
        reception.menu,
        prompts_allowed=settings.allow_caller_prompts,
        access_token=settings.access_token.get_secret_value(),
        speaking_voice=partial(speaking_voice, stack),
    )
    limits = SocketLimits(max_text_chars=settings.max_text_chars)
    return conversation_socket_routes(reception, rules, limits)


def _shelf(settings: Settings) -> Shelf:
    if not settings.resume_keep_secs:
        return EmptyShelf()
    return FileShelf(settings.data_dir / "conversations", settings.resume_keep_secs)


def _other_right(tickets: Tickets) -> OtherRight:
    holds_ticket = is_ticket_holder(tickets)
    # Telephone companies sign what they send.
    return lambda scope: holds_ticket(scope) or scope["path"].startswith(TELEPHONE_PREFIX)


def _own_names(settings: Settings) -> OwnNames:
    if settings.serves_https:
        # No certificate is good for a stranger's name.
        return OwnNames(["*"])
    pages = (settings.public_url, *settings.allowed_origins)
    given = (urlsplit(each).hostname or "" for each in pages)
    machine = host_name()
    binds = (settings.server_host, settings.ws_host)
    return OwnNames([*settings.allowed_hosts, *given, *binds, machine, f"{machine}.local"])


def _telephone(settings: Settings, reception: Reception) -> Exchange:
    keys = TelephoneKeys(
        twilio_account_sid=settings.twilio_account_sid,
        twilio_auth_token=settings.twilio_auth_token.get_secret_value(),
        twilio_base_url=settings.twilio_base_url,
        telnyx_public_key=settings.telnyx_public_key,
        telnyx_api_key=settings.telnyx_api_key.get_secret_value(),
        plivo_auth_id=settings.plivo_auth_id,
        plivo_auth_token=settings.plivo_auth_token.get_secret_value(),
        exotel_secret=settings.exotel_secret.get_secret_value(),
    )
    public_url = PublicUrl(settings.public_url, settings.trusted_proxies)
    tickets = StreamTickets(secrets.token_bytes(32), time.time)
    return Exchange(reception, desks_of(keys), public_url, tickets)


def _information(
    settings: Settings, stack: Stack, sessions: SessionManager, board: HealthBoard
) -> APIRouter:
    about = stack.describe()
    information = Information(
        version=__version__,
        stack=StackInfo(
            name=about.name,
            limited=about.limited,
            ears=_part(about.ears),
            brain=_part(about.brain),
            voice=_part(about.voice),
            notice=about.notice,
        ),
        voices=[
            VoiceInfo(id=voice.id, label=voice.label, language=voice.language)
            for voice in stack.voices
        ],
        brains=[ChoiceInfo(id=brain.id, label=brain.label) for brain in stack.brains],
        personas=[ChoiceInfo(id=each.id, label=each.label) for each in stack.personas],
        languages=list(stack.languages),
        transports=["webrtc", "websocket"],
        transport=settings.transport_type,
    )
    phrases = Phrases(
        groups=[
            PhraseGroupInfo(title=group.title, phrases=list(group.phrases))
            for group in stack.phrase_groups
        ]
    )

    async def health() -> Health:
        checks = await health_of(board)
        return Health(
            status=overall(checks),
            version=__version__,
            checks=checks,
            sessions=SessionsInfo(active=sessions.active, held=sessions.held, limit=sessions.limit),
        )

    return information_routes(information, phrases, health)


def _part(part: Part) -> PartInfo:
    return PartInfo(name=part.name, label=part.label, why=part.why, fallbacks=list(part.fallbacks))


def _menu(stack: Stack) -> Menu:
    return Menu(
        voices=tuple(voice.id for voice in stack.voices),
        brains=tuple(brain.id for brain in stack.brains),
        languages=stack.languages,
        personas=tuple(persona.id for persona in stack.personas),
    )


def _downloads(settings: Settings) -> Downloads:
    store = ModelStore(settings.models_dir)
    hub = Hub(settings.hf_endpoint, settings.hf_token.get_secret_value())
    return Downloads(store, Puller(store, hub))


def _only_friends_call(settings: Settings) -> bool:
    return settings.is_loopback or bool(settings.access_token.get_secret_value())


def _ice_servers(settings: Settings) -> IceServers:
    return IceServers(
        settings.ice_servers,
        username=settings.ice_username,
        credential=settings.ice_credential.get_secret_value(),
        turn_secret=settings.turn_secret.get_secret_value(),
        turn_ttl_secs=settings.turn_lifetime_secs(settings.max_session_secs),
    )


def _daily_calls(settings: Settings, stack: Stack, reception: Reception) -> DailyCalls | None:
    if not settings.offers_daily:
        if settings.transport_type == "daily":
            raise SettingsError("TRANSPORT_TYPE: daily needs DAILY_API_KEY, or DAILY_ROOM_URL.")
        return None
    rate = stack.audio_out_sample_rate
    manner = DailyManner(
        sample_rate=rate,
        most_calls=settings.max_sessions,
        max_text_chars=settings.max_text_chars,
        no_show_secs=settings.daily_no_show_secs,
        empty_secs=settings.daily_empty_secs,
        usual=checked_choices(Wishes(), reception.menu),
        one_room=bool(settings.daily_room_url),
        stands_by=bool(settings.daily_room_url) and settings.transport_type == "daily",
    )
    make_call = native_calls(_NAME, rate, settings.connect_timeout_secs)
    return DailyCalls(_daily_places(settings), make_call, reception, manner)


def _daily_places(settings: Settings) -> Places:
    if settings.daily_room_url:
        return FixedRoom(settings.daily_room_url, settings.daily_token.get_secret_value())
    return MadeRooms(
        DailyRest(settings.daily_api_url, settings.daily_api_key.get_secret_value()),
        agent_name=_NAME,
        lifetime_secs=settings.daily_room_secs(settings.max_session_secs),
        most_people=settings.max_participants,
    )


def _daily_account(settings: Settings) -> dict[str, Provider]:
    # In a rehearsal there is no call behind a room, so that its key is good means nothing.
    if settings.simulate or not settings.daily_api_key.get_secret_value():
        return {}
    return {"daily": DailyAccount(settings.daily_api_url, settings.daily_api_key)}


def _within_ports(settings: Settings) -> AbstractContextManager[None]:
    ports = settings.webrtc_ports
    return PortRange(*ports).in_force(asyncio.get_running_loop()) if ports else nullcontext()
