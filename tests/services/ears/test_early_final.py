from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from pipecat.turns.user_stop import NormalizedMatch

from repartee.services.ears.early_final import EarlyFinal, Span

Event = tuple[str, Callable[["Ears"], None]]


@dataclass
class Ears:
    """Those in `StreamingEars`, without a connection."""

    early: EarlyFinal
    told: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    speaks: bool = True
    waits: bool = False

    def starts(self) -> None:
        self.speaks, self.waits = True, False
        self.early.speech_began()

    def stops(self, sent_secs: float) -> None:
        self.speaks, self.waits = False, True
        self.early.speech_ended(sent_secs, 0.2)
        self._look()

    def words(self, text: str, start: float, end: float, *, final: bool = False) -> None:
        news = self.early.news(text, Span(start, end), final=final)
        if news is None:
            return
        self.heard += [news] if final and news else []
        self.early.heard(" ".join(self.heard), "" if final else news, Span(start, end))
        if final and news and not (self.speaks or self.waits):
            self._tell(self.heard)
        else:
            self._look()

    def flush(self, text: str, start: float, end: float) -> None:
        self.words(text, start, end, final=True)
        if not self.early.flush(Span(start, end)) and not self.speaks and self.waits:
            self.waits = False
            self._tell(self.heard)

    def _look(self) -> None:
        if not self.speaks and self.waits and self.early.is_due():
            words = [*self.heard, self.early.part]
            self.early.told_early()
            self.waits = False
            self._tell(words)

    def _tell(self, words: list[str]) -> None:
        if text := " ".join(word for word in words if word):
            self.told.append(text)
            self.early.told(text)
        self.heard = []


def one_utterance(ears: Ears, at: float, *, last: str = "What time is it?") -> None:
    ears.starts()
    ears.words("what time is it", at, at + 1.2)
    ears.stops(at + 1.2)
    ears.flush(last, at, at + 1.2)


def trusted() -> Ears:
    """Those whose words in a pause were the last ones three times, up to second 6."""
    ears = Ears(EarlyFinal(enabled=True))
    for at in (0.0, 2.0, 4.0):
        one_utterance(ears, at)
    assert ears.told == ["What time is it?"] * 3
    ears.told.clear()
    return ears


def test_words_that_cover_the_pause_are_told_when_speech_ends() -> None:
    ears = trusted()
    ears.starts()
    ears.words("what time is it", 6.0, 7.1)
    ears.stops(7.2)
    assert ears.told == ["what time is it"]
    ears.flush("What time is it?", 6.0, 7.2)
    assert len(ears.told) == 1


def test_words_that_come_to_cover_the_pause_are_told_when_they_come() -> None:
    ears = trusted()
    ears.starts()
    ears.words("what time", 6.0, 6.8)
    ears.stops(7.2)
    assert not ears.told
    ears.words("what time is it", 6.0, 7.15)
    assert ears.told == ["what time is it"]


def test_final_words_count_as_well_if_nothing_came_after_them() -> None:
    ears = trusted()
    ears.starts()
    ears.words("What time is it?", 6.0, 7.0, final=True)
    ears.words("", 7.0, 7.15)
    ears.stops(7.2)
    assert ears.told == ["What time is it?"]
    ears.flush("", 7.0, 7.2)
    assert len(ears.told) == 1


@pytest.mark.parametrize("end", [6.5, 7.0, 7.05])
def test_words_that_end_with_the_speech_or_before_wait(end: float) -> None:
    ears = trusted()
    ears.starts()
    ears.words("what time is it", 6.0, end)
    ears.stops(7.2)
    assert not ears.told
    ears.flush("What time is it, please?", 6.0, 7.2)
    assert ears.told == ["What time is it, please?"]


def test_trust_is_earned_in_three_utterances() -> None:
    ears = Ears(EarlyFinal(enabled=True))
    for number, at in enumerate((0.0, 2.0, 4.0, 6.0)):
        ears.starts()
        ears.words("what time is it", at, at + 1.2)
        ears.stops(at + 1.2)
        assert len(ears.told) == number + (number == 3)
        ears.flush("What time is it?", at, at + 1.2)


