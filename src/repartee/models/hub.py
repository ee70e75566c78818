"""Which files a repository of the Hugging Face hub, or of a mirror, holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from repartee.models.answers import refusal
from repartee.models.catalogue import HubFiles
from repartee.models.digest import Digest, DigestKind
from repartee.models.errors import HubError, MissingFilesError
from repartee.models.resume import Expected

DEFAULT_ENDPOINT = "https://huggingface.co"


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file to fetch."""

    name: str
    url: str
    expected: Expected


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a model, as they are at one commit."""

    files: tuple[RemoteFile, ...]
    origin: str
    """`org/name@commit`"""


class Hub:
    """The Hugging Face hub, or a mirror that speaks like it."""

    def __init__(self, endpoint: str = DEFAULT_ENDPOINT, token: str = "") -> None:
        """Name it.

        Args:
            endpoint: Its address, HF_ENDPOINT.
            token: HF_TOKEN; sent to this address alone.
        """
        self._endpoint = endpoint.rstrip("/")
        self._token = token

    @property
    def has_token(self) -> bool:
        """Whether HF_TOKEN is set."""
        return bool(self._token)

    def serves(self, url: str) -> bool:
        """Whether an address is this hub's own."""
        return url.startswith(f"{self._endpoint}/")

    def headers(self, url: str) -> dict[str, str]:
        """What to send along to an address: the token, if it is the hub's own."""
        own = self._token and self.serves(url)
        return {"Authorization": f"Bearer {self._token}"} if own else {}

    def listing_url(self, source: HubFiles) -> str:
        """Where the hub tells what a repository holds."""
        revision = quote(source.revision, safe="")
        return f"{self._endpoint}/api/models/{source.repo}/revision/{revision}?blobs=true"

    def refusal_of(self, model: str, answer: httpx.Response) -> Exception:
        """Say why a request was refused."""
        host = urlsplit(str(answer.request.url)).netloc
        code = answer.headers.get("X-Error-Code", "")
        return refusal(model, host, answer.status_code, code, has_token=self.has_token)

    def read_listing(self, source: HubFiles, body: Any) -> Listing:
        """Make sense of what the hub tells.

        Args:
            source: What is wanted.
            body: The hub's answer.

        Returns:
            What to fetch; all of one commit, so that an update halfway mixes nothing.

        Raises:
            HubError: If the answer is not the hub's.
            MissingFilesError: If a file is not there that the model needs.
        """
        try:
            commit = str(body["sha"])
            siblings = [each for each in body["siblings"] if source.wants(each["rfilename"])]
            files = tuple(self._file(source, commit, each) for each in siblings)
        except (KeyError, TypeError, ValueError) as error:
            raise HubError(
                f"{urlsplit(self._endpoint).netloc} does not answer as a model hub does. "
                "Check HF_ENDPOINT."
            ) from error
        missing = source.missing([file.name for file in files])
        if missing:
            raise MissingFilesError(
                f"{source.repo} is no model for this: it has no {' and no '.join(missing)}. "
                f"{_ADVICE if 'model.bin' in missing else 'Choose another.'}"
            )
        return Listing(files, f"{source.repo}@{commit}")

    def _file(self, source: HubFiles, commit: str, raw: dict[str, Any]) -> RemoteFile:
        name = str(raw["rfilename"])
        url = f"{self._endpoint}/{source.repo}/resolve/{quote(commit, safe='')}/{quote(name)}"
        return RemoteFile(name, url, _expected(raw))


_ADVICE = (
    "faster-whisper takes models in CTranslate2's format; their names often hold `faster-whisper`."
)


def _expected(raw: dict[str, Any]) -> Expected:
    lfs = raw.get("lfs")
    if isinstance(lfs, dict) and lfs.get("sha256"):
        return Expected(Digest.sha256(str(lfs["sha256"])), int(lfs["size"]))
    size = raw.get("size")
    blob = raw.get("blobId")
    return Expected(
        Digest(DigestKind.GIT_BLOB, str(blob)) if blob else None,
        int(size) if size is not None else None,
    )
