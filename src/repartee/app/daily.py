"""Calls in Daily's rooms, where there is a key or a room for them."""

from __future__ import annotations

from repartee.conversation.daily_calls import DailyCalls, DailyManner
from repartee.conversation.reception import Reception
from repartee.server.choices import Wishes, checked_choices
from repartee.services.provider import Provider
from repartee.settings import Settings, SettingsError
from repartee.stacks.called import OWN_NAME
from repartee.stacks.stack import Stack
from repartee.transports.daily.account import DailyAccount
from repartee.transports.daily.client import native_calls
from repartee.transports.daily.place import FixedRoom, MadeRooms, Places
from repartee.transports.daily.rest import DailyRest


def make_daily_calls(settings: Settings, stack: Stack, reception: Reception) -> DailyCalls | None:
    """Make what holds calls in Daily's rooms.

    Returns:
        None where Daily is not configured.

    Raises:
        SettingsError: If it is the usual way in, and not configured.
    """
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
    make_call = native_calls(OWN_NAME, rate, settings.connect_timeout_secs)
    return DailyCalls(_places(settings), make_call, reception, manner)


def daily_account(settings: Settings) -> dict[str, Provider]:
    """What health checks ask Daily itself, if there is anything to ask."""
    # In a rehearsal there is no call behind a room, so that its key is good means nothing.
    if settings.simulate or not settings.daily_api_key.get_secret_value():
        return {}
    return {"daily": DailyAccount(settings.daily_api_url, settings.daily_api_key)}


def _places(settings: Settings) -> Places:
    if settings.daily_room_url:
        return FixedRoom(settings.daily_room_url, settings.daily_token.get_secret_value())
    return MadeRooms(
        DailyRest(settings.daily_api_url, settings.daily_api_key.get_secret_value()),
        agent_name=OWN_NAME,
        lifetime_secs=settings.daily_room_secs(settings.max_session_secs),
        most_people=settings.max_participants,
    )
