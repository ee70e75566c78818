"""Who is measured: each a server in a process of its own, reached by WebRTC."""

from __future__ import annotations

from repartee.bench.subjects.process import SubjectFailedError, SubjectProcess
from repartee.bench.subjects.subject import SUBJECTS, Subject

__all__ = ["SUBJECTS", "Subject", "SubjectFailedError", "SubjectProcess"]
