from __future__ import annotations

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response
from loguru import logger

from repartee.conversation.menu import Menu
from repartee.conversation.parts import NoSuchPartError
from repartee.conversation.solo import SoloError
from repartee.conversation.voice_samples import TooManySamplesError, VoiceSamples
from repartee.server import audio_files
from repartee.server.choices import Wishes, checked_choices
from repartee.server.problems import ProblemError

_FORMAT = "flac"
_KEEP_SECS = 3600


def voice_sample_routes(
    samples: VoiceSamples, menu: Menu, languages: Mapping[str, str], rate: int
) -> APIRouter:
    """The route by which a page lets people hear voices before they choose one.

    Args:
        samples: Makes them.
        menu: What may be chosen.
        languages: What each voice speaks, by its id; empty for one that speaks any.
        rate: Of the samples, in Hz.

    Returns:
        `GET /api/voice-sample`.
    """
    router = APIRouter()

    @router.get("/api/voice-sample", response_class=Response)
    async def get_voice_sample(
        voice: Annotated[str, Query(max_length=256)] = "",
        language: Annotated[str, Query(max_length=256)] = "",
    ) -> Response:
        checked_choices(Wishes(voice=voice, language=language), menu)
        pcm = await _sample(samples, voice, languages.get(voice) or language)
        file = await asyncio.to_thread(audio_files.written, [pcm], rate, _FORMAT)
        headers = {"Cache-Control": f"private, max-age={_KEEP_SECS}"}
        return Response(file, media_type=audio_files.MEDIA_TYPES[_FORMAT], headers=headers)

    return router


async def _sample(samples: VoiceSamples, voice: str, language: str) -> bytes:
    try:
        return await samples.sample(voice, language)
    except TooManySamplesError as error:
        raise ProblemError(
            HTTPStatus.TOO_MANY_REQUESTS,
            "Many voices were listened to just now. Try again in a moment.",
            retry_after_secs=error.retry_after_secs,
        ) from error
    except NoSuchPartError as error:
        raise ProblemError(
            HTTPStatus.NOT_FOUND, f"There is no sample of this voice. {error}"
        ) from error
    except SoloError as error:
        logger.warning("A voice gave no sample: {}", error)
        raise ProblemError(
            HTTPStatus.BAD_GATEWAY,
            "This voice cannot be heard now. Try again later, or choose another one; "
            "the server's log tells why.",
        ) from error
