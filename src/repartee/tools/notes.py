"""Notes, kept for the length of the conversation."""

from __future__ import annotations

from repartee.tools.answer import Answer, Refusal, answer
from repartee.tools.second_person import second_person
from repartee.tools.spoken import count_of, number_words

MOST_NOTES = 50
LONGEST_NOTE = 500  # characters: about half a minute of speech


class Notes:
    """The notes of one conversation."""

    def __init__(self) -> None:
        self._notes: list[str] = []

    async def take_note(self, text: str) -> Answer:
        """Write down a note for the caller.

        Args:
            text: What to write down, in the caller's words.
        """
        if not text:
            raise Refusal("What should I write down?")
        if len(text) > LONGEST_NOTE:
            raise Refusal("That is too long for one note. Say it in two or three shorter ones.")
        if len(self._notes) >= MOST_NOTES:
            raise Refusal(f"I have {MOST_NOTES} notes, and no room for more. Say, forget my notes.")
        self._notes.append(text)
        return answer(f"Noted: {second_person(text)}.", count=len(self._notes))

    async def read_notes(self) -> Answer:
        """Read all notes of this conversation aloud."""
        if not self._notes:
            return answer("You have no notes yet. Say, take a note, and what it is.", notes=[])
        numbered = [
            f"{number_words(number).capitalize()}: {second_person(note)}."
            for number, note in enumerate(self._notes, 1)
        ]
        count = count_of(len(self._notes), "note")
        return answer(f"You have {count}. {' '.join(numbered)}", notes=[*self._notes])

    async def forget_notes(self) -> Answer:
        """Forget all notes of this conversation."""
        count = len(self._notes)
        self._notes.clear()
        if not count:
            return answer("There are no notes to forget.", count=0)
        return answer(f"I have forgotten {count_of(count, 'note')}.", count=count)
