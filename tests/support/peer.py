"""A bare WebRTC caller: what a browser does, without the caller library under test elsewhere."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Self

import httpx
import numpy as np
from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpCodecCapability,
    RTCRtpSender,
    RTCSessionDescription,
)
from aiortc.mediastreams import AudioStreamTrack, MediaStreamError
from av import AudioFrame


class _Tone(AudioStreamTrack):
    """A steady 300 Hz tone at the rate of speech."""

    async def recv(self) -> AudioFrame:
        frame = await super().recv()
        assert isinstance(frame, AudioFrame)
        at = np.arange(frame.samples) / frame.sample_rate
        wave = (np.sin(2 * np.pi * 300 * at) * 6000).astype(np.int16)
        frame.planes[0].update(wave.tobytes())
        return frame


def _audio_codecs(names: list[str]) -> list[RTCRtpCodecCapability]:
    known = RTCRtpSender.getCapabilities("audio").codecs
    return [codec for name in names for codec in known if codec.mimeType == f"audio/{name}"]


class Peer:
    """Calls, types, and notes what comes back."""

    def __init__(
        self,
        url: str,
        *,
        data_channel: bool = True,
        video_first: bool = False,
        video_last: bool = False,
        codecs: list[str] | None = None,
        configuration: RTCConfiguration | None = None,
    ) -> None:
        self._url = url
        self._pc = RTCPeerConnection(configuration or RTCConfiguration(iceServers=[]))
        if video_first:
            self._pc.addTransceiver("video", "recvonly")
        audio = self._pc.addTransceiver(_Tone(), "sendrecv")
        if codecs:
            audio.setCodecPreferences(_audio_codecs(codecs))
        if video_last:
            self._pc.addTransceiver("video", "recvonly")
        self._listening: asyncio.Task[None] | None = None
        self.messages: list[dict[str, Any]] = []
        self.changed = asyncio.Condition()
        self.heard_samples = 0
        self.loud_samples = 0
        self.pc_id = ""
        self._channel = self._pc.createDataChannel("chat") if data_channel else None
        if self._channel:
            self._channel.on("message", self._on_message)
        self._pc.on("track", self._on_track)

    async def offer(self) -> dict[str, Any]:
        await self._pc.setLocalDescription(await self._pc.createOffer())
        description = self._pc.localDescription
        return {"sdp": description.sdp, "type": description.type}

    async def connect(self, start: dict[str, Any] | None = None, **extra: Any) -> Self:
        async with httpx.AsyncClient(base_url=self._url, timeout=20) as client:
            if start is not None:
                began = (await client.post("/start", json=start)).raise_for_status().json()
                extra["requestData"] = began["webrtcRequestParams"]["requestData"]
            response = await client.post("/api/offer", json={**await self.offer(), **extra})
        response.raise_for_status()
        await self.accept(response.json())
        if self._channel:
            await self._until(lambda: self._channel.readyState == "open")
            self.send("client-ready", {"version": "2.1.0", "about": {"library": "test"}})
        return self

    async def accept(self, answer: dict[str, Any]) -> None:
        self.pc_id = answer["pc_id"]
        await self._pc.setRemoteDescription(RTCSessionDescription(answer["sdp"], answer["type"]))

    def send(self, kind: str, data: object) -> None:
        assert self._channel is not None
        message = {"label": "rtvi-ai", "type": kind, "id": "1", "data": data}
        self._channel.send(json.dumps(message))

    def type(self, text: str) -> None:
        options = {"run_immediately": True, "audio_response": True}
        self.send("send-text", {"content": text, "options": options})

    def count(self, kind: str) -> int:
        """How many messages of a kind have come."""
        return sum(message["type"] == kind for message in self.messages)

    async def told(self, kind: str, timeout_secs: float = 60) -> dict[str, Any]:
        """The first server message of a kind."""
        message = await self.wait_for("server-message", timeout_secs, type=kind)
        data: dict[str, Any] = message["data"]
        return data

    async def wait_for(self, kind: str, timeout_secs: float = 60, **data: Any) -> dict[str, Any]:
        def found() -> dict[str, Any] | None:
            for message in self.messages:
                body = message.get("data") or {}
                if message["type"] == kind and all(body.get(k) == v for k, v in data.items()):
                    return message
            return None

        await self._until(lambda: found() is not None, timeout_secs)
        message = found()
        assert message is not None
        return message

    async def wait_for_sound(self, timeout_secs: float = 60) -> None:
        await self._until(lambda: self.loud_samples > 480, timeout_secs)

    async def wait_for_hang_up(self, timeout_secs: float = 60) -> None:
        await self._until(lambda: self._pc.connectionState in ("closed", "failed"), timeout_secs)

    async def hang_up(self) -> None:
        if self._listening:
            self._listening.cancel()
        await self._pc.close()

    async def vanish(self) -> None:
        """Go without a word: sockets shut, no DTLS close, no SCTP abort."""
        for transceiver in self._pc.getTransceivers():
            transport = transceiver.sender.transport.transport
            for protocol in list(transport._connection._protocols):
                protocol.transport.abort()
        await self.hang_up()

    async def _until(self, condition: Any, timeout_secs: float = 60) -> None:
        async with asyncio.timeout(timeout_secs):
            while not condition():
                await asyncio.sleep(0.01)

    def _on_message(self, text: str) -> None:
        message = json.loads(text)
        self.messages.append(message)

    def _on_track(self, track: MediaStreamTrack) -> None:
        if track.kind == "audio":
            self._listening = asyncio.create_task(self._listen(track))

    async def _listen(self, track: MediaStreamTrack) -> None:
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            assert isinstance(frame, AudioFrame)
            samples = frame.to_ndarray().astype(np.int32)
            self.heard_samples += samples.size
            self.loud_samples += int(np.count_nonzero(np.abs(samples) > 500))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.hang_up()
