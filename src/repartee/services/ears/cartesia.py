from __future__ import annotations

from typing import Any, cast

from pipecat.services.cartesia.stt import CartesiaSTTService, CartesiaSTTSettings
from pydantic import SecretStr

from repartee.services.addresses import as_http, as_websocket
from repartee.services.cartesia_api import cartesia_probe, reported_error
from repartee.services.config import EarsConfig
from repartee.services.ears.streaming import StreamingEars, language_of
from repartee.services.faults import GarbledError
from repartee.services.probe import Answer, healthy
from repartee.services.provider import Check, ProviderError
from repartee.services.returning_socket import Message
from repartee.services.vendor import CARTESIA

_DEFAULT_MODEL = "ink-whisper"


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
            await self._websocket.send("finalize")

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


class CartesiaEars:
    """Makes services of Cartesia's Ink."""

    id = "cartesia"

    def __init__(self, config: EarsConfig) -> None:
        """Describe the ears; nothing is opened.

        Args:
            config: Model, language, address and key.
        """
        self.model = config.model or _DEFAULT_MODEL
        self._config = config
        self._address = as_http(config.base_url or CARTESIA.address)

    @property
    def label(self) -> str:
        """What people call it."""
        return f"Cartesia {self.model}"

    async def start(self) -> None:
        """Look whether there is a key; each session has a connection of its own.

        Raises:
            ProviderError: If there is none.
        """
        wrong = cartesia_probe(self._address, self._config.api_key).missing()
        if wrong is not None:
            raise ProviderError(f"{self.label}: {wrong.finding}. {wrong.fix}")

    async def close(self) -> None:
        """Nothing is shared."""

    def ears(self, language: str = "") -> CartesiaSTT:
        """Make the service of one session.

        Args:
            language: BCP 47 or ISO 639-1; empty for the configured one.
        """
        chosen = language or self._config.language
        key: SecretStr = self._config.api_key
        return CartesiaSTT(
            api_key=key.get_secret_value(),
            address=as_websocket(self._address),
            settings=CartesiaSTTSettings(
                model=self.model, language="en" if chosen == "auto" else chosen.split("-")[0]
            ),
        )

    async def check(self) -> Check:
        """Ask for one voice, which needs the key and costs nothing."""
        probe = cartesia_probe(self._address, self._config.api_key)
        if (wrong := probe.missing()) is not None:
            return wrong
        answer = await probe.ask()
        if (wrong := probe.judge(answer)) is not None:
            return wrong
        assert isinstance(answer, Answer)  # noqa: S101 - `judge` has found the rest wrong
        return healthy("the key is good", answer.millis)
