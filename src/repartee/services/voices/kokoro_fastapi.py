from __future__ import annotations

from repartee.services.openai_like import versioned
from repartee.services.vendor import KOKORO_FASTAPI
from repartee.services.voices.kokoro_server import KokoroServerVoice


class KokoroFastAPIVoice(KokoroServerVoice):
    """Makes services of Kokoro behind Kokoro-FastAPI."""

    id = "kokoro-fastapi"
    vendor = KOKORO_FASTAPI
    default_model = "kokoro"

    @staticmethod
    def api_address(address: str) -> str:
        """Where the API itself is.

        Args:
            address: As configured, with or without `/v1`.
        """
        return versioned(address)
