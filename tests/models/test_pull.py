from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from repartee.models import catalogue
from repartee.models.catalogue import ModelEntry, PlainFile
from repartee.models.digest import Digest
from repartee.models.errors import (
    ChecksumError,
    GatedModelError,
    HubError,
    HubUnreachableError,
    MissingFilesError,
    ModelBusyError,
    ModelError,
    NoSpaceError,
)
from repartee.models.hub import Hub
from repartee.models.progress import Phase
from repartee.models.pull import Puller
from repartee.models.store import ModelStore
from tests.models.contents import NEEDED, REPO, whisper_files
from tests.models.hub_standin import HubStandIn, serving

TINY = catalogue.find("whisper-tiny")


class Told:
    """Every step that was told."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, int | None, str, Phase]] = []

    def __call__(
        self,
        done_bytes: int,
        total_bytes: int | None,
        detail: str = "",
        phase: Phase = Phase.RUNNING,
    ) -> None:
        self.steps.append((done_bytes, total_bytes, detail, phase))


def ranges(hub: HubStandIn, name: str = "model.bin") -> list[str]:
    return [each.range for each in hub.asked if each.name == name]


def whole(store: ModelStore, files: dict[str, bytes]) -> bool:
    path = store.path("whisper-tiny")
    return path is not None and all((path / name).read_bytes() == files[name] for name in NEEDED)


async def until_partial(store: ModelStore, at_least: int) -> None:
    partial = store.incoming(TINY) / "model.bin.partial"
    async with asyncio.timeout(20):
        while not partial.is_file() or partial.stat().st_size < at_least:
            await asyncio.sleep(0.02)


async def test_a_model_arrives_whole_and_nothing_else_does(
    puller: Puller, store: ModelStore, hub: HubStandIn
) -> None:
    told = Told()
    path = await puller.pull(TINY, told)

    assert path == store.models_dir / "whisper-tiny"
    assert {each.name for each in path.iterdir()} == {*NEEDED, ".repartee.json"}
    assert whole(store, hub.repos[REPO])
    total = sum(len(hub.repos[REPO][name]) for name in NEEDED)
    assert told.steps[-1][:2] == (total, total)
    assert all(a[0] <= b[0] for a, b in zip(told.steps, told.steps[1:], strict=False))
    assert not store.incoming(TINY).exists()


async def test_a_model_that_is_here_asks_the_hub_nothing(puller: Puller, hub: HubStandIn) -> None:
    await puller.pull(TINY, Told())
    hub.asked.clear()
    hub.listings = 0
    await puller.pull(TINY, Told())
    assert hub.listings == 0
    assert not hub.asked


async def test_a_line_that_drops_is_taken_up_where_it_broke(
    puller: Puller, store: ModelStore, hub: HubStandIn
) -> None:
    hub.repos[REPO] = whisper_files(900_000)
    hub.drop_after = [50, 200_000, 100_000]  # config.json whole, model.bin twice in its middle
    await puller.pull(TINY, Told())
    assert ranges(hub) == ["", "bytes=200000-", "bytes=300000-"]
    assert whole(store, hub.repos[REPO])


async def test_a_cancelled_pull_goes_on_from_where_it_was(
    puller: Puller, store: ModelStore, hub: HubStandIn
) -> None:
    hub.repos[REPO] = whisper_files(3_000_000)
    hub.hold_after = 1_500_000
    pulling = asyncio.create_task(puller.pull(TINY, Told()))
    await until_partial(store, 1_000_000)
    pulling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await pulling
    kept = store.partial_bytes(TINY)
    assert store.path("whisper-tiny") is None
    assert kept >= 1_000_000

    hub.hold_after = None
    await puller.pull(TINY, Told())
    start = int(ranges(hub)[-1].removeprefix("bytes=").rstrip("-"))
    assert start >= 1_000_000
    assert whole(store, hub.repos[REPO])


async def test_a_killed_pull_leaves_no_half_model_and_goes_on(
    puller: Puller, store: ModelStore, hub: HubStandIn
) -> None:
    hub.repos[REPO] = whisper_files(3_000_000)
    hub.hold_after = 1_500_000
    code = (
        "import asyncio, sys, pathlib\n"
        "from repartee.models import catalogue\n"
        "from repartee.models.hub import Hub\n"
        "from repartee.models.pull import Puller\n"
        "from repartee.models.store import ModelStore\n"
        "puller = Puller(ModelStore(pathlib.Path(sys.argv[1])), Hub(sys.argv[2]))\n"
        "asyncio.run(puller.pull(catalogue.find('whisper-tiny'), lambda *a, **k: None))\n"
    )
    process = await asyncio.to_thread(
        subprocess.Popen, [sys.executable, "-c", code, str(store.models_dir), hub.url]
    )
    await until_partial(store, 1_000_000)
    with pytest.raises(ModelBusyError, match=rf"already by process {process.pid}"):
        await puller.pull(TINY, Told())
    os.kill(process.pid, signal.SIGKILL)
    await asyncio.to_thread(process.wait, 10)
    assert store.path("whisper-tiny") is None

    hub.hold_after = None
    await puller.pull(TINY, Told())
    assert ranges(hub)[-1] != ""
    assert whole(store, hub.repos[REPO])


async def test_a_file_that_changed_meanwhile_is_fetched_anew(
    puller: Puller, store: ModelStore, hub: HubStandIn
) -> None:
    hub.drop_after = [50, *[100_000] * 5]
    hub.statuses = []
    stubborn = Puller(store, Hub(hub.url), sleep=_gives_up)
    with pytest.raises(_GaveUpError):
        await stubborn.pull(TINY, Told())
    hub.drop_after = []
    hub.repos[REPO] = whisper_files(seed=2)
    await puller.pull(TINY, Told())
    assert ranges(hub)[-1] == ""
    assert whole(store, hub.repos[REPO])


class _GaveUpError(Exception):
    pass


async def _gives_up(_secs: float) -> None:
    raise _GaveUpError


@pytest.mark.parametrize("knows_if_range", [True, False])
async def test_a_changed_file_without_a_digest_is_told_by_its_etag(
    store: ModelStore, hub: HubStandIn, knows_if_range: bool
) -> None:
    hub.knows_if_range = knows_if_range
    url = f"{hub.url}/{REPO}/resolve/main/model.bin"
    entry = plain_entry(PlainFile("model.bin", url))
    hub.drop_after = [100_000]
    with pytest.raises(_GaveUpError):
        await Puller(store, Hub(), sleep=_gives_up).pull(entry, Told())
    hub.repos[REPO] = whisper_files(seed=2)
    await Puller(store, Hub()).pull(entry, Told())
    new = hub.repos[REPO]["model.bin"]
    assert (store.directory(entry) / "model.bin").read_bytes() == new


def plain_entry(*files: PlainFile) -> ModelEntry:
    return ModelEntry(
        name="whisper-tiny",
        provider="faster-whisper",
        model="tiny",
        source=files,
        size_bytes=1,
        licence="MIT",
    )


async def test_a_server_without_ranges_sends_the_whole_again(
    puller: Puller, store: ModelStore, hub: HubStandIn
) -> None:
    hub.knows_ranges = False
    hub.drop_after = [50, 100_000]
    await puller.pull(TINY, Told())
    assert ranges(hub) == ["", "bytes=100000-"]
    assert whole(store, hub.repos[REPO])


async def test_a_wrong_checksum_deletes_the_file_and_says_so(
    puller: Puller, store: ModelStore, hub: HubStandIn
) -> None:
    good = hub.repos[REPO]["model.bin"]
    hub.lies["model.bin"] = good[:-1] + b"?"
    with pytest.raises(ChecksumError, match=r"model\.bin of whisper-tiny came damaged"):
        await puller.pull(TINY, Told())
    assert not list(store.incoming(TINY).glob("model.bin*"))
    assert store.path("whisper-tiny") is None

    hub.lies.clear()
    await puller.pull(TINY, Told())
    assert whole(store, hub.repos[REPO])


async def test_a_damaged_small_file_is_noticed_by_gits_own_hash(
    puller: Puller, hub: HubStandIn
) -> None:
    hub.lies["config.json"] = b'{"alignment_heads": ()}'
    with pytest.raises(ChecksumError, match=r"config\.json"):
        await puller.pull(TINY, Told())


async def test_an_openai_file_is_checked_against_the_catalogues_sha256(
    store: ModelStore, hub: HubStandIn
) -> None:
    url = f"{hub.url}/{REPO}/resolve/main/model.bin"
    wrong = plain_entry(PlainFile("model.bin", url, digest=Digest.sha256("0" * 64)))
    with pytest.raises(ChecksumError):
        await Puller(store, Hub()).pull(wrong, Told())


async def test_a_busy_hub_is_asked_again(
    puller: Puller, store: ModelStore, hub: HubStandIn
) -> None:
    hub.listing_statuses = [503, 429]
    hub.statuses = [500, 502]
    await puller.pull(TINY, Told())
    assert whole(store, hub.repos[REPO])


async def test_a_hub_that_stays_broken_is_told_in_one_sentence(
    puller: Puller, hub: HubStandIn
) -> None:
    hub.statuses = [500] * 9
    with pytest.raises(HubError, match=r"cannot send whisper-tiny \(HTTP 500\)"):
        await puller.pull(TINY, Told())
    assert len(hub.asked) == 5


@pytest.mark.parametrize(
    ("status", "code", "error", "says"),
    [
        (404, "", HubError, "has no whisper-tiny. Check the name"),
        (404, "RevisionNotFound", HubError, "that you may see"),
        (401, "RepoNotFound", HubError, "if it is private, set HF_TOKEN"),
        (401, "GatedRepo", GatedModelError, "then set HF_TOKEN"),
        (403, "", GatedModelError, "members only"),
    ],
)
async def test_a_refusal_says_what_to_do(
    puller: Puller, hub: HubStandIn, status: int, code: str, error: type[Exception], says: str
) -> None:
    hub.error_code = code
    hub.listing_statuses = [status]
    with pytest.raises(error) as caught:
        await puller.pull(TINY, Told())
    assert says in str(caught.value)
    assert hub.listings == 1


async def test_the_token_opens_gated_models_and_goes_to_the_hub_alone(
    store: ModelStore, hub: HubStandIn
) -> None:
    hub.members_only = "hf_secret"
    # Another origin to an HTTP client, the same socket to us.
    hub.cdn = hub.url.replace("127.0.0.1", "localhost")
    await Puller(store, Hub(hub.url, "hf_secret")).pull(TINY, Told())
    assert whole(store, hub.repos[REPO])
    assert {each.token for each in hub.asked} == {""}


async def test_a_refused_token_is_not_repeated_in_the_message(
    store: ModelStore, hub: HubStandIn
) -> None:
    hub.members_only = "another"
    with pytest.raises(GatedModelError) as caught:
        await Puller(store, Hub(hub.url, "hf_secret")).pull(TINY, Told())
    assert "hf_secret" not in str(caught.value)
    assert "account of your HF_TOKEN" in str(caught.value)


async def test_no_hub_is_one_line_with_what_to_do(store: ModelStore) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    with pytest.raises(HubUnreachableError) as caught:
        await Puller(store, Hub(f"http://127.0.0.1:{port}")).pull(TINY, Told())
    line = str(caught.value)
    assert "\n" not in line
    assert f"127.0.0.1:{port} cannot be reached" in line
    assert "HF_ENDPOINT" in line
    assert "--from" in line


async def test_something_that_is_no_hub_is_called_so(puller: Puller, hub: HubStandIn) -> None:
    hub.says = "<html>Log in to the hotel's network</html>"
    with pytest.raises(HubError, match="does not answer as a model hub does"):
        await puller.pull(TINY, Told())


@pytest.mark.parametrize("endpoint", ["hub.example.com", "ftp://hub.example.com", ""])
async def test_an_endpoint_that_is_no_address_is_called_so(
    store: ModelStore, endpoint: str
) -> None:
    with pytest.raises(HubError, match=r"Check HF_ENDPOINT"):
        await Puller(store, Hub(endpoint)).pull(TINY, Told())


async def test_a_full_disk_is_noticed_before_the_first_byte(
    store: ModelStore, hub: HubStandIn
) -> None:
    crowded = Puller(store, Hub(hub.url), free_bytes=lambda _: 200_100_000)
    with pytest.raises(NoSpaceError, match=r"needs 303 kB, and .* has 200 MB free"):
        await crowded.pull(TINY, Told())
    assert not hub.asked


async def test_what_is_here_already_needs_no_room(store: ModelStore, hub: HubStandIn) -> None:
    hub.drop_after = [50, 250_000]
    with pytest.raises(_GaveUpError):
        await Puller(store, Hub(hub.url), sleep=_gives_up).pull(TINY, Told())
    room_for_the_rest = Puller(store, Hub(hub.url), free_bytes=lambda _: 200_100_000)
    await room_for_the_rest.pull(TINY, Told())
    assert whole(store, hub.repos[REPO])


async def test_a_directory_that_cannot_be_written_is_told(hub: HubStandIn, tmp_path: Path) -> None:
    in_the_way = tmp_path / "models"
    in_the_way.write_text("a file")
    with pytest.raises(ModelError, match="cannot be written"):
        await Puller(ModelStore(in_the_way), Hub(hub.url)).pull(TINY, Told())


async def test_two_pulls_at_once_are_one(
    puller: Puller, store: ModelStore, hub: HubStandIn
) -> None:
    hub.hold_after = 0
    first = asyncio.create_task(puller.pull(TINY, Told()))
    async with asyncio.timeout(60):
        while not hub.asked:
            await asyncio.sleep(0.01)
    with pytest.raises(ModelBusyError, match="already by this process"):
        await puller.pull(TINY, Told())
    hub.go_on.set()
    await first
    assert whole(store, hub.repos[REPO])


async def test_a_repository_without_a_whisper_is_refused_before_a_byte(
    puller: Puller, hub: HubStandIn
) -> None:
    hub.repos["org/llama"] = {"config.json": b"{}", "model.safetensors": b"x"}
    with pytest.raises(MissingFilesError, match=r"no model\.bin"):
        await puller.pull(catalogue.find("org/llama"), Told())
    assert not hub.asked


async def test_any_repository_of_the_hub_will_do(
    puller: Puller, store: ModelStore, hub: HubStandIn
) -> None:
    hub.repos["org/my-whisper"] = whisper_files()
    path = await puller.pull(catalogue.find("org/my-whisper"), Told())
    assert path == store.path("org/my-whisper") == store.models_dir / "org--my-whisper"


async def test_a_slow_hub_is_told_of_on_the_way(store: ModelStore) -> None:
    files = whisper_files(3_000_000)
    told = Told()
    async with serving(HubStandIn({REPO: files}, hold_after=1_500_000)) as slow:
        pulling = asyncio.create_task(Puller(store, Hub(slow.url)).pull(TINY, told))
        await until_partial(store, 900_000)
        slow.go_on.set()
        await pulling
    between = [done for done, total, _, phase in told.steps if phase is Phase.RUNNING and total]
    assert len(between) >= 2
    assert between == sorted(between)
