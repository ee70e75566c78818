from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from repartee.models.hub import Hub
from repartee.models.pull import Puller
from repartee.models.store import ModelStore
from tests.models.contents import REPO, whisper_files
from tests.models.hub_standin import HubStandIn, serving


@pytest.fixture
async def hub() -> AsyncIterator[HubStandIn]:
    async with serving(HubStandIn({REPO: whisper_files()})) as standin:
        yield standin


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


async def _no_wait(_secs: float) -> None:
    return


@pytest.fixture
def puller(store: ModelStore, hub: HubStandIn) -> Puller:
    return Puller(store, Hub(hub.url), sleep=_no_wait)
