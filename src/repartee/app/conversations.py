"""Who holds the conversations, and lets callers into them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from repartee.app.privacy import make_redactor
from repartee.conversation.budget import Purse
from repartee.conversation.chronicle import Archive
from repartee.conversation.continuing import Continuing
from repartee.conversation.events import SessionStarted
from repartee.conversation.keep import KeepRules
from repartee.conversation.memories import Memories
from repartee.conversation.menu import Menu
from repartee.conversation.onlookers import Onlooker
from repartee.conversation.parts import Choices, ConversationLimits
from repartee.conversation.reception import MakeSession, Reception
from repartee.conversation.session import Session
from repartee.conversation.session_manager import SessionManager
from repartee.conversation.snapshot import EmptyShelf, Shelf, Snapshot
from repartee.conversation.taping import Studio
from repartee.history.chosen_shelf import ChosenShelf
from repartee.history.memory_shelf import MemoryShelf
from repartee.history.shelf import FileShelf
from repartee.settings import Settings
from repartee.stacks.stack import Stack, speaking_voice


def make_reception(
    settings: Settings,
    stack: Stack,
    sessions: SessionManager,
    shelf: Shelf,
    archive: Archive | None = None,
    memories: Memories | None = None,
    continuing: Continuing | None = None,
    studio: Studio | None = None,
    purse: Purse | None = None,
    onlookers: Callable[[], Onlooker] | None = None,
) -> Reception:
    """Make what lets callers in.

    Args:
        settings: Limits.
        stack: What conversations are built of.
        sessions: Holds those that go on.
        shelf: Keeps those that may be taken up again.
        archive: Where they are written down; None for nowhere.
        memories: What is remembered of callers; None for nothing.
        continuing: Goes on with those that are written down; None where none is.
        studio: Records those whose callers want it; None where no sound is kept.
        purse: What they cost, and may cost; None for nobody who knows.
        onlookers: Makes who is shown what happens in one; None for nobody.
    """
    make_session = _session_maker(
        settings, stack, shelf, archive, memories, studio, purse, onlookers
    )
    return Reception(sessions, make_session, shelf, _menu(settings, stack), continuing)


def make_shelf(settings: Settings) -> Shelf:
    """Make what keeps conversations, for as long as the settings say, and where callers want it."""
    keep_secs = settings.resume_keep_secs
    if not keep_secs:
        return EmptyShelf()
    directory = settings.data_dir / "conversations"
    disk = FileShelf(directory, keep_secs, make_redactor(settings))
    return ChosenShelf(disk, MemoryShelf(keep_secs))


def _session_maker(
    settings: Settings,
    stack: Stack,
    shelf: Shelf,
    archive: Archive | None,
    memories: Memories | None,
    studio: Studio | None,
    purse: Purse | None,
    onlookers: Callable[[], Onlooker] | None,
) -> MakeSession:
    limits = ConversationLimits(
        settings.idle_timeout_secs,
        settings.max_session_secs,
        settings.resume_grace_secs,
        settings.max_participants,
        summaries=settings.context_summaries,
    )

    rules, menu = keep_rules(settings), _menu(settings, stack)

    def make(session_id: str, choices: Choices, before: Snapshot | None) -> Session:
        choices = _kept_as_wished(choices, rules)
        return Session(
            session_id,
            stack,
            limits=limits,
            choices=choices,
            menu=menu,
            shelf=shelf,
            before=before,
            archive=archive if choices.keep != "nothing" else None,
            about=_about(stack, choices),
            memories=memories,
            studio=studio if choices.keep == "audio" else None,
            purse=purse,
            onlooker=onlookers() if onlookers else None,
        )

    return make


def _kept_as_wished(choices: Choices, rules: KeepRules) -> Choices:
    keep = rules.resolved(choices.keep)
    # Of whom nothing is kept, nothing is remembered.
    return replace(choices, keep=keep, person="" if keep == "nothing" else choices.person)


def _about(stack: Stack, choices: Choices) -> SessionStarted:
    """Of what a conversation consists, as history keeps it."""
    parts = stack.describe()
    brains = {brain.id: brain.label for brain in stack.brains}
    return SessionStarted(
        stack=parts.name,
        ears=parts.ears.label,
        brain=brains.get(choices.brain, parts.brain.label),
        voice=speaking_voice(stack, choices) or parts.voice.label,
        persona=choices.persona or stack.persona(choices).id,
        language=choices.language,
        person=choices.person,
    )


def _menu(settings: Settings, stack: Stack) -> Menu:
    return Menu(
        voices=tuple(voice.id for voice in stack.voices),
        brains=tuple(brain.id for brain in stack.brains),
        languages=stack.languages,
        personas=tuple(persona.id for persona in stack.personas),
        prompts=settings.allow_caller_prompts,
        labels={voice.id: voice.label for voice in stack.voices}
        | {brain.id: brain.label for brain in stack.brains},
        keep=keep_rules(settings),
    )


def keep_rules(settings: Settings) -> KeepRules:
    """How much of conversations may be kept, and how much is unasked."""
    return KeepRules(settings.history_keep, "audio" if settings.record_calls else "text")
