"""Models that were fetched are still there after a restart, and are not fetched again (B5: 8)."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repartee.models import catalogue, offline
from repartee.models.downloads import Downloads
from repartee.models.errors import ModelNotInstalledError
from repartee.models.hub import Hub
from repartee.models.progress import Phase
from repartee.models.pull import Puller
from repartee.models.store import ModelStore
from repartee.settings import load_settings
from repartee.simulator.delays import DelayChoice
from repartee.simulator.hearing import ScriptedEars
from repartee.simulator.mind import BuiltInMind
from repartee.simulator.simulator import Simulator
from repartee.simulator.speaking import ScriptedSpeaker
from repartee.simulator.standin import Parts
from repartee.stacks.fetching import MissingModels
from tests.models.contents import whisper_files
from tests.models.hub_standin import HubStandIn, serving
from tests.support.remote_parts import phrasebook, provider

EXAMPLES = settings(
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
HUB_MODELS = ["whisper-tiny", "whisper-base.en", "distil-whisper-small.en", "whisper-large-v3"]


def _repo(name: str) -> str:
    source = catalogue.find(name).source
    assert isinstance(source, catalogue.HubFiles)
    return source.repo


parts_of_ids = st.from_regex(r"[a-zA-Z0-9][a-z0-9._]{0,8}", fullmatch=True)
hub_ids = st.tuples(parts_of_ids, parts_of_ids).map("/".join).filter(lambda name: ".." not in name)
names = st.one_of(st.sampled_from(HUB_MODELS), hub_ids)


@dataclass(frozen=True)
class Pull:
    """A model is fetched from the hub, or taken from a directory."""

    name: str
    size: int
    offline: bool


@dataclass(frozen=True)
class BrokenPull:
    """A download is interrupted."""

    name: str


@dataclass(frozen=True)
class Remove:
    """One of the models that are there is removed."""

    which: int


@dataclass
class Restart:
    """Another process begins to use the store."""

    there: dict[str, bytes] = field(default_factory=dict)


Step = Pull | BrokenPull | Remove | Restart
steps: st.SearchStrategy[Step] = st.one_of(
    st.builds(Pull, names, st.integers(0, 2000), st.booleans()),
    st.builds(Pull, names, st.integers(0, 2000), st.booleans()),
    st.builds(BrokenPull, names),
    st.builds(Remove, st.integers(0, 5)),
    st.builds(Restart),
)


@pytest.fixture(scope="module")
def hub(loop: asyncio.Runner) -> Iterator[HubStandIn]:
    stack = AsyncExitStack()
    yield loop.run(stack.enter_async_context(serving(HubStandIn())))
    loop.run(stack.aclose())


@pytest.fixture(scope="module")
def another_process() -> Iterator[ProcessPoolExecutor]:
    """Begins a new process for each look; a server of forks makes that a matter of milliseconds."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    with ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1) as pool:
        yield pool


def _look(models_dir: Path) -> dict[str, bytes]:
    """What a process sees that has just begun: each model's name, and its weights."""
    found = ModelStore(models_dir).installed()
    return {each.name: (each.path / "model.bin").read_bytes() for each in found}


class _Machine:
    """A machine with models, whose server may be started anew."""

    def __init__(self, directory: Path, hub: HubStandIn) -> None:
        self.models_dir = directory / "models"
        self._usb = directory / "usb"
        self._hub = hub
        self.expected: dict[str, bytes] = {}

    async def do(self, step: Step) -> None:
        match step:
            case Pull(name, size, True):
                await self._take(name, size)
            case Pull(name, size, False):
                await self._pull(name, size)
            case BrokenPull(name):
                await self._break_off(name)
            case Remove(which) if self.expected:
                name = sorted(self.expected)[which % len(self.expected)]
                ModelStore(self.models_dir).remove(name)
                del self.expected[name]
            case _:
                pass

    async def _pull(self, name: str, size: int) -> None:
        files = whisper_files(size, seed=size)
        self._hub.repos = {_repo(name): files}
        asked = len(self._hub.asked)
        await self._puller().pull(catalogue.find(name), _tell_nobody)
        if name in self.expected:
            assert len(self._hub.asked) == asked, "what was there was fetched again"
        self.expected.setdefault(name, files["model.bin"])

    async def _take(self, name: str, size: int) -> None:
        files = whisper_files(size, seed=size)
        self._usb.mkdir(exist_ok=True)
        for file, content in files.items():
            (self._usb / file).write_bytes(content)
        store = ModelStore(self.models_dir)
        await offline.take(catalogue.find(name), self._usb, store, _tell_nobody)
        self.expected[name] = files["model.bin"]

    async def _break_off(self, name: str) -> None:
        self._hub.repos = {_repo(name): whisper_files(50_000)}
        held = asyncio.Event()

        def tell(
            done_bytes: int, total_bytes: int | None, detail: str = "", phase: Phase = Phase.RUNNING
        ) -> None:
            if done_bytes:
                held.set()

        self._hub.hold_after, self._hub.go_on = 10, asyncio.Event()
        work = asyncio.create_task(self._puller().pull(catalogue.find(name), tell))
        over = asyncio.create_task(held.wait())
        await asyncio.wait({work, over}, return_when=asyncio.FIRST_COMPLETED)
        for task in (work, over):
            task.cancel()
        await asyncio.gather(work, over, return_exceptions=True)
        self._hub.go_on.set()
        self._hub.hold_after = None

    def _puller(self) -> Puller:
        return Puller(ModelStore(self.models_dir), Hub(self._hub.url), sleep=_no_wait)


async def _no_wait(_secs: float) -> None:
    return


def _tell_nobody(*_: object, **__: object) -> None:
    return


