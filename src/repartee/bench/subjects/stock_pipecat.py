"""Pipecat 1.14 as `pipecat init quickstart` builds it, served over WebRTC and over WebSocket.

What is exchanged, and why: the addresses of the vendors, which are stand-ins; OpenAI by its chat
completions instead of its Responses over a WebSocket, as both subjects then make the same request;
and the runner's web server, which fetches packages of its own: its routes are here. Where
`GREETING` is "off" nobody is greeted, so that what is measured begins with what a caller says.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from typing import Any

import uvicorn
from fastapi import BackgroundTasks, FastAPI, HTTPException, WebSocket
from openai.types.chat import ChatCompletionDeveloperMessageParam
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.frames.frames import LLMRunFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMContextAggregatorPair,
    LLMUserAggregatorParams,
)
from pipecat.serializers.protobuf import ProtobufFrameSerializer
from pipecat.transports.base_transport import BaseTransport, TransportParams
from pipecat.transports.smallwebrtc.connection import SmallWebRTCConnection
from pipecat.transports.smallwebrtc.request_handler import (
    SmallWebRTCRequest,
    SmallWebRTCRequestHandler,
)
from pipecat.transports.smallwebrtc.transport import SmallWebRTCTransport
from pipecat.transports.websocket.fastapi import FastAPIWebsocketParams, FastAPIWebsocketTransport
from pipecat.workers.runner import WorkerRunner

from repartee.bench.subjects.stock_services import llm, stt, tts

_BEGIN: ChatCompletionDeveloperMessageParam = {
    "role": "developer",
    "content": "Start by concisely introducing yourself.",
}


def _over_webrtc(connection: SmallWebRTCConnection) -> BaseTransport:
    return SmallWebRTCTransport(
        connection, TransportParams(audio_in_enabled=True, audio_out_enabled=True)
    )


def _over_websocket(socket: WebSocket) -> BaseTransport:
    return FastAPIWebsocketTransport(
        socket,
        FastAPIWebsocketParams(
            audio_in_enabled=True, audio_out_enabled=True, serializer=ProtobufFrameSerializer()
        ),
    )


async def run_bot(transport: BaseTransport) -> None:
    """Hold one conversation, until the caller hangs up.

    Args:
        transport: The caller's.
    """
    context = LLMContext()
    user_aggregator, assistant_aggregator = LLMContextAggregatorPair(
        context, user_params=LLMUserAggregatorParams(vad_analyzer=SileroVADAnalyzer())
    )
    pipeline = Pipeline(
        [
            transport.input(),
            stt(),
            user_aggregator,
            llm(),
            tts(),
            transport.output(),
            assistant_aggregator,
        ]
    )
    worker = PipelineWorker(
        pipeline, params=PipelineParams(enable_metrics=True, enable_usage_metrics=True)
    )
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)

    async def on_client_ready(_rtvi: Any) -> None:
        if os.environ.get("GREETING") != "off":
            context.add_message(_BEGIN)
            await worker.queue_frames([LLMRunFrame()])

    async def on_client_disconnected(_transport: Any, _client: Any) -> None:
        await runner.cancel()

    worker.rtvi.add_event_handler("on_client_ready", on_client_ready)
    transport.add_event_handler("on_client_disconnected", on_client_disconnected)
    await runner.run()


def make_app() -> FastAPI:
    """The routes by which a caller gets through."""
    app = FastAPI()
    handler = SmallWebRTCRequestHandler()

    @app.post("/start")
    async def start(body: dict[str, Any]) -> dict[str, str]:
        if body.get("transport") != "websocket":
            # A caller over WebRTC then offers a connection straight away.
            raise HTTPException(404)
        return {"wsUrl": "/ws"}

    @app.post("/api/offer")
    async def offer(body: dict[str, Any], tasks: BackgroundTasks) -> dict[str, str] | None:
        async def begin(connection: SmallWebRTCConnection) -> None:
            tasks.add_task(run_bot, _over_webrtc(connection))

        return await handler.handle_web_request(SmallWebRTCRequest.from_dict(body), begin)

    @app.websocket("/ws")
    async def talk(socket: WebSocket) -> None:
        await socket.accept()
        await run_bot(_over_websocket(socket))

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
