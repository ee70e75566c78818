"""Conversations by plain WebSocket: PCM16 with JSON, and OpenAI's Realtime protocol."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter

from repartee.conversation.reception import Reception
from repartee.server.conversation_socket import conversation_socket_routes
from repartee.server.conversation_wishes import HouseRules
from repartee.server.realtime_socket import RealtimeRules, realtime_socket_routes
from repartee.settings import Settings
from repartee.stacks.plan import REALTIME
from repartee.stacks.stack import Stack, speaking_voice
from repartee.transports.openai_realtime.permissions import Permissions
from repartee.transports.websocket.conduct import SocketLimits


def conversation_socket(settings: Settings, stack: Stack, reception: Reception) -> APIRouter:
    """Make the route for PCM16 with JSON."""
    rules = HouseRules(
        reception.menu,
        prompts_allowed=settings.allow_caller_prompts,
        access_token=settings.access_token.get_secret_value(),
        speaking_voice=partial(speaking_voice, stack),
    )
    limits = SocketLimits(max_text_chars=settings.max_text_chars)
    return conversation_socket_routes(reception, rules, limits)


def openai_realtime(settings: Settings, stack: Stack, reception: Reception) -> APIRouter:
    """Make the routes for clients of OpenAI's Realtime API."""
    permissions = Permissions(
        instructions=settings.allow_caller_prompts,
        max_text_chars=settings.max_text_chars,
        turns=stack.describe().name != REALTIME,
    )
    return realtime_socket_routes(reception, RealtimeRules(permissions, settings.max_session_secs))
