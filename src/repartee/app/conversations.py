"""Who holds the conversations, and lets callers into them."""

from __future__ import annotations

from repartee.conversation.menu import Menu
from repartee.conversation.parts import Choices, ConversationLimits
from repartee.conversation.reception import MakeSession, Reception
from repartee.conversation.session import Session
from repartee.conversation.session_manager import SessionManager
from repartee.conversation.snapshot import EmptyShelf, Shelf, Snapshot
from repartee.history.shelf import FileShelf
from repartee.settings import Settings
from repartee.stacks.stack import Stack


def make_reception(
    settings: Settings, stack: Stack, sessions: SessionManager, shelf: Shelf
) -> Reception:
    """Make what lets callers in.

    Args:
        settings: Limits.
        stack: What conversations are built of.
        sessions: Holds those that go on.
        shelf: Keeps those that may be taken up again.
    """
    return Reception(sessions, _session_maker(settings, stack, shelf), shelf, _menu(stack))


def make_shelf(settings: Settings) -> Shelf:
    """Make what keeps conversations, for as long as the settings say."""
    if not settings.resume_keep_secs:
        return EmptyShelf()
    return FileShelf(settings.data_dir / "conversations", settings.resume_keep_secs)


def _session_maker(settings: Settings, stack: Stack, shelf: Shelf) -> MakeSession:
    limits = ConversationLimits(
        settings.idle_timeout_secs,
        settings.max_session_secs,
        settings.resume_grace_secs,
        settings.max_participants,
        settings.context_summaries,
    )

    def make(session_id: str, choices: Choices, before: Snapshot | None) -> Session:
        return Session(
            session_id, stack, limits=limits, choices=choices, shelf=shelf, before=before
        )

    return make


def _menu(stack: Stack) -> Menu:
    return Menu(
        voices=tuple(voice.id for voice in stack.voices),
        brains=tuple(brain.id for brain in stack.brains),
        languages=stack.languages,
        personas=tuple(persona.id for persona in stack.personas),
    )
