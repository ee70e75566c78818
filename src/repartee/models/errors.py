from __future__ import annotations


class ModelError(Exception):
    """A model cannot be fetched, found or removed; the message says why and what to do."""


class UnknownModelError(ModelError):
    """There is no model of this name."""


class ModelNotInstalledError(ModelError):
    """The model is known, but not on this machine."""


class ModelBusyError(ModelError):
    """Another process, or another task of this one, works on the same model."""


class HubUnreachableError(ModelError):
    """No connection to where the files are."""


class HubError(ModelError):
    """The other side answered, but not with what was asked for."""


class GatedModelError(HubError):
    """The files are given to members only."""


class ChecksumError(ModelError):
    """A file is not what it should be; it has been deleted."""


class NoSpaceError(ModelError):
    """The disk has too little room."""


class MissingFilesError(ModelError):
    """A repository or a directory lacks files that the model needs."""


class TooManyDownloadsError(ModelError):
    """Enough is being downloaded already."""
