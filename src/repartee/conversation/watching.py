from __future__ import annotations

from collections.abc import Callable, Mapping

from pipecat.frames.frames import (
    AggregatedTextFrame,
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    Frame,
    FunctionCallInProgressFrame,
    FunctionCallResultFrame,
    LLMContextUserTurnFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMMessagesAppendFrame,
    LLMTextFrame,
    MetricsFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
    UserBackchannelFrame,
    UserStartedSpeakingFrame,
    UserStoppedSpeakingFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.aggregators.llm_context import standard_message_text
from pipecat.processors.frame_processor import FrameProcessor

from repartee.audio.holding import VoiceFreedFrame
from repartee.conversation.events import Event, ToolAnswered, ToolCalled
from repartee.conversation.exchanges import Exchanges
from repartee.conversation.filler import FillerFrame
from repartee.conversation.pipeline import ConversationPipeline
from repartee.conversation.tool_events import answered_in, plain
from repartee.conversation.tool_turns import ToolTurns
from repartee.conversation.who_said import who_said
from repartee.conversation.witness import Witness
from repartee.services.ears.confidence import confidence_in
from repartee.transports.room import Room

_Handlers = Mapping[type[Frame], Callable[[Frame], None]]


class PipelineWatch:
    """Looks over the shoulders of a pipeline's processors, and tells a witness what happens.

    ```
    room ─▶ ears ─▶ context ─▶ brain ─▶ voice ─▶ room ─▶ context
                    hears      ·        is given  sounds  keeps
                    decides
    ```

    Pipecat's own observers are handed every step of every frame, sound included, each through a
    queue of its own: 1,000 a second and session. Processors call what listens to them at once, in
    the order of what they do.
    """

    def __init__(self, witness: Witness, room: Room, exchanges: Exchanges) -> None:
        """Watch nothing yet.

        Args:
            witness: Is told.
            room: Knows who is there, and what is yet to be played.
            exchanges: Makes turns of what is seen.
        """
        self._witness = witness
        self._room = room
        self._exchanges = exchanges
        self._tool_turns = ToolTurns()
        self._twins: dict[type[Frame], int] = {}

    def watch(self, conversation: ConversationPipeline) -> None:
        """Watch a pipeline that is about to run."""
        _listen(
            conversation.user,
            "on_before_process_frame",
            {
                TranscriptionFrame: self._words,
                UserBackchannelFrame: lambda _: self._exchanges.measure.words_were_aside(),
                LLMMessagesAppendFrame: self._appended,
                FunctionCallInProgressFrame: self._tool_called,
                FunctionCallResultFrame: self._tool_answered,
            },
        )
        _listen(
            conversation.user,
            "on_before_push_frame",
            {
                VADUserStartedSpeakingFrame: self._speech_began,
                VADUserStoppedSpeakingFrame: self._speech_ended,
                UserStartedSpeakingFrame: self._turn_began,
                UserStoppedSpeakingFrame: self._decided,
                LLMContextUserTurnFrame: self._said,
                VoiceFreedFrame: lambda _: self._exchanges.measure.kept_out(),
            },
        )
        _listen(
            conversation.speaker,
            "on_before_push_frame" if conversation.speaks_by_itself else "on_before_process_frame",
            {
                LLMFullResponseStartFrame: lambda _: self._exchanges.answer_began(),
                LLMTextFrame: self._wrote,
                LLMFullResponseEndFrame: lambda _: self._exchanges.answer_written(),
                TTSSpeakFrame: self._speaks,
                FillerFrame: lambda _: self._exchanges.measure.filled(),
            },
        )
        if conversation.speaks_by_itself:
            # It puts what it is to say into words of its own.
            _listen(
                conversation.speaker,
                "on_before_process_frame",
                {TTSSpeakFrame: lambda _: self._exchanges.prompted()},
            )
        output = self._room.output()
        output.on_audible = self._became_audible
        _listen(
            output,
            "on_before_process_frame",
            {
                MetricsFrame: self._measured,
                AggregatedTextFrame: self._clause_came,
                TTSAudioRawFrame: self._sound_came,
            },
        )
        _listen(
            output,
            "on_before_push_frame",
            {
                BotStartedSpeakingFrame: self._sound_began,
                BotStoppedSpeakingFrame: self._sound_ended,
            },
        )

    def answered(self, heard: str, *, cut: bool) -> None:
        """The context took in what was heard of an answer.

        Args:
            heard: The words.
            cut: Whether the agent was interrupted.
        """
        self._note(self._exchanges.answered(heard, cut=cut))

    def added(self, text: str, *, typed: bool) -> None:
        """A caller's words came into the context past the pipeline.

        Args:
            text: The words.
            typed: Whether they were written, and not understood of sound.
        """
        guest, words = who_said(text, self._room.guests)
        self._note(self._exchanges.typed(words, guest, self._now, by_hand=typed))

    def in_its_turn(self, late: ToolAnswered) -> ToolAnswered:
        """A late result, with the number of the exchange in which it was asked for."""
        turn = self._tool_turns.of(late.call_id, otherwise=self._exchanges.turn)
        return late.model_copy(update={"turn": turn})

    def finish(self) -> None:
        """Nothing more happens."""
        self._note(self._exchanges.finish())

    # The caller

    def _speech_began(self, frame: Frame) -> None:
        assert isinstance(frame, VADUserStartedSpeakingFrame)  # noqa: S101 - listened to by type
        if self._is_first(frame):
            self._exchanges.speech.speech_began(self._now - frame.start_secs)

    def _speech_ended(self, frame: Frame) -> None:
        assert isinstance(frame, VADUserStoppedSpeakingFrame)  # noqa: S101 - as above
        if self._is_first(frame):
            now = self._now
            quiet = self._room.input().quiet_secs()
            self._exchanges.speech.speech_ended(
                now - frame.stop_secs, None if quiet is None else now - quiet
            )
            self._exchanges.pause_noticed(now)

    def _turn_began(self, frame: Frame) -> None:
        if self._is_first(frame):
            self._exchanges.turn_began(self._now)

    def _decided(self, frame: Frame) -> None:
        if self._is_first(frame):
            self._exchanges.decided(self._now)

    def _words(self, frame: Frame) -> None:
        assert isinstance(frame, TranscriptionFrame)  # noqa: S101 - as above
        self._exchanges.speech.words_came(confidence_in(frame.result))
        self._exchanges.measure.words_came(self._now)

    def _said(self, frame: Frame) -> None:
        assert isinstance(frame, LLMContextUserTurnFrame)  # noqa: S101 - as above
        if self._is_first(frame):
            guest, text = who_said(frame.text, self._room.guests)
            self._note(self._exchanges.said(text, guest, self._now))

    def _appended(self, frame: Frame) -> None:
        assert isinstance(frame, LLMMessagesAppendFrame)  # noqa: S101 - as above
        by_user = [
            each for each in frame.messages if isinstance(each, dict) and each.get("role") == "user"
        ]
        for message in by_user:
            guest, text = who_said(standard_message_text(message), self._room.guests)
            self._note(self._exchanges.typed(text, guest, self._now))
        if frame.run_llm and not by_user:
            self._exchanges.prompted()

    # The agent

    def _wrote(self, frame: Frame) -> None:
        assert isinstance(frame, LLMTextFrame)  # noqa: S101 - as above
        self._exchanges.wrote(frame.text, self._now)

    def _speaks(self, frame: Frame) -> None:
        assert isinstance(frame, TTSSpeakFrame)  # noqa: S101 - as above
        if frame.append_to_context:
            self._exchanges.speaks(frame.text)

    def _sound_came(self, _: Frame) -> None:
        self._exchanges.measure.step("first_audio", self._now)

    def _clause_came(self, frame: Frame) -> None:
        assert isinstance(frame, AggregatedTextFrame)  # noqa: S101 - as above
        if frame.will_be_spoken:
            self._exchanges.measure.step("clause", self._now)

    def _became_audible(self, in_secs: float) -> None:
        self._exchanges.became_audible(self._now + in_secs, self._room.delay_secs)

    def _sound_began(self, frame: Frame) -> None:
        if self._is_first(frame):
            self._exchanges.sound_began(self._now + self._room.output().unheard_secs)

    def _sound_ended(self, frame: Frame) -> None:
        if self._is_first(frame):
            ends_at = self._now + self._room.output().unheard_secs
            self._note(self._exchanges.sound_ended(ends_at))

    def _measured(self, frame: Frame) -> None:
        assert isinstance(frame, MetricsFrame)  # noqa: S101 - as above
        for metrics in frame.data:
            self._exchanges.measure.used(metrics)

    # Tools

    def _tool_called(self, frame: Frame) -> None:
        assert isinstance(frame, FunctionCallInProgressFrame)  # noqa: S101 - as above
        arguments = plain(frame.arguments)
        self._tool_turns.called(frame.tool_call_id, self._exchanges.turn)
        self._witness.note(
            ToolCalled(
                turn=self._exchanges.turn,
                call_id=frame.tool_call_id,
                tool=frame.function_name,
                arguments=arguments if isinstance(arguments, dict) else {},
            )
        )

    def _tool_answered(self, frame: Frame) -> None:
        assert isinstance(frame, FunctionCallResultFrame)  # noqa: S101 - as above
        self._note(answered_in(frame, self._exchanges.turn))

    # All of them

    @property
    def _now(self) -> float:
        return self._witness.clock.now()

    def _note(self, events: list[Event]) -> None:
        self._witness.note_all(events)

    def _is_first(self, frame: Frame) -> bool:
        """Whether this is not the twin of a frame that was sent the other way a moment ago."""
        is_twin = self._twins.get(type(frame)) == frame.broadcast_sibling_id is not None
        self._twins[type(frame)] = frame.id
        return not is_twin


def _listen(processor: FrameProcessor, event: str, handlers: _Handlers) -> None:
    def handle(_: FrameProcessor, frame: Frame) -> None:
        handler = handlers.get(type(frame))
        if handler is not None:
            handler(frame)

    processor.add_event_handler(event, handle)
