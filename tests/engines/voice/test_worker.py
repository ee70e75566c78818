from __future__ import annotations

import io
from collections import Counter

from repartee.engines.voice import Manner, protocol
from repartee.engines.voice.protocol import Frame, Kind
from repartee.engines.voice.worker import Worker, read_frames
from tests.engines.voice.scripted_synthesiser import ScriptedSynthesiser

SENTENCE = "word " * 20 + "end. "


class Conversation:
    """A worker without a process around it: requests go in, frames come out."""

    def __init__(self, synthesiser: ScriptedSynthesiser | None = None) -> None:
        self.output = io.BytesIO()
        self.now = 0.0
        self.synthesiser = synthesiser or ScriptedSynthesiser()
        self.worker = Worker(self.synthesiser, 16_000, self.output.write, lambda: self.now)

    def ask(self, utterance: int, text: str, manner: Manner | None = None) -> None:
        self.send(protocol.encode_speak(utterance, text, manner or Manner()))

    def send(self, encoded: bytes) -> None:
        for frame in read_frames(io.BytesIO(encoded)):
            self.worker.accept(frame)

    def work(self) -> None:
        while self.worker.step():
            pass

    def frames(self, utterance: int) -> list[Frame]:
        said = read_frames(io.BytesIO(self.output.getvalue()))
        return [frame for frame in said if frame.utterance == utterance]

    def kinds(self, utterance: int) -> Counter[Kind]:
        return Counter(frame.kind for frame in self.frames(utterance))


def test_a_text_becomes_words_audio_and_an_end() -> None:
    talk = Conversation()
    talk.ask(1, "One two three.")
    talk.work()
    # 0.3 s of words behind the 30 ms that are kept of the silence.
    assert talk.kinds(1) == {Kind.WORD: 3, Kind.AUDIO: 17, Kind.END: 1}
    assert talk.frames(1)[-1].kind is Kind.END


def test_each_word_is_told_once_and_before_its_audio() -> None:
    talk = Conversation()
    talk.ask(1, "One two.", Manner(prompt=False))
    talk.work()
    times, heard = {}, 0.0
    for frame in talk.frames(1):
        if frame.kind is Kind.WORD:
            index, seconds = protocol.decode_word(frame.payload)
            assert heard <= seconds + 0.001
            times[index] = round(seconds, 3)
        elif frame.kind is Kind.AUDIO:
            heard += 0.02
    assert times == {0: 0.1, 1: 0.2}


def test_a_text_that_cannot_be_said_ends_at_once() -> None:
    talk = Conversation()
    talk.ask(1, "😀")
    talk.work()
    assert talk.kinds(1) == {Kind.END: 1}


def test_a_cancelled_sentence_stops_at_the_next_chunk() -> None:
    def cancel_after_three(word: str) -> None:
        if word == "three":
            talk.send(Frame(Kind.CANCEL, 1).encode())

    talk = Conversation(ScriptedSynthesiser(on_word=cancel_after_three))
    talk.ask(1, "one two three four five six seven eight nine ten")
    talk.work()
    assert talk.synthesiser.spoken == ["one", "two", "three"]
    assert talk.kinds(1)[Kind.END] == 0


def test_a_cancelled_text_is_forgotten_before_its_turn() -> None:
    talk = Conversation()
    talk.ask(1, "one")
    talk.send(Frame(Kind.CANCEL, 1).encode())
    talk.work()
    assert talk.synthesiser.spoken == []
    assert talk.frames(1) == []


def test_a_long_text_gives_way_to_a_short_one_that_comes_later() -> None:
    talk = Conversation()
    talk.ask(1, SENTENCE * 10)
    talk.worker.step()
    talk.ask(2, "Short.")
    talk.worker.step()
    assert talk.synthesiser.spoken[-1] == "Short."


def test_many_long_texts_take_turns() -> None:
    talk = Conversation()
    for utterance in range(1, 6):
        talk.ask(utterance, SENTENCE * 10)
    for _ in range(5):
        talk.worker.step()
    assert {talk.kinds(utterance)[Kind.AUDIO] > 0 for utterance in range(1, 6)} == {True}


def test_a_reader_that_does_not_read_stops_the_work_for_it() -> None:
    talk = Conversation()
    talk.ask(1, SENTENCE * 50)
    talk.work()
    assert talk.kinds(1)[Kind.AUDIO] == protocol.WINDOW
    assert len(talk.synthesiser.spoken) < 100


def test_a_reader_that_reads_again_gets_the_rest_in_order() -> None:
    talk = Conversation()
    talk.ask(1, SENTENCE * 5)
    talk.work()
    while not talk.kinds(1)[Kind.END]:
        talk.send(protocol.encode_credit(1, 10))
        talk.work()
    # Silence opens each sentence; of the first, only 30 ms are kept.
    assert talk.kinds(1)[Kind.AUDIO] == (5 * 21 * 0.1 + 4 * 0.1 + 0.04) / 0.02
    words = [frame for frame in talk.frames(1) if frame.kind is Kind.WORD]
    assert [protocol.decode_word(frame.payload)[0] for frame in words] == list(range(5 * 21))


def test_volume_is_a_factor_on_the_amplitude() -> None:
    talk = Conversation(ScriptedSynthesiser(level=4_000))
    talk.ask(1, "loud", Manner(volume=2.0, prompt=False))
    talk.work()
    last = [frame for frame in talk.frames(1) if frame.kind is Kind.AUDIO][-1]
    assert last.payload[:2] == (8_000).to_bytes(2, "little", signed=True)


def test_warming_up_says_nothing_to_the_server() -> None:
    talk = Conversation()
    talk.worker.warm_up()
    assert talk.synthesiser.spoken == ["Hello."]
    assert talk.output.getvalue() == b""
