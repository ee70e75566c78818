from __future__ import annotations

from repartee.conversation.life import EndReason


class LastWords:
    """When an agent that takes leave has said all it had to say: pure.

    ```
    agent    ▁▂▅▇▆▅▂▁      ▁▂▅▇▆▅▂▁
             an answer  │  a goodbye │
              └ with_this_answer: ends here
                        └ with_next_speech: ends ┘
    ```

    The end of an answer may be told after the goodbye behind it was asked for, so a goodbye has to
    begin before its end counts.
    """

    def __init__(self) -> None:
        """Begin with an agent that stays."""
        self._next: EndReason | None = None
        self._this: EndReason | None = None

    def with_this_answer(self, reason: EndReason) -> None:
        """The agent leaves once what it says now has been said.

        Args:
            reason: What for.
        """
        self._this = reason

    def with_next_speech(self, reason: EndReason) -> None:
        """The agent leaves once what it says next has been said.

        Args:
            reason: What for.
        """
        self._next = reason

    def agent_began(self) -> None:
        """The agent is heard."""
        self._this = self._this or self._next

    def agent_ended(self) -> EndReason | None:
        """The agent has stopped; tells why it leaves now, or None if it stays."""
        return self._this
