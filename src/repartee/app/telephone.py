"""Calls by telephone, by whichever company the settings have keys of."""

from __future__ import annotations

import secrets
import time

from repartee.conversation.reception import Reception
from repartee.server.telephony.exchange import Exchange
from repartee.server.telephony.public_url import PublicUrl
from repartee.server.telephony.stream_tickets import StreamTickets
from repartee.server.telephony.vendors import TelephoneKeys, desks_of
from repartee.settings import Settings


def make_exchange(settings: Settings, reception: Reception) -> Exchange:
    """Make what takes telephone calls."""
    public_url = PublicUrl(settings.public_url, settings.trusted_proxies)
    tickets = StreamTickets(secrets.token_bytes(32), time.time)
    return Exchange(reception, desks_of(_keys(settings)), public_url, tickets)


def _keys(settings: Settings) -> TelephoneKeys:
    return TelephoneKeys(
        twilio_account_sid=settings.twilio_account_sid,
        twilio_auth_token=settings.twilio_auth_token.get_secret_value(),
        twilio_base_url=settings.twilio_base_url,
        telnyx_public_key=settings.telnyx_public_key,
        telnyx_api_key=settings.telnyx_api_key.get_secret_value(),
        plivo_auth_id=settings.plivo_auth_id,
        plivo_auth_token=settings.plivo_auth_token.get_secret_value(),
        exotel_secret=settings.exotel_secret.get_secret_value(),
    )