@EXAMPLES
@pytest.mark.timeout(600)
@given(plan=st.lists(steps, min_size=1, max_size=8))
def test_a_new_process_sees_exactly_the_models_that_were_fetched(
    loop: asyncio.Runner,
    hub: HubStandIn,
    another_process: ProcessPoolExecutor,
    plan: list[Step],
) -> None:
    with TemporaryDirectory(ignore_cleanup_errors=True) as directory:
        machine = _Machine(Path(directory), hub)
        for step in [*plan, Restart()]:
            loop.run(machine.do(step))
            if isinstance(step, Restart):
                seen = another_process.submit(_look, machine.models_dir).result(20)
                assert seen == machine.expected
        store = ModelStore(machine.models_dir)
        for name in machine.expected:
            assert store.path(name) is not None
        for name in set(HUB_MODELS) - set(machine.expected):
            assert store.path(name) is None
            with pytest.raises(ModelNotInstalledError):
                _remove_all_of(store, name)


def _remove_all_of(store: ModelStore, name: str) -> None:
    """Remove a model twice: once for what an interrupted download left."""
    if store.partial_bytes(catalogue.find(name)):
        store.remove(name)
    store.remove(name)


def test_the_command_line_sees_what_another_process_fetched(
    loop: asyncio.Runner, hub: HubStandIn, tmp_path: Path
) -> None:
    machine = _Machine(tmp_path, hub)
    for step in (Pull("whisper-tiny", 900, False), Pull("some/model", 900, True), Remove(0)):
        loop.run(machine.do(step))
    command = [sys.executable, "-m", "repartee", "models", "list", "--json"]
    environment = {**os.environ, "MODELS_DIR": str(machine.models_dir)}
    listed = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, check=True)
    there = {each["name"] for each in json.loads(listed.stdout) if each["path"]}
    assert there == set(machine.expected) == {"whisper-tiny"}


# Models that Ollama and Speaches keep

OLLAMA_MODELS = ["llama3.2:1b", "qwen3:4b", "gemma3:4b", "mistral", "smollm2:135m"]
SPEACHES_EARS = ["Systran/faster-whisper-tiny.en", "Systran/faster-distil-whisper-small.en"]
SPEACHES_VOICES = ["speaches-ai/Kokoro-82M-v1.0-ONNX", "speaches-ai/piper-en_US-lessac-medium"]
PULLS = {"ollama": "/api/pull", "speaches": "/v1/models/"}


@dataclass(frozen=True)
class Wants:
    """A provider, the model that it is told to use, and its part."""

    part: str
    vendor: str
    model: str
    variable: str


wants = st.one_of(
    st.sampled_from(OLLAMA_MODELS).map(lambda m: Wants("brain", "ollama", m, "OLLAMA_MODEL")),
    st.sampled_from(SPEACHES_EARS).map(lambda m: Wants("ears", "speaches", m, "STT_MODEL")),
    st.sampled_from(SPEACHES_VOICES).map(lambda m: Wants("voice", "speaches", m, "TTS_MODEL")),
)


async def _start_a_server(
    chosen: list[Wants], environment: Mapping[str, str], models_dir: Path
) -> list[Phase]:
    """What a server does about missing models when it starts; returns how each download ended."""
    store = ModelStore(models_dir)
    downloads = Downloads(store, Puller(store, Hub()))
    providers = []
    for each in chosen:
        with pytest.MonkeyPatch.context() as patch:
            for variable, value in {**environment, each.variable: each.model}.items():
                patch.setenv(variable, value)
            providers.append(provider(each.part, each.vendor, load_settings(_env_file=None)))
    missing = MissingModels(providers, downloads)
    missing.start()
    await asyncio.wait(missing._tasks)
    ended = [await downloads.ended(each.name) for each in downloads.list]
    await missing.close()
    await downloads.close()
    for each in providers:
        await each.close()
    return [each.phase for each in ended if each]


@EXAMPLES
@pytest.mark.timeout(600)
@given(
    chosen=st.lists(wants, min_size=1, max_size=3, unique_by=lambda each: each.part),
    there=st.sets(st.sampled_from([*OLLAMA_MODELS, *SPEACHES_EARS, *SPEACHES_VOICES])),
)
def test_what_a_server_fetched_at_one_start_it_does_not_fetch_at_the_next(
    loop: asyncio.Runner, tmp_path: Path, chosen: list[Wants], there: set[str]
) -> None:
    async def start_twice() -> None:
        parts = Parts(ScriptedEars([]), ScriptedSpeaker(), BuiltInMind(phrasebook()))
        instantly = DelayChoice(factor=0.0)
        async with Simulator(["ollama", "speaches"], delays=instantly, parts=parts) as simulator:
            _install(simulator, there)
            expected = [each.model for each in chosen if each.model not in there]
            phases = await _start_a_server(chosen, simulator.environment(), tmp_path)
            assert phases == [Phase.DONE] * len(expected)
            assert len(_pulls(simulator)) == len(expected)
            assert await _start_a_server(chosen, simulator.environment(), tmp_path) == []
            assert len(_pulls(simulator)) == len(expected)

    loop.run(start_twice())


def _install(simulator: Simulator, models: set[str]) -> None:
    ollama, speaches = simulator.standin("ollama"), simulator.standin("speaches")
    for model in models:
        if "/" in model:
            speaches.installed.add(model)  # type: ignore[attr-defined]
        else:
            ollama.library.install(model)  # type: ignore[attr-defined]


def _pulls(simulator: Simulator) -> list[str]:
    return [
        entry.path
        for vendor, path in PULLS.items()
        for entry in simulator.journal.of(vendor, path)
        if entry.method == "POST"
    ]
