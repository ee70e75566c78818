from __future__ import annotations

import pytest

from repartee.engines.phrasebook import Phrasebook


@pytest.fixture(scope="package")
def phrasebook() -> Phrasebook:
    return Phrasebook.load()
