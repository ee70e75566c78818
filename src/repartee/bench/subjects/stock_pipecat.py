"""Pipecat 1.14 as `pipecat init quickstart` builds it, served over WebRTC.

What is exchanged, and why: the addresses of the vendors, which are stand-ins; OpenAI by its chat
completions instead of its Responses over a WebSocket, as both subjects then make the same request;
and the runner's web server, which fetches packages of its own: its one route is here. Nobody is
greeted, so that what is measured begins with what a caller says.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from typing import Any

import uvicorn
from fastapi import BackgroundTasks, FastAPI
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMContextAggregatorPair,
    LLMUserAggregatorParams,
)
from pipecat.services.cartesia.tts import CartesiaTTSService
from pipecat.services.deepgram.stt import DeepgramSTTService
from pipecat.services.openai.llm import OpenAILLMService
from pipecat.transports.base_transport import TransportParams
from pipecat.transports.smallwebrtc.connection import SmallWebRTCConnection
from pipecat.transports.smallwebrtc.request_handler import (
    SmallWebRTCRequest,
    SmallWebRTCRequestHandler,
)
from pipecat.transports.smallwebrtc.transport import SmallWebRTCTransport
from pipecat.workers.runner import WorkerRunner

_VOICE = "71a7ad14-091c-4e8e-a314-022ece01c121"
_INSTRUCTION = "You are a friendly voice assistant. Answer in one or two sentences."


def _stt() -> DeepgramSTTService:
    return DeepgramSTTService(
        api_key=os.environ["DEEPGRAM_API_KEY"], base_url=os.environ["DEEPGRAM_BASE_URL"]
    )


def _llm() -> OpenAILLMService:
    return OpenAILLMService(
        api_key=os.environ["OPENAI_API_KEY"],
        base_url=os.environ["OPENAI_BASE_URL"],
        settings=OpenAILLMService.Settings(system_instruction=_INSTRUCTION),
    )


def _tts() -> CartesiaTTSService:
    address = os.environ["CARTESIA_BASE_URL"].replace("http", "ws", 1)
    return CartesiaTTSService(
        api_key=os.environ["CARTESIA_API_KEY"],
        url=f"{address}/tts/websocket",
        settings=CartesiaTTSService.Settings(voice=_VOICE),
    )


async def run_bot(connection: SmallWebRTCConnection) -> None:
    """Hold one conversation, until the caller hangs up.

    Args:
        connection: The caller's.
    """
    transport = SmallWebRTCTransport(
        connection, TransportParams(audio_in_enabled=True, audio_out_enabled=True)
    )
    context = LLMContext()
    user_aggregator, assistant_aggregator = LLMContextAggregatorPair(
        context, user_params=LLMUserAggregatorParams(vad_analyzer=SileroVADAnalyzer())
    )
    pipeline = Pipeline(
        [
            transport.input(),
            _stt(),
            user_aggregator,
            _llm(),
            _tts(),
            transport.output(),
            assistant_aggregator,
        ]
    )
    worker = PipelineWorker(
        pipeline, params=PipelineParams(enable_metrics=True, enable_usage_metrics=True)
    )
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)

    async def on_client_disconnected(_transport: Any, _client: Any) -> None:
        await runner.cancel()

    transport.add_event_handler("on_client_disconnected", on_client_disconnected)
    await runner.run()


def make_app() -> FastAPI:
    """The route by which a caller offers a connection."""
    app = FastAPI()
    handler = SmallWebRTCRequestHandler()

    @app.post("/api/offer")
    async def offer(body: dict[str, Any], tasks: BackgroundTasks) -> dict[str, str] | None:
        async def begin(connection: SmallWebRTCConnection) -> None:
            tasks.add_task(run_bot, connection)

        return await handler.handle_web_request(SmallWebRTCRequest.from_dict(body), begin)

    return app


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    server = uvicorn.Server(uvicorn.Config(make_app(), "127.0.0.1", port, log_level="warning"))
    asyncio.run(server.serve())


if __name__ == "__main__":
    main()
