from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from repartee.history.database import Database
from repartee.history.encoding import storable
from repartee.history.memory.tables import facts
from repartee.tools.fact import Fact
from repartee.tools.memory import MOST_FACTS, TooManyFactsError

_ID_BYTES = 8


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact as it is stored."""

    id: str
    fact: Fact
    changed_at: datetime
    noticed: bool = False
    """Whether nobody asked for it to be remembered."""


class FactStore:
    """What is known of people. Nobody gets at anything but by the person's own digest.

    Every method raises `HistoryError` where the database is not there.
    """

    def __init__(self, database: Database, redacted: Callable[[str], str] = str) -> None:
        """Use a database, without I/O.

        Args:
            database: History's.
            redacted: Takes out of a text what must not be stored.
        """
        self._database = database
        self._redacted = redacted

    async def of(self, person: str) -> list[KnownFact]:
        """All that is known of a person, the oldest first."""
        wanted = select(facts).where(facts.c.person == person)
        async with self._database.reading() as connection:
            rows = (await connection.execute(wanted.order_by(facts.c.changed_at))).mappings()
            return [
                KnownFact(
                    row["id"],
                    Fact(row["subject"], row["value"]),
                    row["changed_at"],
                    row["conversation_id"] is not None,
                )
                for row in rows
            ]

    async def remember(self, person: str, fact: Fact) -> str:
        """Note a fact for good, in place of one of the same subject.

        Returns:
            Its id.

        Raises:
            TooManyFactsError: If there is no room for another.
        """
        async with self._writing_of(person) as connection:
            return await self._put(connection, person, self._storable(fact), None)

    async def notice(self, person: str, new: Sequence[Fact], conversation_id: str) -> None:
        """Note facts that nobody asked for. What somebody asked for stays as it is.

        Args:
            person: Of whom.
            new: Those for which there is no room are left out.
            conversation_id: Where they were noticed; they go with it.
        """
        async with self._writing_of(person) as connection:
            asked = select(facts.c.key).where(
                facts.c.person == person, facts.c.conversation_id.is_(None)
            )
            taken = set(await connection.scalars(asked))
            for fact in map(self._storable, new):
                if not fact.key or fact.key in taken:
                    continue
                try:
                    await self._put(connection, person, fact, conversation_id)
                except TooManyFactsError:
                    return

    async def change(self, person: str, fact_id: str, fact: Fact) -> bool:
        """Put a fact right; from then on it is one that was asked for.

        Returns:
            Whether there was such a fact.
        """
        fact = self._storable(fact)
        this = and_(facts.c.person == person, facts.c.id == fact_id)
        async with self._writing_of(person) as connection:
            if await connection.scalar(select(facts.c.id).where(this)) is None:
                return False
            await connection.execute(
                delete(facts).where(
                    facts.c.person == person, facts.c.key == fact.key, facts.c.id != fact_id
                )
            )
            await connection.execute(update(facts).where(this).values(**_columns(fact)))
            return True

    async def forget(self, person: str, fact_id: str) -> bool:
        """Remove a fact.

        Returns:
            Whether there was such a fact.
        """
        return await self._remove(and_(facts.c.person == person, facts.c.id == fact_id)) > 0

    async def forget_subject(self, person: str, key: str) -> Fact | None:
        """Remove what is known of a subject.

        Returns:
            What that was; None if nothing was.
        """
        this = and_(facts.c.person == person, facts.c.key == key)
        async with self._database.writing() as connection:
            row = (await connection.execute(select(facts).where(this))).mappings().one_or_none()
            await connection.execute(delete(facts).where(this))
        self._database.erasing.owe()
        return Fact(row["subject"], row["value"]) if row else None

    async def forget_all(self, person: str) -> int:
        """Remove all that is known of a person.

        Returns:
            How many facts that were.
        """
        return await self._remove(facts.c.person == person)

    @asynccontextmanager
    async def _writing_of(self, person: str) -> AsyncIterator[AsyncConnection]:
        """Add to what is known of a person; whoever else does so waits until that is done."""
        async with self._database.writing() as connection:
            if not self._database.is_file:
                lock = func.pg_advisory_xact_lock(func.hashtextextended(person, 0))
                await connection.execute(select(lock))
            yield connection

    async def _put(
        self, connection: AsyncConnection, person: str, fact: Fact, conversation_id: str | None
    ) -> str:
        this = and_(facts.c.person == person, facts.c.key == fact.key)
        values = {**_columns(fact), "conversation_id": conversation_id}
        known: str | None = await connection.scalar(select(facts.c.id).where(this))
        if known is not None:
            await connection.execute(update(facts).where(this).values(**values))
            return known
        count = select(func.count()).select_from(facts).where(facts.c.person == person)
        if (await connection.scalar(count) or 0) >= MOST_FACTS:
            raise TooManyFactsError
        fact_id = secrets.token_hex(_ID_BYTES)
        await connection.execute(insert(facts).values(id=fact_id, person=person, **values))
        return fact_id

    async def _remove(self, which: ColumnElement[bool]) -> int:
        async with self._database.writing() as connection:
            gone = (await connection.execute(delete(facts).where(which))).rowcount
        self._database.erasing.owe()
        return gone

    def _storable(self, fact: Fact) -> Fact:
        subject, value = (self._redacted(storable(each)) for each in (fact.subject, fact.value))
        return Fact(subject, value)


def _columns(fact: Fact) -> dict[str, object]:
    return {
        "key": fact.key,
        "subject": fact.subject,
        "value": fact.value,
        "conversation_id": None,
        "changed_at": datetime.now(UTC),
    }
