"""A telephone call from its webhook to its end, over the real wire."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from repartee.app import create_app
from repartee.settings import Settings
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack
from tests.support.telephone.accounts import with_telephones
from tests.support.telephone.caller import TelephoneCaller
from tests.support.telephone.vendors import VENDORS

every_vendor = pytest.mark.parametrize("vendor", sorted(VENDORS))


@pytest.fixture
async def phone_url(settings: Settings, stack: ScriptedStack) -> AsyncIterator[str]:
    async with running(create_app(with_telephones(settings), stack)) as url:
        yield url


@every_vendor
async def test_a_caller_is_greeted(phone_url: str, vendor: str) -> None:
    async with await TelephoneCaller.dialling(VENDORS[vendor](), phone_url) as caller:
        await caller.hears_something(0)
        await caller.hears_silence(0.5)
        # "Hello there." is twelve characters of tone, 20 ms each, and nothing of it gets lost.
        loud = (abs(caller.samples) > 300).sum() / 8000
        assert loud > 0.2
