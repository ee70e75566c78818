from __future__ import annotations

from typing import Any

from pipecat.frames.frames import BotStartedSpeakingFrame, BotStoppedSpeakingFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frameworks.rtvi import RTVIFunctionCallReportLevel, RTVIObserverParams

from repartee.conversation.lean_observer import LeanObserver
from repartee.transports.line import HEARD_RATE

CANCEL_TIMEOUT_SECS = 3.0
"""Cancelling takes milliseconds; past this something is stuck."""


class _LeanWorker(PipelineWorker):
    """Pipecat's worker, whose observers are not told of sound; there is no public way."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._observer = LeanObserver(observers=vars(self._observer)["_observers"])


def build_worker(
    pipeline: Pipeline,
    *,
    audio_out_sample_rate: int,
    idle_secs: float,
    conversation_id: str,
    tools_host: object,
) -> PipelineWorker:
    """Make what runs one conversation's pipeline.

    Args:
        pipeline: The pipeline.
        audio_out_sample_rate: The voice's own rate in Hz.
        idle_secs: Silence after which `on_idle_timeout` is told.
        conversation_id: For traces.
        tools_host: The conversation as its tools see it.

    Returns:
        A worker that tells of the agent's speech by `on_frame_reached_upstream`.
    """
    worker = _LeanWorker(
        pipeline,
        params=PipelineParams(
            audio_in_sample_rate=HEARD_RATE,
            audio_out_sample_rate=audio_out_sample_rate,
            enable_metrics=True,
            enable_usage_metrics=True,
        ),
        rtvi_observer_params=RTVIObserverParams(
            # Stock tells a page that some tool is used, not which one.
            function_call_report_level={"*": RTVIFunctionCallReportLevel.FULL}
        ),
        app_resources=tools_host,
        conversation_id=conversation_id,
        cancel_on_idle_timeout=False,
        idle_timeout_secs=idle_secs,
        cancel_timeout_secs=CANCEL_TIMEOUT_SECS,
        check_dangling_tasks=False,
        enable_turn_tracking=False,
    )
    worker.set_reached_upstream_filter((BotStartedSpeakingFrame, BotStoppedSpeakingFrame))
    return worker
