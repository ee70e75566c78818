"""What is remembered of people, where anything is kept."""

from __future__ import annotations

from collections.abc import Iterator

from loguru import logger

from repartee.app.history import History
from repartee.app.privacy import make_redactor
from repartee.conversation.continuing import Continuing
from repartee.engines.embedding import EmbeddingEngine, EmbeddingError
from repartee.history.database import Database
from repartee.history.memory.backlog import Backlog
from repartee.history.memory.fact_store import FactStore
from repartee.history.memory.indexing import Indexing
from repartee.history.memory.joint_recall import JointRecall
from repartee.history.memory.looking_back import Noticing
from repartee.history.memory.meanings import MeaningRecall
from repartee.history.memory.noticing import ModelNoticer
from repartee.history.memory.stored_memories import LookBack, StoredMemories
from repartee.history.memory.word_recall import WordRecall
from repartee.history.past import WrittenPast
from repartee.models.catalogue.embedding import PROVIDER
from repartee.services.local_models import resolve_model
from repartee.settings import Settings
from repartee.stacks.stack import Stack


class Remembering:
    """A server's memory of people, and the model by which it recalls what was said."""

    def __init__(self, settings: Settings, stack: Stack, history: History) -> None:
        """Make it, without I/O.

        Args:
            settings: Which model, and what must not be stored.
            stack: Has the model that takes notes.
            history: Where all of it is.
        """
        database = history.store.database
        self.facts = FactStore(database, make_redactor(settings).text)
        self._model = settings.memory_model
        self._engine = _engine(settings)
        meaning = self._meaning(database)
        wanted = meaning if settings.memory_index_older else []
        self._indexing = [Indexing(database, each, self._model) for each in wanted]
        looks = [*_notices(stack, history, self.facts), *(each.look_back for each in meaning)]
        recall = JointRecall(WordRecall(database), *meaning)
        backlog = Backlog(database, lambda: history.presence.others(database))
        self.memories = StoredMemories(self.facts, recall, *looks, backlog=backlog)

    async def open(self) -> None:
        """Begin to look back at conversations; where a model cannot be used, the log says why."""
        if self._model and self._engine is None:
            logger.warning(
                "MEMORY_MODEL: {} is not here. Fetch it with: repartee models pull {}. Until then "
                "earlier conversations are searched by words.",
                self._model,
                self._model,
            )
        if self._engine is not None:
            try:
                await self._engine.start()
            except EmbeddingError as error:
                logger.warning("{} Until then earlier conversations are searched by words.", error)
            else:
                for each in self._indexing:
                    each.start()
        self.memories.start()

    async def close(self) -> None:
        """Look back no more."""
        for each in self._indexing:
            await each.close()
        await self.memories.close()
        if self._engine is not None:
            await self._engine.close()

    def _meaning(self, database: Database) -> list[MeaningRecall]:
        if self._engine is None:
            return []
        return [MeaningRecall(database, self._engine, self._model)]


def make_remembering(
    settings: Settings, stack: Stack, history: History | None
) -> Remembering | None:
    """Make what remembers people; None where nobody is to be remembered, or nothing is kept."""
    if history is None or not settings.memory:
        return None
    return Remembering(settings, stack, history)


def make_continuing(history: History | None, *, among_friends: bool) -> Continuing | None:
    """Make what goes on with earlier conversations; None where none is written down.

    Args:
        history: Where they are written.
        among_friends: Whether nobody can call who was not let in by the operator.
    """
    if history is None:
        return None
    return Continuing(WrittenPast(history.store), among_friends=among_friends)


def _engine(settings: Settings) -> EmbeddingEngine | None:
    if not settings.memory_model:
        return None
    directory = resolve_model(settings.models_dir, PROVIDER, [settings.memory_model])
    return EmbeddingEngine(directory) if directory else None


def _notices(stack: Stack, history: History, facts: FactStore) -> Iterator[LookBack]:
    if models := stack.language_models:
        # Imported here: it takes a second, and built-in mode has no use for it.
        from repartee.stacks.team_model import model_of

        yield Noticing(history.store, facts, ModelNoticer(model_of(models))).look_back
