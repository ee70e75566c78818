"""Daily's own client, `daily-python`. It is optional: only `native_calls` loads this module.

Its rules, learnt the hard way:

- Callbacks come on its threads and hold the GIL: they hand over to the event loop and return. Who
  waits in one for a completion waits for ever.
- An audio track that outlives `Daily.deinit` aborts the whole process: it is not called at all.
- Looking up a name that does not exist takes it 19 seconds; hence a time limit of our own.
- `release` blocks until a join that goes on is over: it runs in a thread that nobody waits for
  beyond a limit, and that ends by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Mapping
from typing import Any, Self

from daily import (
    AudioData,
    CallClient,
    CustomAudioSource,
    CustomAudioTrack,
    Daily,
    EventHandler,
)
from loguru import logger

from repartee.transports.daily.call import WROTE, CallListener
from repartee.transports.daily.faults import DailyJoinError
from repartee.transports.line import HEARD_RATE

_LEAVE_SECS = 3.0
_RELEASE_SECS = 5.0
_HEARD_EVERY_MS = 20
RELEASE_THREAD = "daily release"
"""What threads are called that free a client."""
_initialised = threading.Event()


class NativeCall(EventHandler):
    """The agent's place in a real Daily room."""

    def __new__(cls, *_args: object, **_options: object) -> Self:
        """The extension's class takes no arguments."""
        made: Self = super().__new__(cls)
        return made

    def __init__(self, name: str, sample_rate: int, join_secs: float) -> None:
        """Prepare it; nothing is connected yet. Called in the event loop.

        Args:
            name: What the agent is called in the room.
            sample_rate: Rate in Hz of what it says.
            join_secs: How long getting in may take.
        """
        super().__init__()
        if not _initialised.is_set():
            _initialised.set()
            Daily.init()
        self._name = name
        self._join_secs = join_secs
        self._loop = asyncio.get_running_loop()
        self._listener: CallListener | None = None
        self._others: set[str] = set()
        self._source = CustomAudioSource(sample_rate, 1)
        self._track = CustomAudioTrack(self._source)
        self._client: CallClient | None = CallClient(event_handler=self)

    async def join(self, url: str, token: str, listener: CallListener) -> None:
        """Get in, or raise `DailyJoinError`; what is held is freed as soon as Daily lets go."""
        self._listener = listener
        joined: asyncio.Future[tuple[Any, str | None]] = self._loop.create_future()
        try:
            self._begin_to_join(url, token, self._settling(joined))
            async with asyncio.timeout(self._join_secs):
                data, error = await joined
            if error:
                raise _not_joined(error)
        except BaseException as error:
            self._give_up()
            if isinstance(error, TimeoutError):
                raise DailyJoinError(
                    f"The agent did not get into its Daily room within {self._join_secs:g} s. Try "
                    "again in a minute; whoever runs this server may look at its network."
                ) from error
            raise
        self._notice_all(data)

    def write(self, pcm: bytes, wrote: WROTE) -> None:
        """Say something; `wrote` is called when it was sent."""
        self._source.write_frames(pcm, completion=lambda _frames: self._in_loop(wrote))

    def send(self, message: dict[str, Any], to: str = "") -> None:
        """Send a message to one person, or to all."""
        if self._client is not None:
            self._client.send_app_message(message, to or None, completion=_note_unsent)

    def send_out(self) -> None:
        """Send everybody else out."""
        if self._client is not None and self._others:
            self._client.eject_remote_participants(list(self._others))

    async def leave(self) -> None:
        """Get out, and free what the extension holds."""
        client, self._client = self._client, None
        if client is None:
            return
        left: asyncio.Future[Any] = self._loop.create_future()
        client.leave(completion=self._settling(left))
        await asyncio.wait({left}, timeout=_LEAVE_SECS)
        self._listener = None
        released = _release(client)
        await asyncio.wait({released}, timeout=_RELEASE_SECS)
        if not released.done():
            logger.warning("Daily's client did not let go within {}s", _RELEASE_SECS)

    def _give_up(self) -> None:
        """Free what the extension holds, without waiting for a join that goes on."""
        self._listener = None
        client, self._client = self._client, None
        if client is not None:
            _release(client)

    # What Daily's threads call

    def on_participant_joined(self, participant: Mapping[str, Any]) -> None:
        """Somebody came."""
        self._in_loop(self._notice, participant)

    def on_participant_left(self, participant: Mapping[str, Any], reason: str) -> None:
        """Somebody went."""
        del reason
        self._in_loop(self._miss, str(participant.get("id", "")))

    def on_app_message(self, message: object, sender: str) -> None:
        """Somebody sent something."""
        self._in_loop(self._tell, sender, message)

    def on_call_state_updated(self, state: str) -> None:
        """The call changed."""
        if state == "left":
            self._in_loop(self._end)

    def _on_sound(self, person_id: str, sound: AudioData, _source: str) -> None:
        self._in_loop(self._hear, person_id, bytes(sound.audio_frames))

    def _in_loop(self, work: Callable[..., None], *args: object) -> None:
        # Unless the server has stopped meanwhile.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(work, *args)

    # In the event loop

    def _begin_to_join(self, url: str, token: str, completion: Callable[..., None]) -> None:
        assert self._client is not None  # noqa: S101 - joined once, before it can be released
        # Nobody looks at pictures here.
        self._client.update_subscription_profiles(
            {"base": {"camera": "unsubscribed", "screenVideo": "unsubscribed"}}
        )
        self._client.set_user_name(self._name)
        self._client.join(
            url, token or None, client_settings=_settings(self._track.id), completion=completion
        )

    def _notice_all(self, data: Mapping[str, Any]) -> None:
        participants = data.get("participants") or {}
        for key, participant in participants.items():
            if key != "local":
                self._notice(participant)

    def _notice(self, participant: Mapping[str, Any]) -> None:
        person_id = str(participant.get("id", ""))
        info = participant.get("info") or {}
        if self._client is None or self._listener is None or info.get("isLocal"):
            return
        if person_id not in self._others:
            self._others.add(person_id)
            self._client.set_audio_renderer(
                person_id,
                self._on_sound,
                sample_rate=HEARD_RATE,
                callback_interval_ms=_HEARD_EVERY_MS,
            )
        self._listener.came(person_id, str(info.get("userName") or ""))

    def _miss(self, person_id: str) -> None:
        self._others.discard(person_id)
        if self._listener is not None:
            self._listener.went(person_id)

    def _tell(self, person_id: str, message: object) -> None:
        if self._listener is not None:
            self._listener.told(person_id, message)

    def _hear(self, person_id: str, pcm: bytes) -> None:
        if self._listener is not None:
            self._listener.heard(person_id, pcm)

    def _end(self) -> None:
        if self._listener is not None:
            self._listener.ended()

    def _settling(self, future: asyncio.Future[Any]) -> Callable[..., None]:
        """A completion that settles a future with what it is given."""

        def settle(*args: object) -> None:
            if not future.done():
                future.set_result(args if len(args) != 1 else args[0])

        return lambda *args: self._in_loop(settle, *args)


