"""What turns mean, as vectors beside the log."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import RowMapping, select
from sqlalchemy.dialects import postgresql, sqlite

from repartee.history.database import Database
from repartee.history.memory.passages import ROW, passage_in
from repartee.history.memory.tables import meanings, owners
from repartee.history.tables import events
from repartee.tools.memory import Passage

# Below it, sentence encoders find likeness in anything that is a sentence.
_LEAST_ALIKE = 0.3
_AT_ONCE = 64


class Embedder(Protocol):
    """Turns texts into vectors of length one."""

    @property
    def is_ready(self) -> bool:
        """Whether it can."""
        ...

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """`(n_texts, n_dimensions)`."""
        ...


class MeaningRecall:
    """Finds what means something alike (`person_memory.Recall`)."""

    def __init__(self, database: Database, embedder: Embedder, model: str) -> None:
        """Look into history.

        Args:
            database: History's.
            embedder: Tells what texts mean.
            model: Its name: vectors of another one are no use.
        """
        self._database = database
        self._embedder = embedder
        self._model = model

    async def look_back(self, _person: str, conversation_id: str) -> None:
        """Note what the turns of a conversation mean, but for those that were noted before.

        Raises:
            HistoryError: If it cannot be read, or nothing noted.
        """
        if not self._embedder.is_ready:
            return
        rows = await self._unnoted(conversation_id)
        for at in range(0, len(rows), _AT_ONCE):
            await self._note(rows[at : at + _AT_ONCE])

    async def find(self, person: str, about: str, but: str, limit: int) -> list[Passage]:
        """What was said that is most like it.

        Raises:
            HistoryError: If history cannot be read.
        """
        if not (about.strip() and self._embedder.is_ready):
            return []
        question = (await self._embedder.embed([about]))[0]
        ids = await self._most_alike(person, question, but, limit)
        wanted = select(*ROW).where(events.c.id.in_(ids))
        async with self._database.reading() as connection:
            rows = {row["id"]: row for row in (await connection.execute(wanted)).mappings()}
        passages = (passage_in(rows[each]) for each in ids if each in rows)
        return [each for each in passages if each is not None]

    async def _unnoted(self, conversation_id: str) -> Sequence[RowMapping]:
        noted = select(meanings.c.event_id).where(meanings.c.model == self._model)
        wanted = select(*ROW).where(
            events.c.conversation_id == conversation_id,
            events.c.words != "",
            events.c.id.not_in(noted),
        )
        async with self._database.reading() as connection:
            return (await connection.execute(wanted.order_by(events.c.id))).mappings().all()

    async def _note(self, rows: Sequence[RowMapping]) -> None:
        said = [(row["id"], passage) for row in rows if (passage := passage_in(row))]
        if not said:
            return
        vectors = await self._embedder.embed([passage.text for _, passage in said])
        values = [
            {"event_id": id_, "model": self._model, "vector": vector.astype(np.float16).tobytes()}
            for (id_, _), vector in zip(said, vectors, strict=True)
        ]
        async with self._database.writing() as connection:
            making = sqlite.insert if self._database.is_file else postgresql.insert
            # One of another model gives way.
            put = making(meanings).values(values)
            new = {"model": put.excluded.model, "vector": put.excluded.vector}
            await connection.execute(
                put.on_conflict_do_update(index_elements=["event_id"], set_=new)
            )

    async def _most_alike(
        self, person: str, question: NDArray[np.float32], but: str, limit: int
    ) -> list[int]:
        wanted = (
            select(meanings.c.event_id, meanings.c.vector)
            .select_from(meanings.join(events, events.c.id == meanings.c.event_id))
            .join(owners, owners.c.conversation_id == events.c.conversation_id)
            .where(
                meanings.c.model == self._model,
                owners.c.person == person,
                events.c.conversation_id != but,
            )
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(wanted)).all()
        return await asyncio.to_thread(_nearest, [tuple(row) for row in rows], question, limit)


def _nearest(
    rows: Sequence[tuple[int, bytes]], question: NDArray[np.float32], limit: int
) -> list[int]:
    if not rows:
        return []
    stored = np.frombuffer(b"".join(vector for _, vector in rows), np.float16)
    alike = stored.reshape(len(rows), -1).astype(np.float32) @ question
    best = np.argsort(-alike)[:limit]
    return [rows[each][0] for each in best if alike[each] >= _LEAST_ALIKE]
