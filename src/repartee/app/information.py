"""What the server tells of itself."""

from __future__ import annotations

from fastapi import APIRouter

from repartee import __version__
from repartee.app.conversations import keep_rules
from repartee.conversation.session_manager import SessionManager
from repartee.server.health import health_of, overall
from repartee.server.information import (
    ChoiceInfo,
    Health,
    Information,
    KeepInfo,
    PartInfo,
    PhraseGroupInfo,
    Phrases,
    SessionsInfo,
    StackInfo,
    VoiceInfo,
    information_routes,
)
from repartee.settings import Settings
from repartee.stacks.stack import Part, Stack
from repartee.telemetry.health import HealthBoard


def information(
    settings: Settings, stack: Stack, sessions: SessionManager, board: HealthBoard
) -> APIRouter:
    """Make the routes about the server, its stack and its health."""

    async def health() -> Health:
        checks = await health_of(board)
        return Health(
            status=overall(checks),
            version=__version__,
            checks=checks,
            sessions=SessionsInfo(active=sessions.active, held=sessions.held, limit=sessions.limit),
            draining=sessions.draining,
        )

    return information_routes(_about(settings, stack), _phrases(stack), health)


def _about(settings: Settings, stack: Stack) -> Information:
    about = stack.describe()
    keep = keep_rules(settings)
    return Information(
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
        keep=KeepInfo(offered=list(keep.offered), usual=keep.resolved("")),
        memory=settings.memory and keep.most != "nothing",
        prompts=settings.allow_caller_prompts,
    )


def _phrases(stack: Stack) -> Phrases:
    return Phrases(
        groups=[
            PhraseGroupInfo(title=group.title, phrases=list(group.phrases))
            for group in stack.phrase_groups
        ]
    )


def _part(part: Part) -> PartInfo:
    return PartInfo(name=part.name, label=part.label, why=part.why, fallbacks=list(part.fallbacks))