def test_ears_that_took_a_word_back_wait_for_five_utterances() -> None:
    ears = trusted()
    one_utterance(ears, 6.0, last="What time was it?")
    assert ears.told == ["what time is it"]  # what differs is never a turn of its own
    for at in (8.0, 10.0, 12.0, 14.0, 16.0):
        one_utterance(ears, at)
        assert ears.told[-1] == "What time is it?"
    one_utterance(ears, 18.0)
    assert ears.told[-1] == "what time is it"


def test_nothing_is_told_early_where_that_is_switched_off() -> None:
    ears = Ears(EarlyFinal(enabled=False))
    for at in range(0, 20, 2):
        one_utterance(ears, at)
    assert ears.told == ["What time is it?"] * 10


def test_nothing_is_told_early_where_the_pause_is_not_known() -> None:
    ears = trusted()
    ears.starts()
    ears.words("what time is it", 6.0, 7.2)
    ears.early.speech_ended(7.2, 0.0)
    assert not ears.early.is_due()


def test_a_vendor_that_never_flushes_costs_the_next_utterance_nothing() -> None:
    ears = trusted()
    ears.starts()
    ears.words("what time is it", 6.0, 7.2)
    ears.stops(7.2)
    ears.starts()
    ears.words("what time is it in", 6.0, 8.0)
    ears.words("what time is it in Paris", 6.0, 8.6, final=True)
    ears.stops(8.8)
    ears.flush("", 8.6, 8.8)
    assert ears.told == ["what time is it", "in Paris"]


def test_a_new_connection_owes_nothing() -> None:
    ears = trusted()
    ears.starts()
    ears.words("what time is it", 6.0, 7.2)
    ears.stops(7.2)
    ears.early.opened()
    ears.starts()
    ears.words("in Paris", 0.0, 1.0)
    ears.stops(1.2)
    ears.flush("In Paris.", 0.0, 1.2)
    assert ears.told == ["what time is it", "In Paris."]


VAD: list[Event] = [
    ("stop 1", lambda ears: ears.stops(7.2)),
    ("start 2", lambda ears: ears.starts()),
    ("stop 2", lambda ears: ears.stops(8.4)),
]
VENDOR: list[Event] = [
    ("part 1", lambda ears: ears.words("what time", 6.0, 6.7)),
    ("all 1", lambda ears: ears.words("what time is it", 6.0, 7.1)),
    ("flush 1", lambda ears: ears.flush("What time is it?", 6.0, 7.2)),
    ("part 2", lambda ears: ears.words("in", 7.2, 7.8)),
    ("all 2", lambda ears: ears.words("in Paris", 7.2, 8.3)),
    ("flush 2", lambda ears: ears.flush("In Paris.", 7.2, 8.4)),
]
CAUSES = {"flush 1": "stop 1", "part 2": "start 2", "flush 2": "stop 2"}


def interleaved(left: list[Event], right: list[Event], done: list[Event]) -> Iterator[list[Event]]:
    """All orders in which two may happen that have orders of their own."""
    if not left and not right:
        yield done
    if left:
        yield from interleaved(left[1:], right, [*done, left[0]])
    if right and (right[0][0] not in CAUSES or CAUSES[right[0][0]] in [name for name, _ in done]):
        yield from interleaved(left, right[1:], [*done, right[0]])


ORDERS = list(interleaved(VAD, VENDOR, []))


@pytest.mark.parametrize("order", ORDERS, ids=[",".join(n for n, _ in each) for each in ORDERS])
@pytest.mark.parametrize("has_trust", [False, True], ids=["new", "trusted"])
def test_whatever_the_order_every_word_is_told_once(order: list[Event], has_trust: bool) -> None:
    ears = trusted() if has_trust else Ears(EarlyFinal(enabled=True))
    ears.starts()
    for _, happens in order:
        happens(ears)
    assert NormalizedMatch().matches(" ".join(ears.told), "what time is it in paris"), ears.told
