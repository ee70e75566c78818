from __future__ import annotations

from repartee.services.brains.chat import ChatBrain
from repartee.services.vendor import CEREBRAS


class CerebrasBrain(ChatBrain):
    """Makes services of Cerebras' models.

    Its limiter reserves the longest answer in advance, so answers are kept short.
    """

    id = "cerebras"
    vendor = CEREBRAS
    default_model = "llama-3.3-70b"
    default_context = 65_536
    default_temperature = 0.7
    default_top_p = 0.9
    default_max_tokens = 150
