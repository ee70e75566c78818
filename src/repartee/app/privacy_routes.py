"""How people see what is stored, and have it removed."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter
from loguru import logger

from repartee.app.access import only_friends_call
from repartee.app.house import House
from repartee.app.recordings import places_of
from repartee.history.holdings import SoundHoldings, holdings, sound_holdings
from repartee.history.reading import all_conversations
from repartee.history.recording.storage import StorageError
from repartee.server.privacy import ForgottenInfo, PrivacyRules, privacy_routes
from repartee.settings import Settings


def privacy(settings: Settings, house: House) -> APIRouter:
    """Make the routes about what is stored.

    Args:
        settings: What may be, and for how long.
        house: What there is, and who removes it.
    """
    return privacy_routes(
        _rules(settings),
        counts=lambda: _counts(settings, house),
        forget_everything=lambda: _forget_everything(house),
        for_all=only_friends_call(settings),
    )


def _rules(settings: Settings) -> PrivacyRules:
    return PrivacyRules(
        kept=settings.history_keep,
        keep_days=settings.history_keep_days,
        recordings_keep_days=settings.recordings_keep_days,
        recordings_max_gb=settings.recordings_max_gb,
        redacted=list(settings.history_redact),
        memory=settings.memory and settings.history_keep != "nothing",
    )


async def _counts(settings: Settings, house: House) -> dict[str, int]:
    counts = {"conversations": 0, "events": 0, "bytes": 0}
    if house.keepers:
        counts = asdict(await holdings(house.keepers.store.database))
    try:
        sounds = [await sound_holdings(each) for each in places_of(settings)]
    except StorageError as error:
        logger.warning("{} They are not counted.", error)
        return counts
    total = SoundHoldings(
        sum(each.recordings for each in sounds), sum(each.recordings_bytes for each in sounds)
    )
    return {**counts, **asdict(total)}


async def _forget_everything(house: House) -> ForgottenInfo:
    if house.keepers is None:
        await house.shelf.forget_all()
        return ForgottenInfo(forgotten=0, go_on=0)
    ids = await all_conversations(house.keepers.store)
    over = [each for each in ids if house.sessions.find(each) is None]
    forgotten = await house.keepers.forgetting.forget_all(over)
    # What was never written down; those that go on are kept there again with their next word.
    await house.shelf.forget_all()
    return ForgottenInfo(forgotten=forgotten, go_on=len(ids) - forgotten)
