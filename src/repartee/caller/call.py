from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription

from repartee.caller.captions import Captions, Listener
from repartee.caller.errors import CallError
from repartee.caller.loudspeaker import Loudspeaker, play_at_once
from repartee.caller.microphone import Microphone, Playback
from repartee.caller.signalling import Signalling, configuration
from repartee.caller.speech_edges import Clip

_CONNECT_TIMEOUT_SECS = 15.0
_PING_SECS = 1.0
# Between two sentences the agent may be still for up to this long.
_ANSWER_OVER_SECS = 1.5
# A pause between the sentences of an answer is shorter than this; an interrupted one has ended.
_CUT_GAP_SECS = 0.45
_STEP_SECS = 0.02


@dataclass(frozen=True)
class CallChoices:
    """How to call.

    Attributes:
        start: What `POST /start` takes: voice, timezone, …
        token: The server's access token.
        verify: Whether its TLS certificate must be valid.
        save_to: Where to keep what is heard, as WAV.
        answer_timeout_secs: How long to wait for an answer to begin.
        listener: Told of captions as they come.
    """

    start: dict[str, Any] = field(default_factory=dict)
    token: str = ""
    verify: bool = True
    save_to: Path | None = None
    answer_timeout_secs: float = 15.0
    listener: Listener | None = None


@dataclass(frozen=True)
class Turn:
    """One thing said to the agent, and what came of it.

    Attributes:
        said: Name of the clip, or the text typed.
        caption: What the agent understood.
        answer: What the agent said, as captions.
        delay_secs: From the last speech sample sent to the first speech sample heard; None if
            there was no answer.
        barge_in_secs: From the first speech sample sent, while the agent spoke, to the last
            speech sample heard of what it was saying; None if it was not interrupted.
        answer_began_at: On the monotonic clock, None if there was no answer.
    """

    said: str
    caption: str
    answer: str
    delay_secs: float | None
    barge_in_secs: float | None = None
    answer_began_at: float | None = None


