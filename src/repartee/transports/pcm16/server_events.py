"""What the server tells a caller who speaks raw PCM16, one model an event.

These models are the schema: `schema.py` makes the published documents from them.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from repartee.transports.pcm16.health_events import (
    ErrorEvent,
    MetricsEvent,
    PongEvent,
    ProviderEvent,
)
from repartee.transports.pcm16.place_events import (
    EndingEvent,
    ParticipantJoinedEvent,
    ParticipantLeftEvent,
    SessionEvent,
)
from repartee.transports.pcm16.talk_events import (
    AnswerCutEvent,
    AudioClearEvent,
    MutedEvent,
    StateEvent,
    TranscriptionEvent,
)
from repartee.transports.pcm16.work_events import (
    AssignmentEvent,
    FunctionCallEvent,
    FunctionResultEvent,
    NoticeEvent,
    QuestionEvent,
    QuestionSettledEvent,
)

ServerEvent: TypeAlias = Annotated[
    SessionEvent
    | TranscriptionEvent
    | AnswerCutEvent
    | FunctionCallEvent
    | FunctionResultEvent
    | QuestionEvent
    | QuestionSettledEvent
    | AssignmentEvent
    | StateEvent
    | AudioClearEvent
    | ParticipantJoinedEvent
    | ParticipantLeftEvent
    | ProviderEvent
    | MetricsEvent
    | ErrorEvent
    | MutedEvent
    | PongEvent
    | EndingEvent
    | NoticeEvent,
    Field(discriminator="type"),
]
"""Any event of the server, told apart by `type`."""
