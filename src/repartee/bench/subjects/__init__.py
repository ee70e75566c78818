"""Who is measured: each a server in a process of its own, reached by its wire."""

from __future__ import annotations

from repartee.bench.subjects.fastrtc import PeerMissingError
from repartee.bench.subjects.process import SubjectFailedError, SubjectProcess
from repartee.bench.subjects.subject import SUBJECTS, Subject

__all__ = ["SUBJECTS", "PeerMissingError", "Subject", "SubjectFailedError", "SubjectProcess"]
