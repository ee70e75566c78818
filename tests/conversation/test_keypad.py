from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from repartee.conversation.keypad import MOST_KEYS, PAUSE_SECS, KeyGroup, sentence_about

keys = st.sampled_from("0123456789*#")


class _Caller:
    """Presses keys at given times; a pause ends an entry as a timer would."""

    def __init__(self) -> None:
        self.group = KeyGroup()
        self.entries: list[str] = []

    def press(self, key: str, at: float) -> None:
        self.pass_time(at)
        self.entries += filter(None, [self.group.press(key, at)])

    def pass_time(self, at: float) -> None:
        if self.group.due_at is not None and self.group.due_at <= at:
            self.entries.append(self.group.take())


def _entries(*presses: tuple[str, float]) -> list[str]:
    caller = _Caller()
    for key, at in presses:
        caller.press(key, at)
    caller.pass_time(1e9)
    return caller.entries


def test_keys_in_quick_succession_are_one_entry() -> None:
    assert _entries(("4", 0.0), ("2", 0.5), ("1", 2.4)) == ["421"]


def test_a_pause_ends_an_entry() -> None:
    assert _entries(("4", 0.0), ("2", PAUSE_SECS)) == ["4", "2"]


def test_the_hash_key_ends_an_entry_at_once() -> None:
    assert _entries(("1", 0.0), ("#", 0.1), ("2", 0.2)) == ["1#", "2"]


def test_a_lone_hash_is_an_entry() -> None:
    assert _entries(("#", 0.0)) == ["#"]


@given(st.lists(st.tuples(keys, st.floats(0, 5)), max_size=100))
def test_no_key_is_lost_or_doubled_and_no_entry_is_endless(
    presses: list[tuple[str, float]],
) -> None:
    now, timed = 0.0, []
    for key, wait in presses:
        now += wait
        timed.append((key, now))
    entries = _entries(*timed)
    assert "".join(entries) == "".join(key for key, _ in presses)
    assert all(1 <= len(entry) <= MOST_KEYS for entry in entries)


def test_the_agent_is_told_digits_one_by_one() -> None:
    assert sentence_about("5") == "The caller pressed 5."
    assert sentence_about("42#") == "The caller pressed 4 2 #."
