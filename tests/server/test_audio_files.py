"""Uploaded sound is read, and whatever else it may be reaches nothing and nobody."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from repartee.server import audio_files

_SECOND = bytes(2 * 16_000)


class _Asked(HTTPServer):
    paths: list[str]


class _Note(BaseHTTPRequestHandler):
    server: _Asked

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        self.send_error(404)


@pytest.fixture
def elsewhere() -> Iterator[_Asked]:
    """A server that nobody should ask."""
    server = _Asked(("127.0.0.1", 0), _Note)
    server.paths = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("name", ["mp3", "opus", "aac", "flac"])
def test_what_is_written_can_be_read(name: str) -> None:
    file = audio_files.written([_SECOND], 16_000, name)
    assert len(audio_files.read(file, 16_000, 60)) == pytest.approx(len(_SECOND), rel=0.2)


@pytest.mark.parametrize(
    "form",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{url}/a.ts\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile {url}/a.wav\n",
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static">'
        "<Period><AdaptationSet><Representation><BaseURL>{url}/a.mp4</BaseURL></Representation>"
        "</AdaptationSet></Period></MPD>",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
    ],
    ids=["playlist", "list of files", "manifest", "session description"],
)
def test_a_file_that_names_others_is_refused_at_once(elsewhere: _Asked, form: str) -> None:
    url = f"http://127.0.0.1:{elsewhere.server_port}"
    began = time.monotonic()
    with pytest.raises(audio_files.BadSoundError):
        audio_files.read(form.format(url=url).encode(), 16_000, 60)
    # FFmpeg listened for the session of a description for 20 s.
    assert time.monotonic() - began < 10
    assert elsewhere.paths == []
