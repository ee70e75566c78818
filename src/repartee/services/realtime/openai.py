"""OpenAI's Realtime API, and servers that speak its protocol."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from pipecat.services.openai.realtime.llm import OpenAIRealtimeLLMSettings

from repartee.services.failover.chain import OnNotice
from repartee.services.probe import Answer, Probe, degraded, healthy, ids_in
from repartee.services.provider import Check, ProviderError, VoiceChoice
from repartee.services.realtime.config import RATE, RealtimeConfig, session_properties
from repartee.services.realtime.linked import Server
from repartee.services.realtime.talker import RealtimeTalker
from repartee.services.vendor import OPENAI, Vendor

_DEFAULT_MODEL = "gpt-realtime"
_VOICES = {
    "marin": "Marin",
    "cedar": "Cedar",
    "alloy": "Alloy",
    "ash": "Ash",
    "ballad": "Ballad",
    "coral": "Coral",
    "echo": "Echo",
    "sage": "Sage",
    "shimmer": "Shimmer",
    "verse": "Verse",
}
_OTHER_SERVER = Vendor(
    "the Realtime server", "", "OPENAI_REALTIME_BASE_URL", "OPENAI_API_KEY", needs_key=False
)


class OpenAIRealtime:
    """Makes conversations with OpenAI's speech-to-speech models."""

    id = "openai-realtime"
    sample_rate = RATE

    def __init__(self, config: RealtimeConfig) -> None:
        """Describe the provider; nothing is opened.

        Args:
            config: Model, voice, address, key and turn-taking.
        """
        self.model = config.model or _DEFAULT_MODEL
        self._config = config
        self._address = (config.base_url or OPENAI.address).rstrip("/")
        self.vendor = OPENAI if not config.base_url or _is_openai(self._address) else _OTHER_SERVER

    @property
    def label(self) -> str:
        """What people call it."""
        where = self.vendor.name if self.vendor is OPENAI else f"{self._address}"
        return f"{where} {self.model}" if self.vendor is OPENAI else f"{self.model} at {where}"

    @property
    def voices(self) -> tuple[VoiceChoice, ...]:
        """The voices a caller may choose, the default one first."""
        own = self._config.voice
        names = dict.fromkeys((own, *_VOICES)) if own else _VOICES
        return tuple(VoiceChoice(name, _VOICES.get(name, name)) for name in names)

    async def start(self) -> None:
        """Look whether there is a key.

        Raises:
            ProviderError: If there is none, and one is needed.
        """
        wrong = self._probe().missing()
        if wrong is not None:
            raise ProviderError(f"{self.label}: {wrong.finding}. {wrong.fix}")

    async def close(self) -> None:
        """Nothing to let go: each conversation has a connection of its own."""

    async def check(self) -> Check:
        """Ask for the list of models."""
        probe = self._probe()
        if (wrong := probe.missing()) is not None:
            return wrong
        answer = await probe.ask()
        if (wrong := probe.judge(answer)) is not None:
            return wrong
        assert isinstance(answer, Answer)  # noqa: S101 - `judge` has found the rest wrong
        there = ids_in(answer.body)
        if there and self.model not in there:
            fix = "Set OPENAI_REALTIME_MODEL to one that it has."
            return degraded(f"it has no model {self.model}", fix, answer.millis)
        return healthy(f"{self.model} is there", answer.millis)

    def talker(
        self, instruction: str, voice: str, language: str, on_notice: OnNotice
    ) -> RealtimeTalker:
        """Make the service of one session.

        Args:
            instruction: Who the model is.
            voice: Id of a voice; empty for the configured one.
            language: ISO 639-1; empty for the configured one.
            on_notice: Told when the server is lost for long.
        """
        properties = session_properties(
            self._config, self.known_voice(voice), self.known_language(language)
        )
        settings = OpenAIRealtimeLLMSettings(
            model=self.model, system_instruction=instruction, session_properties=properties
        )
        server = Server(
            address=socket_address(self._address),
            api_key=self._config.api_key.get_secret_value(),
            vendor=self.vendor,
            label=self.label,
        )
        return RealtimeTalker(
            server,
            settings,
            on_notice,
            stall_secs=self._config.stall_secs,
            budget_secs=self._config.budget_secs,
        )

    def known_voice(self, voice: str) -> str:
        """A voice that there is.

        Args:
            voice: Id of the one that is wanted; empty for the configured one.
        """
        known = {each.id for each in self.voices}
        return voice if voice in known else self.voices[0].id

    def known_language(self, language: str) -> str:
        """The language that callers are understood in.

        Args:
            language: ISO 639-1; empty for the configured one.

        Returns:
            Empty where it is detected.
        """
        wanted = language or self._config.language
        return "" if wanted == "auto" else wanted

    def _probe(self) -> Probe:
        key = self._config.api_key.get_secret_value()
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        address = _with_scheme(self._address, {"ws": "http", "wss": "https"})
        return Probe(self.vendor, address, "/models", headers, self._config.api_key)


def socket_address(address: str) -> str:
    """Where the WebSocket is.

    Args:
        address: Of the API, such as `https://api.openai.com/v1`; one that names the WebSocket
            itself is taken as it is.
    """
    address = _with_scheme(address, {"http": "ws", "https": "wss"})
    return address if address.endswith("/realtime") else f"{address}/realtime"


def _with_scheme(address: str, schemes: dict[str, str]) -> str:
    parts = urlsplit(address)
    return urlunsplit(parts._replace(scheme=schemes.get(parts.scheme, parts.scheme)))


def _is_openai(address: str) -> bool:
    return (urlsplit(address).hostname or "").endswith("openai.com")
