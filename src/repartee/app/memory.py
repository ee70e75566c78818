"""What is remembered of people, where anything is kept."""

from __future__ import annotations

from collections.abc import Iterator

from repartee.app.history import History
from repartee.app.privacy import make_redactor
from repartee.conversation.continuing import Continuing
from repartee.history.memory.fact_store import FactStore
from repartee.history.memory.looking_back import Noticing
from repartee.history.memory.noticing import ModelNoticer
from repartee.history.memory.stored_memories import LookBack, StoredMemories
from repartee.history.memory.word_recall import WordRecall
from repartee.history.past import WrittenPast
from repartee.settings import Settings
from repartee.stacks.stack import Stack


def make_memories(
    settings: Settings, stack: Stack, history: History | None
) -> StoredMemories | None:
    """Make what remembers people.

    Args:
        settings: Whether it shall.
        stack: Has the model that takes notes.
        history: Where they are kept.

    Returns:
        None where nobody is to be remembered.
    """
    if history is None or not settings.memory:
        return None
    facts = FactStore(history.store.database, make_redactor(settings).text)
    recall = WordRecall(history.store.database)
    return StoredMemories(facts, recall, *_looks(stack, history, facts))


def make_continuing(history: History | None, *, among_friends: bool) -> Continuing | None:
    """Make what goes on with earlier conversations; None where none is written down.

    Args:
        history: Where they are written.
        among_friends: Whether nobody can call who was not let in by the operator.
    """
    if history is None:
        return None
    return Continuing(WrittenPast(history.store), among_friends=among_friends)


def _looks(stack: Stack, history: History, facts: FactStore) -> Iterator[LookBack]:
    if models := stack.language_models:
        # Imported here: it takes a second, and built-in mode has no use for it.
        from repartee.stacks.team_model import model_of

        yield Noticing(history.store, facts, ModelNoticer(model_of(models))).look_back
