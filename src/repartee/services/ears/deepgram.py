from __future__ import annotations

import json
from typing import Any, cast
from urllib.parse import urlencode

from pipecat.processors.frame_processor import FrameProcessorSetup
from pipecat.services.settings import STTSettings
from pipecat.utils.errors import ErrorCategory
from pydantic import SecretStr
from websockets.exceptions import ConnectionClosed, WebSocketException

from repartee.services.addresses import as_websocket
from repartee.services.closes import words_category
from repartee.services.cloud import CloudProvider
from repartee.services.config import EarsConfig
from repartee.services.ears.confidence import confidence_of
from repartee.services.ears.early_final import Span
from repartee.services.ears.streaming import StreamingEars, language_of
from repartee.services.faults import GarbledError, RejectedError
from repartee.services.probe import Probe
from repartee.services.returning_socket import Message
from repartee.services.vendor import DEEPGRAM

_KEEP_ALIVE_SECS = 5.0  # Deepgram closes after ten seconds without sound
_LATENCY_SECS = 0.35  # 99th percentile from the end of speech to the final, by Pipecat's benchmark


class DeepgramSTT(StreamingEars):
    """Deepgram's Nova, for one conversation.

    Pipecat's own service waits four seconds before it opens a lost connection again, and is silent
    about one that the server closed in good order; both are in the middle of its loop. So this one
    speaks the protocol itself.
    """

    vendor = DEEPGRAM
    model_variable = "STT_MODEL"

    def __init__(
        self, *, key: SecretStr, address: str, settings: STTSettings, early_finals: bool = False
    ) -> None:
        """Make the service.

        Args:
            key: Deepgram's key.
            address: Beginning with ws or wss.
            settings: Model and language.
            early_finals: Whether words that cover the sound up to a pause may be told as the last
                ones before Deepgram says so.
        """
        super().__init__(
            settings=settings,
            early_finals=early_finals,
            ttfs_p99_latency=_LATENCY_SECS,
            keepalive_timeout=_KEEP_ALIVE_SECS,
            keepalive_interval=_KEEP_ALIVE_SECS / 2,
        )
        self._key = key
        self._address = address
        self._receive_task = None

    def can_generate_metrics(self) -> bool:
        """Times are measured."""
        return True

    async def setup(self, setup: FrameProcessorSetup) -> None:  # type: ignore[override]
        """Open the connection.

        Args:
            setup: The pipeline's.
        """
        await super().setup(setup)
        await self._connect()

    async def ask_for_last_words(self) -> None:
        """Have the vendor finish what it heard."""
        await self._say({"type": "Finalize"})

    async def vet(self, message: Message) -> bool:
        """Take words, ends of utterances and errors."""
        match message.get("type"):
            case "Results":
                await self._take_results(message)
            case "Error":
                said = str(message.get("description") or message.get("message") or "an error")
                category = words_category(said) or ErrorCategory.SERVER
                await self.push_error(said, exception=RejectedError(said, category))
            case str():
                self._served = True
            case _:
                raise GarbledError("it sent what is no message of its protocol")
        return False

    async def _take_results(self, message: Message) -> None:
        try:
            best = message["channel"]["alternatives"][0]
            text = str(best["transcript"])
        except (KeyError, IndexError, TypeError) as error:
            raise GarbledError("it sent results without words") from error
        self._served = True
        final = message.get("is_final") is True
        languages = best.get("languages")
        language = language_of(languages[0]) if isinstance(languages, list) and languages else None
        confidence = confidence_of(best.get("confidence"))
        span = _span(message)
        await self.hear(
            text,
            final=final,
            language=language,
            confidence=confidence,
            span=span,
        )
        if final and message.get("from_finalize") is True:
            await self.flushed(span)

    # The connection

    async def _connect(self) -> None:
        await super()._connect()
        await self._connect_websocket()
        if self._websocket is not None and self._receive_task is None:
            self._receive_task = self.create_task(self._receive_task_handler(self._report_error))

    async def _disconnect(self) -> None:
        await super()._disconnect()
        if self._receive_task is not None:
            await self.cancel_task(self._receive_task)
            self._receive_task = None
        await self._disconnect_websocket()

    async def _open_websocket(self) -> None:
        headers = {"Authorization": f"Token {self._key.get_secret_value()}"}
        try:
            self._websocket = await self._websocket_connect(self._url(), additional_headers=headers)
            await self._call_event_handler("on_connected")
        except (OSError, TimeoutError, WebSocketException) as error:
            self._websocket = None
            await self.push_error(str(error), exception=error)

    async def _disconnect_websocket(self) -> None:
        socket, self._websocket = self._websocket, None
        if socket is None:
            return
        try:
            await socket.send(json.dumps({"type": "CloseStream"}))
            await socket.close()
        except ConnectionClosed:
            pass
        await self._call_event_handler("on_disconnected")

    async def _receive_messages(self) -> None:
        async for _ in cast("Any", self._get_websocket()):
            pass

    async def _update_settings(self, delta: STTSettings) -> dict[str, Any]:  # type: ignore[override]
        changed: dict[str, Any] = await super()._update_settings(delta)
        if changed:
            await self._request_reconnect()
        return changed

    async def _send_keepalive(self, silence: bytes) -> None:  # noqa: ARG002 - it wants words
        await self._say({"type": "KeepAlive"})

    async def _say(self, message: Message) -> None:
        if self._websocket is not None:
            try:
                await self._websocket.send(json.dumps(message))
            except ConnectionClosed:
                return  # the receiving side notices, too

    def _url(self) -> str:
        query = {
            "model": self._settings.model,
            "language": self._settings.language,
            "encoding": "linear16",
            "sample_rate": self.sample_rate,
            "channels": 1,
            "interim_results": "true",
            "punctuate": "true",
        }
        return f"{self._address}/v1/listen?{urlencode(query)}"


def _span(message: Message) -> Span | None:
    """In which part of the stream results are; None if they do not tell."""
    start, duration = message.get("start"), message.get("duration")
    if isinstance(start, (int, float)) and isinstance(duration, (int, float)):
        return Span(start, start + duration)
    return None


class DeepgramEars(CloudProvider):
    """Makes services of Deepgram's Nova."""

    id = "deepgram"
    vendor = DEEPGRAM
    default_model = "nova-3"

    def __init__(self, config: EarsConfig) -> None:
        """Describe the ears; nothing is opened.

        Args:
            config: Model, language, address and key.
        """
        super().__init__(config.model, config.base_url, config.api_key)
        self._language = config.language
        self._early_finals = config.early_finals

    def ears(self, language: str = "") -> DeepgramSTT:
        """Make the service of one session.

        Args:
            language: BCP 47 or ISO 639-1; empty for the configured one.
        """
        chosen = language or self._language
        return DeepgramSTT(
            key=self._key,
            address=as_websocket(self._address),
            settings=STTSettings(
                model=self.model, language="multi" if chosen == "auto" else chosen
            ),
            early_finals=self._early_finals,
        )

    def _probe(self) -> Probe:
        headers = {"Authorization": f"Token {self._key.get_secret_value()}"}
        return Probe(DEEPGRAM, self._address, "/v1/projects", headers, self._key)
