"""Whatever a client sends, a protocol has an answer for it."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from repartee.simulator.vendors.cartesia.contexts import Contexts as CartesiaContexts
from repartee.simulator.vendors.cartesia.listening import ListeningOptions, ListeningProtocol
from repartee.simulator.vendors.deepgram.listening import Command, read_command
from repartee.simulator.vendors.deepgram.listening import ListeningOptions as DeepgramOptions
from repartee.simulator.vendors.deepgram.listening import ListeningProtocol as DeepgramProtocol
from repartee.simulator.vendors.elevenlabs.contexts import Contexts as ElevenLabsContexts

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)
_VOICE = {"mode": "id", "id": "a0e99841-438c-4a64-b679-ae501e7d6091"}
_SHAPE = {"container": "raw", "encoding": "pcm_s16le", "sample_rate": 16000}


@st.composite
def _messages(draw: st.DrawFn, /, **usual: Any) -> str:
    """Messages with some of the usual fields, of which one may be anything."""
    message = copy.deepcopy(usual)
    for name in draw(st.sets(st.sampled_from(sorted(usual)), max_size=3)):
        del message[name]
    target = draw(st.sampled_from([message, *(v for v in message.values() if type(v) is dict)]))
    if target:
        target[draw(st.sampled_from(sorted(target)))] = draw(_JSON)
    return json.dumps(message)


@settings(max_examples=200)
@given(
    st.lists(
        _messages(
            context_id="a",
            transcript="Hello.",
            model_id="sonic-3",
            voice=_VOICE,
            output_format=_SHAPE,
            generation_config={"speed": 1.0},
            speed="fast",
            max_buffer_delay_ms=0,
            cancel=True,
            flush=True,
            **{"continue": True},
        ),
        max_size=6,
    )
)
def test_cartesias_voices_answer_everything(messages: list[str]) -> None:
    contexts = CartesiaContexts()
    for now, message in enumerate(messages):
        contexts.take(message, float(now))
        contexts.tick(float(now))


@settings(max_examples=200)
@given(
    st.lists(
        _messages(
            text="Hello. ",
            context_id="a",
            voice_settings={"speed": 1.0},
            generation_config={"chunk_length_schedule": [50]},
            flush=True,
            close_context=True,
            close_socket=True,
            try_trigger_generation=True,
        ),
        max_size=6,
    ),
    st.booleans(),
    st.booleans(),
)
def test_elevenlabs_voices_answer_everything(messages: list[str], auto: bool, multi: bool) -> None:
    contexts = ElevenLabsContexts(auto_mode=auto, multi=multi)
    for message in messages:
        contexts.take(message)


@given(st.text() | _messages(type="Configure", keyterms=["a"]))
def test_ears_answer_every_text(text: str) -> None:
    ListeningProtocol(ListeningOptions("ink-whisper", "pcm_s16le", 16_000), "id").command(text)
    protocol = DeepgramProtocol(DeepgramOptions(), "id")
    match read_command(text):
        case None:
            protocol.unreadable(text)
        case Command.CONFIGURE:
            protocol.configured(text)