class Call:
    """A call to the agent: `async with Call(url) as call: turn = await call.say(clip)`."""

    def __init__(self, url: str, choices: CallChoices | None = None) -> None:
        """Describe a call; entering it connects.

        Args:
            url: Where the server is.
            choices: How to call.
        """
        self._choices = choices or CallChoices()
        self._signalling = Signalling(url, token=self._choices.token, verify=self._choices.verify)
        self._microphone = Microphone()
        self.loudspeaker = Loudspeaker(self._choices.save_to)
        self.captions = Captions(self._choices.listener)
        self._pc: RTCPeerConnection | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.connected_at = float("nan")
        """When media could flow, on the monotonic clock."""

    async def __aenter__(self) -> Self:
        try:
            await self._connect()
        except BaseException:
            await self.hang_up()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.hang_up()

    @property
    def is_up(self) -> bool:
        """Whether the agent has not hung up."""
        return self._pc is not None and self._pc.connectionState == "connected"

    async def greeting(self) -> Turn:
        """Wait until the agent has greeted and is silent.

        Returns:
            The greeting; its delay counts from when the call was connected.
        """
        return await self._answered("", self.connected_at, self.connected_at)

    async def say(self, clip: Clip) -> Turn:
        """Say something and hear the answer to its end.

        Args:
            clip: What to say.

        Returns:
            What came of it.
        """
        playback = self._microphone.play(clip)
        await playback.finished.wait()
        return await self._answered(clip.name, playback.speech_began_at, playback.speech_ended_at)

    async def begin_saying(self, clip: Clip) -> Turn:
        """Say something and return as soon as the answer begins, to interrupt it.

        Args:
            clip: What to say.

        Returns:
            What is known by then.
        """
        playback = self._microphone.play(clip)
        await playback.finished.wait()
        began = await self._wait_for_answer(playback.speech_ended_at)
        return self._turn(clip.name, playback.speech_began_at, playback.speech_ended_at, began)

    async def interrupt(self, clip: Clip, after_secs: float = 0.0) -> Turn:
        """Say something while the agent speaks, and hear the answer to its end.

        Args:
            clip: What to say.
            after_secs: How long to wait before.

        Returns:
            What came of it, with `barge_in_secs` if the agent was speaking.
        """
        await asyncio.sleep(after_secs)
        playback = self._microphone.play(clip)
        stopped_at = await self._fall_silent(playback)
        await playback.finished.wait()
        turn = await self._answered(clip.name, playback.speech_began_at, playback.speech_ended_at)
        barge_in = None if stopped_at is None else stopped_at - playback.speech_began_at
        return Turn(**{**vars(turn), "barge_in_secs": barge_in})

    async def type(self, text: str) -> Turn:
        """Type something and hear the answer to its end.

        Args:
            text: What to type.

        Returns:
            What came of it; its delay counts from the typing.
        """
        options = {"run_immediately": True, "audio_response": True}
        typed_at = time.monotonic()
        self._send("send-text", {"content": text, "options": options})
        return await self._answered(text, typed_at, typed_at)

    async def wait_for_end(self, timeout_secs: float) -> dict[str, Any] | None:
        """Wait until the agent hangs up.

        Args:
            timeout_secs: How long.

        Returns:
            What it said of the end, or None if it did not hang up in time.
        """
        await self._until(lambda: not self.is_up or self.captions.ending(), timeout_secs)
        return self.captions.ending()

    async def hang_up(self, *, abrupt: bool = False) -> None:
        """End the call; harmless when it has ended.

        Args:
            abrupt: Vanish: shut the sockets without a word, as when the network goes.
        """
        pc, self._pc = self._pc, None
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if pc is not None:
            if abrupt:
                _shut_sockets(pc)
            await pc.close()
        self.loudspeaker.close()
        await self._signalling.close()

    async def _connect(self) -> None:
        started = await self._signalling.start(self._choices.start)
        pc = self._pc = RTCPeerConnection(configuration(started))
        transceiver = pc.addTransceiver(self._microphone, direction="sendrecv")
        play_at_once(transceiver.receiver)
        channel = self._channel = pc.createDataChannel("rtvi", ordered=True)
        channel.on("message", self.captions.take)
        pc.on("track", self._on_track)
        await pc.setLocalDescription(await pc.createOffer())
        answer = await self._signalling.offer(started, pc.localDescription.sdp)
        await pc.setRemoteDescription(RTCSessionDescription(answer["sdp"], answer["type"]))
        if not await self._until(lambda: channel.readyState == "open", _CONNECT_TIMEOUT_SECS):
            raise CallError(
                "The server answered but no media gets through. Behind a firewall or NAT it needs "
                "a TURN server (ICE_SERVERS)."
            )
        self.connected_at = time.monotonic()
        self._spawn(self._ping())
        self._send("client-ready", {"version": "2.1.0", "about": {"library": "repartee-call"}})

    def _on_track(self, track: MediaStreamTrack) -> None:
        if track.kind == "audio":
            self._spawn(self.loudspeaker.listen(track))

    async def _ping(self) -> None:
        while True:
            if self._channel.readyState == "open":
                self._channel.send(f"ping: {time.time()}")
            await asyncio.sleep(_PING_SECS)

    async def _answered(self, said: str, began_at: float, ended_at: float) -> Turn:
        answer_at = await self._wait_for_answer(ended_at)
        if answer_at is not None:
            await self._until(lambda: self._answer_is_over(answer_at), None)
        return self._turn(said, began_at, ended_at, answer_at)

    def _turn(self, said: str, began: float, ended: float, answer_at: float | None) -> Turn:
        now = time.monotonic()
        return Turn(
            said=said,
            caption=self.captions.heard_between(began, now),
            answer=self.captions.answered_between(ended, now),
            delay_secs=None if answer_at is None else answer_at - ended,
            answer_began_at=answer_at,
        )

    async def _wait_for_answer(self, after: float) -> float | None:
        await self._until(
            lambda: self.loudspeaker.first_loud_after(after) is not None,
            self._choices.answer_timeout_secs,
        )
        return self.loudspeaker.first_loud_after(after)

    def _answer_is_over(self, began_at: float) -> bool:
        if not self.is_up:
            return True
        return self.loudspeaker.fell_silent_after(began_at, _ANSWER_OVER_SECS) is not None

    async def _fall_silent(self, playback: Playback) -> float | None:
        """When the agent stopped after an interruption began; None if it was not speaking."""
        await self._until(lambda: playback.speech_began_at == playback.speech_began_at, 30)
        began = playback.speech_began_at
        last = self.loudspeaker.last_loud()
        if last is None or began - last > _CUT_GAP_SECS:
            return None
        limit = self._choices.answer_timeout_secs
        await self._until(
            lambda: self.loudspeaker.fell_silent_after(began, _CUT_GAP_SECS) is not None, limit
        )
        return self.loudspeaker.fell_silent_after(began, _CUT_GAP_SECS)

    async def _until(self, condition: Callable[[], object], timeout_secs: float | None) -> bool:
        """Look again each 20 ms; the figures come from the packets, not from here."""
        until = time.monotonic() + (300.0 if timeout_secs is None else timeout_secs)
        while not condition():
            if time.monotonic() > until:
                return False
            await asyncio.sleep(_STEP_SECS)
        return True

    def _send(self, kind: str, data: dict[str, Any]) -> None:
        message = {"label": "rtvi-ai", "type": kind, "id": str(time.monotonic_ns()), "data": data}
        self._channel.send(json.dumps(message))

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _shut_sockets(pc: RTCPeerConnection) -> None:
    for transceiver in pc.getTransceivers():
        ice = transceiver.sender.transport.transport
        for protocol in list(ice._connection._protocols):  # noqa: SLF001 - no public way to vanish
            protocol.transport.abort()