def _settings(track_id: str) -> Mapping[str, Any]:
    """What the agent sends: its voice, and no picture."""
    return {
        "inputs": {
            "camera": False,
            "microphone": {"isEnabled": True, "settings": {"customTrack": {"id": track_id}}},
        },
        "publishing": {
            "camera": {"isPublishing": False},
            "microphone": {"isPublishing": True, "sendSettings": {"channelConfig": "mono"}},
        },
    }


def _not_joined(error: str) -> DailyJoinError:
    logger.warning("Daily's client could not join: {}", error)
    if "lookup" in error.lower() or "connect" in error.lower():
        return DailyJoinError(
            "Daily's servers are not reached from here. Try again in a minute; whoever runs this "
            "server may look at its network."
        )
    return DailyJoinError(
        "Daily did not let the agent into its room. Try again; the server's log tells why."
    )


def _note_unsent(error: str | None) -> None:
    if error:
        logger.debug("A message to a Daily room was not sent: {}", error)


def _release(client: CallClient) -> asyncio.Future[None]:
    """Free a client in a thread; done when it is freed."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def settle() -> None:
        if not done.done():
            done.set_result(None)

    def release() -> None:
        client.release()
        # Unless the server has stopped meanwhile.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(settle)

    threading.Thread(target=release, name=RELEASE_THREAD, daemon=True).start()
    return done
