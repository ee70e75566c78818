from __future__ import annotations

from typing import Any, cast

from pipecat.frames.frames import Frame
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.cartesia.stt import CartesiaSTTService, CartesiaSTTSettings
from pipecat.services.stt_service import WebsocketSTTService
from websockets.exceptions import ConnectionClosed

from repartee.services.addresses import as_websocket
from repartee.services.cartesia_api import cartesia_probe, reported_error
from repartee.services.cloud import CloudProvider
from repartee.services.config import EarsConfig
from repartee.services.ears.streaming import StreamingEars, language_of
from repartee.services.faults import GarbledError
from repartee.services.probe import Probe
from repartee.services.returning_socket import Message
from repartee.services.vendor import CARTESIA


class CartesiaSTT(StreamingEars, CartesiaSTTService):
    """Cartesia's Ink, for one conversation."""

    vendor = CARTESIA
    model_variable = "STT_MODEL"
    joint = ""  # a final is a delta, with the spaces it needs

    def __init__(self, *, address: str, **kwargs: Any) -> None:
        """Make the service.

        Args:
            address: Beginning with ws or wss, with the path of a proxy if there is one.
            **kwargs: The stock service's.
        """
        super().__init__(base_url=address, **kwargs)
        # Stock code drops the path, so that a proxy behind one is passed by.
        self._base_url = address.partition("://")[2]

    async def pass_on(self, frame: Frame, direction: FrameDirection) -> None:
        """Skip Cartesia's stock service: it asks at every stop, whether it was asked or not."""
        await WebsocketSTTService.process_frame(self, frame, direction)

    async def vet(self, message: Message) -> bool:
        """Take words, ends of utterances and errors."""
        match message.get("type"):
            case "transcript":
                await self._take_transcript(message)
            case "flush_done":
                self._served = True
                await self.flushed()
            case "error":
                await self.push_error_frame(reported_error(message))
            case "done":
                self._served = True
            case _:
                raise GarbledError("it sent what is no message of its protocol")
        return False

    async def ask_for_last_words(self) -> None:
        """Have the vendor flush what it heard."""
        if self._websocket is not None:
            try:
                await self._websocket.send("finalize")
            except ConnectionClosed:
                return  # the receiving side notices, too

    async def _take_transcript(self, message: Message) -> None:
        text = message.get("text", "")
        if not isinstance(text, str):
            raise GarbledError("it sent words that are no text")
        self._served = True
        language = language_of(message.get("language"))
        await self.hear(text, final=message.get("is_final") is True, language=language)

    async def _receive_messages(self) -> None:
        # `vet` handles all of them.
        async for _ in cast("Any", self._get_websocket()):
            pass


class CartesiaEars(CloudProvider):
    """Makes services of Cartesia's Ink."""

    id = "cartesia"
    vendor = CARTESIA
    default_model = "ink-whisper"

    def __init__(self, config: EarsConfig) -> None:
        """Describe the ears; nothing is opened.

        Args:
            config: Model, language, address and key.
        """
        super().__init__(config.model, config.base_url, config.api_key)
        self._language = config.language

    def ears(self, language: str = "") -> CartesiaSTT:
        """Make the service of one session.

        Args:
            language: BCP 47 or ISO 639-1; empty for the configured one.
        """
        chosen = language or self._language
        return CartesiaSTT(
            api_key=self._key.get_secret_value(),
            address=as_websocket(self._address),
            settings=CartesiaSTTSettings(
                model=self.model, language="en" if chosen == "auto" else chosen.split("-")[0]
            ),
        )

    def _probe(self) -> Probe:
        return cartesia_probe(self._address, self._key)
