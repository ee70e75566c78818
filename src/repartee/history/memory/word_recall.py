"""What was said with certain words in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import RowMapping, select

from repartee.history import words
from repartee.history.database import Database
from repartee.history.memory.passages import ROW, passage_in
from repartee.history.memory.tables import owners
from repartee.history.search import having
from repartee.history.tables import events
from repartee.tools.memory import Passage

# Enough to rank by; of a word that was said more often, the newest count.
_MOST_A_WORD = 200
_MOST_WORDS = 8
# Of a question, what says nothing of its subject.
_EMPTY = frozenset(
    words.fold(
        "a about an and are at did do for from have in is it me my of on or our said say that the "
        "this to was we were what when where who with you your"
    )
)


class WordRecall:
    """Finds by words: what has most of them first, of those the newest."""

    def __init__(self, database: Database) -> None:
        """Look into history.

        Args:
            database: History's.
        """
        self._database = database

    async def find(self, person: str, about: str, but: str, limit: int) -> list[Passage]:
        """What was said about something.

        Args:
            person: In whose conversations.
            about: In a few words.
            but: A conversation that is left out: the one that goes on.
            limit: How many at most.

        Raises:
            HistoryError: If history cannot be read.
        """
        asked = words.wanted(about)
        telling = [word for word in asked if word not in _EMPTY] or asked
        rows: dict[int, RowMapping] = {}
        matches: Counter[int] = Counter()
        for word in telling[:_MOST_WORDS]:
            for row in await self._with(word, person, but):
                rows[row["id"]] = row
                matches[row["id"]] += 1
        return _best(rows, matches, limit)

    async def _with(self, word: str, person: str, but: str) -> Sequence[RowMapping]:
        wanted = (
            having(select(*ROW), [word], in_file=self._database.is_file)
            .join(owners, owners.c.conversation_id == events.c.conversation_id)
            .where(owners.c.person == person, events.c.conversation_id != but)
            .order_by(events.c.id.desc())
            .limit(_MOST_A_WORD)
        )
        async with self._database.reading() as connection:
            return (await connection.execute(wanted)).mappings().all()


def _best(rows: Mapping[int, RowMapping], matches: Counter[int], limit: int) -> list[Passage]:
    ranked = sorted(rows, key=lambda each: (matches[each], each), reverse=True)
    passages = (passage_in(rows[each]) for each in ranked[:limit])
    return [each for each in passages if each is not None]
