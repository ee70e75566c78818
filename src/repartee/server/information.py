from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from repartee.conversation.keep import Kept

CheckStatus = Literal["healthy", "degraded"]


class PartInfo(BaseModel):
    """One part of the stack: what it is called and why it was picked."""

    name: str
    label: str
    why: str = ""
    fallbacks: list[str] = []


class StackInfo(BaseModel):
    """The ears, brain and voice in use."""

    name: str
    limited: bool
    ears: PartInfo
    brain: PartInfo
    voice: PartInfo
    notice: str = ""


class VoiceInfo(BaseModel):
    """A voice a caller may choose."""

    id: str
    label: str
    language: str = ""


class ChoiceInfo(BaseModel):
    """A brain or a persona a caller may choose."""

    id: str
    label: str


class PhraseGroupInfo(BaseModel):
    """Phrases that a limited brain understands, under one title."""

    title: str
    phrases: list[str]


class Phrases(BaseModel):
    """All phrases of a limited brain; empty for one that understands anything."""

    groups: list[PhraseGroupInfo]


class SessionsInfo(BaseModel):
    """How many conversations go on, of how many."""

    active: int
    held: int = 0
    limit: int


class Health(BaseModel):
    """Whether every part works."""

    status: CheckStatus
    version: str
    checks: dict[str, CheckStatus]
    sessions: SessionsInfo
    draining: bool = False
    """Whether no new conversation begins, as the server is about to stop."""


class KeepInfo(BaseModel):
    """How much of a conversation is kept."""

    offered: list[Kept] = []
    """What a caller may choose, from the least on."""
    usual: Kept = "text"
    """What counts for those who choose nothing."""


class Information(BaseModel):
    """What this server is."""

    version: str
    stack: StackInfo
    voices: list[VoiceInfo]
    brains: list[ChoiceInfo] = []
    personas: list[ChoiceInfo] = []
    languages: list[str] = []
    transports: list[str] = []
    """How the page can reach the server."""
    transport: str = ""
    """What it begins with."""
    keep: KeepInfo = KeepInfo()
    memory: bool = False
    """Whether people are known again from one conversation to the next."""
    prompts: bool = True
    """Whether callers may tell the agent who to be."""


def information_routes(
    information: Information, phrases: Phrases, health: Callable[[], Awaitable[Health]]
) -> APIRouter:
    """The routes that tell about the server.

    Args:
        information: What it is.
        phrases: What its brain understands, if that is limited.
        health: Asks every part how it is.

    Returns:
        `GET /health`, `GET /api/info`, `GET /api/phrases`.
    """
    router = APIRouter()

    @router.get("/health")
    async def get_health() -> Health:
        return await health()

    @router.get("/api/info")
    async def get_information() -> Information:
        return information

    @router.get("/api/phrases")
    async def get_phrases() -> Phrases:
        return phrases

    return router
