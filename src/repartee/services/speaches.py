"""What the ears and voices that Speaches runs have in common."""

from __future__ import annotations

from typing import ClassVar

from repartee.services.openai_like import OpenAILike, versioned
from repartee.services.probe import Answer, degraded, healthy, ids_in
from repartee.services.provider import Check
from repartee.services.served_model import ServedModel
from repartee.services.speaches_models import SpeachesModels
from repartee.services.vendor import SPEACHES, Vendor


class AtSpeaches(ServedModel, OpenAILike):
    """A model that Speaches runs."""

    id = "speaches"
    vendor: ClassVar[Vendor] = SPEACHES

    @staticmethod
    def api_address(address: str) -> str:
        """Where the API itself is.

        Args:
            address: As configured, usually without `/v1`.
        """
        return versioned(address)

    @property
    def _models(self) -> SpeachesModels:
        return SpeachesModels(self._address, self._key.get_secret_value())

    def _judge_models(self, answer: Answer) -> Check:
        if self.model in ids_in(answer.body):
            return healthy(f"{self.model} is there", answer.millis)
        fix = f"Fetch it with: curl -X POST {self._address}/models/{self.model}"
        return degraded(f"it has no model {self.model}", fix, answer.millis)
