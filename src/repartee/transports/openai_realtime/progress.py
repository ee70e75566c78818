from __future__ import annotations


class Progress:
    """How far the agent has got with an answer, so that one knows when it is whole.

        model    ├── run ──┤            ├── run ──┤
        tool               ├─ own tool ─┤
        voice       ├── speaks ──┤          ├── speaks ──┤
        response ├───────────────────────────────────────┤

    A function of the client's ends a response; a tool of the agent's own is part of it.
    """

    def __init__(self) -> None:
        """Begin with nothing under way."""
        self._thinking = False
        self._speaking = False
        self._unspoken = False
        self._own_tools = 0
        self._calls = 0
        self._asked = False

    def asked(self) -> None:
        """The client wants an answer, and the model has not begun it."""
        self._asked = True

    def model_began(self) -> None:
        """A run of the model has begun."""
        self._thinking, self._asked = True, False

    def model_said(self, *, aloud: bool) -> None:
        """The model has words, to be spoken or not."""
        self._unspoken = self._unspoken or aloud

    def model_ended(self) -> None:
        """A run of the model is over."""
        self._thinking = False

    def call_announced(self, *, client: bool) -> None:
        """The model wants to use a function, its own or one of the client's."""
        if client:
            self._calls += 1
        else:
            self._own_tools += 1

    def call_made(self) -> None:
        """The client has been told of a call."""
        self._calls = max(0, self._calls - 1)

    def own_tool_ended(self) -> None:
        """One of the agent's own tools is done; mostly the model goes on with its result."""
        self._own_tools = max(0, self._own_tools - 1)

    def voice_began(self) -> None:
        """The agent is heard."""
        self._speaking, self._unspoken, self._asked = True, True, False

    def voice_ended(self) -> None:
        """The agent is not heard any more; one that was not heard ends an earlier answer."""
        if self._speaking:
            self._speaking = self._unspoken = False

    @property
    def is_heard(self) -> bool:
        """Whether the agent is speaking."""
        return self._speaking

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to come of the answer."""
        busy = self._thinking or self._speaking or self._unspoken or self._asked
        return not busy and not self._own_tools and not self._calls
