from __future__ import annotations

from repartee.transports.pcm16.talk_events import AgentState, StateEvent


class AgentActivity:
    """What the agent is doing, as told from its RTVI messages.

    listening ──▶ hearing ──▶ thinking ──▶ speaking ──▶ listening
                     ▲            └── interrupted ◀──┘
    """

    def __init__(self) -> None:
        """Begin with an agent of which nothing is known yet."""
        self._state: AgentState | None = None
        self._user_speaks = False
        self._answering = False

    def after(self, message_type: str) -> list[StateEvent]:
        """Take in one RTVI message.

        Args:
            message_type: Its type.

        Returns:
            The states since then, in order; none if it is still what it was.
        """
        match message_type:
            case "bot-ready":
                return self._move(AgentState.LISTENING) if self._state is None else []
            case "user-started-speaking":
                self._user_speaks = True
                return self._move(AgentState.HEARING)
            case "user-stopped-speaking":
                self._user_speaks = False
                return self._answer(AgentState.THINKING)
            case "bot-llm-started":
                # It may begin before the turn is over, and begins again after a tool was used.
                quiet = self._state in (None, AgentState.LISTENING)
                return self._answer(AgentState.THINKING) if quiet else []
            case "bot-started-speaking":
                return self._answer(AgentState.SPEAKING)
            case "bot-stopped-speaking":
                return self._quieten() if self._state is AgentState.SPEAKING else []
            case "bot-interrupted":
                # Pipecat interrupts whenever somebody begins to speak, even a silent agent, and
                # tells so after it told that they speak.
                if not self._answering:
                    return []
                return [*self._move(AgentState.INTERRUPTED), *self._quieten()]
            case _:
                return []

    def _answer(self, state: AgentState) -> list[StateEvent]:
        self._answering = True
        return self._move(state)

    def _quieten(self) -> list[StateEvent]:
        self._answering = False
        return self._move(AgentState.HEARING if self._user_speaks else AgentState.LISTENING)

    def _move(self, state: AgentState) -> list[StateEvent]:
        if state is self._state:
            return []
        self._state = state
        return [StateEvent(state=state)]
