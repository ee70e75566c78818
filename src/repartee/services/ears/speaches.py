from __future__ import annotations

from repartee.services.addresses import with_version
from repartee.services.config import EarsConfig
from repartee.services.ears.transcription import TranscriptionEars
from repartee.services.probe import Answer, degraded, healthy, ids_in
from repartee.services.progress import OnProgress
from repartee.services.provider import Check
from repartee.services.speaches_models import SpeachesModels
from repartee.services.vendor import SPEACHES


class SpeachesEars(TranscriptionEars):
    """Makes services of a Whisper that Speaches runs."""

    id = "speaches"
    vendor = SPEACHES
    default_model = "Systran/faster-distil-whisper-small.en"

    def __init__(self, config: EarsConfig) -> None:
        """Describe the ears; nothing is opened.

        Args:
            config: Model, language and address.
        """
        super().__init__(config)
        self._models = SpeachesModels(self._address, self._key.get_secret_value())

    @staticmethod
    def api_address(address: str) -> str:
        """Where the API itself is.

        Args:
            address: As configured, usually without `/v1`.
        """
        return with_version(address) if address else ""

    def tells_silence(self) -> bool:
        """Every ears of Speaches are Whisper."""
        return True

    async def missing_model(self) -> str | None:
        """The id of the model if the server does not have it; None if it has.

        Raises:
            ProviderError: If the server cannot be asked.
        """
        return None if await self._models.has(self.model) else self.model

    async def pull(self, on_progress: OnProgress) -> None:
        """Have the server fetch the model.

        Args:
            on_progress: Told that it goes on.

        Raises:
            ProviderError: If the model does not exist, or the server or its hub fails.
        """
        await self._models.pull(self.model, on_progress)

    def _judge_models(self, answer: Answer) -> Check:
        if self.model in ids_in(answer.body):
            return healthy(f"{self.model} is there", answer.millis)
        fix = f"Fetch it with: curl -X POST {self._address}/models/{self.model}"
        return degraded(f"it has no model {self.model}", fix, answer.millis)
