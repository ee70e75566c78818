from __future__ import annotations

from typing import Any

from pipecat.turns.user_stop.turn_analyzer_user_turn_stop_strategy import (
    TurnAnalyzerUserTurnStopStrategy,
)


class LateTurnStop(TurnAnalyzerUserTurnStopStrategy):
    """Ends turns as Pipecat does, also those that begin behind their own speech.

    Whether a sound was meant for the agent may be known only by its words, which come when the
    sound is over. Pipecat forgets at a turn's beginning what it concluded of the sound before,
    and a late turn would wait for words that are already there.
    """

    def __init__(self, **kwargs: Any) -> None:
        """Begin without a turn.

        Args:
            **kwargs: Pipecat's own.
        """
        super().__init__(**kwargs)
        self._in_turn = False

    async def handle_user_turn_started(self) -> None:
        """Begin anew, but for what is known of speech that is over."""
        is_over, is_complete = self._vad_stopped, self._turn_complete
        await super().handle_user_turn_started()
        self._in_turn = True
        if is_over:
            self._vad_stopped, self._turn_complete = is_over, is_complete

    async def handle_user_turn_stopped(self) -> None:
        """The turn is over."""
        self._in_turn = False
        await super().handle_user_turn_stopped()

    async def _maybe_trigger_user_turn_stopped(self) -> None:
        # A cough is complete, too, and would be called so again with each piece of sound.
        if self._in_turn:
            await super()._maybe_trigger_user_turn_stopped()
