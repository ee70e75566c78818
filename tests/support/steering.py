"""A conversation that takes whatever its caller's program wishes, and writes it down."""

from __future__ import annotations

from collections.abc import Sequence

from repartee.transports.steering import ClientTool, Role


class SilentSteering:
    """Implements `repartee.transports.steering.Steering`."""

    def __init__(self) -> None:
        self.wishes: list[object] = []
        self.remembered: list[tuple[Role, str]] = []
        self.answered: list[tuple[str, bool]] = []
        self.recordings: list[tuple[str, bytes]] = []
        self.responses = 0
        self.interruptions = 0

    def instruct(self, text: str) -> None:
        self.remembered.append(("system", text))

    def offer(self, tools: Sequence[ClientTool], choice: str) -> None:
        self.wishes.append((tuple(tools), choice))

    def remember(self, role: Role, text: str) -> None:
        self.remembered.append((role, text))

    def give_result(self, call_id: str, output: str) -> bool:
        self.wishes.append((call_id, output))
        return True

    def correct(self, said: str, heard: str) -> None:
        self.wishes.append((said, heard))

    def answer_turns(self, *, wanted: bool) -> None:
        self.wishes.append(("answer turns", wanted))

    def hear(self, recording_id: str, pcm: bytes) -> None:
        self.recordings.append((recording_id, pcm))

    def respond(self) -> None:
        self.responses += 1

    def interrupt(self) -> None:
        self.interruptions += 1

    def speak(self, *, aloud: bool) -> None:
        self.wishes.append(aloud)

    def answer_question(self, question_id: str, *, yes: bool) -> None:
        self.answered.append((question_id, yes))

    def wish(self, wish: object) -> None:
        self.wishes.append(wish)
