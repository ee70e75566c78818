"""Who may ask the server for what, and how much they may send; the outermost comes last."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from repartee.server.access import AccessControl, OtherRight
from repartee.server.body_limits import BodyLimits
from repartee.server.history_files import IMPORT_PATH
from repartee.server.lan import host_name
from repartee.server.openai_audio import TRANSCRIPTIONS_PATH
from repartee.server.openai_shape import OpenAIShape
from repartee.server.own_names import OwnNames
from repartee.server.telephony.routes import PREFIX as TELEPHONE_PREFIX
from repartee.server.tickets import Tickets
from repartee.server.websocket_rtvi import is_ticket_holder
from repartee.settings import Settings


def guard(app: FastAPI, settings: Settings, tickets: Tickets) -> None:
    """Put the checks that every request passes in front of an app.

    Args:
        app: The app.
        settings: The access token, allowed origins, the server's names and limits.
        tickets: Who holds one may open a WebSocket without the token.
    """
    app.add_middleware(
        AccessControl,
        token=settings.access_token.get_secret_value(),
        allowed_origins=settings.allowed_origins,
        other_right=_other_right(tickets),
        own_names=_own_names(settings),
    )
    app.add_middleware(
        BodyLimits,
        usual=settings.max_body_bytes,
        larger=dict.fromkeys((TRANSCRIPTIONS_PATH, IMPORT_PATH), settings.max_upload_bytes),
    )
    app.add_middleware(OpenAIShape)
    # Outside of all others: a browser asks beforehand, without a token, whether it may ask.
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.allowed_origins,
        allow_methods=["GET", "POST", "PATCH", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "X-Repartee-Person"],
    )


def only_friends_call(settings: Settings) -> bool:
    """Whether nobody can ask this server for anything who was not let in by its owner."""
    return settings.is_loopback or bool(settings.access_token.get_secret_value())


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
