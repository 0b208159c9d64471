"""What a job's function is given: progress, leave to go on, sessions, a folder."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from gridgeo.config import Settings
from gridgeo.db.repositories import jobs
from gridgeo.db.repositories.jobs import Claim
from gridgeo.db.session import open_session
from gridgeo.services.jobs.folders import job_folder
from gridgeo.services.jobs.pace import Pace


class StopReason(StrEnum):
    """Why a job does not go on."""

    CANCELLED = "cancelled"  # somebody asked for it
    LOST = "lost"  # it was given up for dead and belongs to another worker
    SHUTDOWN = "shutdown"  # the worker is told to stop; the job goes back into the queue


class JobStoppedError(Exception):
    """The job must not go on; let it pass, what was not committed is rolled back."""

    def __init__(self, reason: StopReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class FileResult:
    """A file in the job's folder as its result, with a few figures about it."""

    path: Path
    document: dict[str, Any] = field(default_factory=dict)


class JobContext:
    """One run of one job.

    Attributes
    ----------
    claim : Claim
        Id, attempt, who asked.
    settings : Settings
        Of the worker.
    transaction : Session
        The job's own transaction; committed together with the job's end, so that both are kept or
        neither.
    """

    def __init__(
        self, claim: Claim, engine: Engine, settings: Settings, transaction: Session
    ) -> None:
        self.claim = claim
        self.settings = settings
        self.transaction = transaction
        self._engine = engine
        self._pace = Pace()
        self._stop: StopReason | None = None
        self._when_stopped: list[Callable[[], object]] = []

    @property
    def actor(self) -> str:
        """Who asked, for the audit log."""
        return self.claim.requested_by

    @property
    def engine(self) -> Engine:
        """For work that is committed piece by piece, each piece whole by itself."""
        return self._engine

    @property
    def folder(self) -> Path:
        """The job's folder for files, made when first asked for."""
        folder = job_folder(self.settings.data_dir, self.claim.id)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @property
    def pace(self) -> Pace:
        """How far the job is."""
        return self._pace

    def progress(self, done: float, total: float, note: str | None = None) -> None:
        """Say how far the job is; cheap, the heartbeat carries it to the database.

        Raises
        ------
        JobStoppedError
            If the job must not go on.
        """
        self._pace.tell(done, total, note)
        self.check()

    def check(self) -> None:
        """Go on, or raise.

        Raises
        ------
        JobStoppedError
            If the job was cancelled or lost, or the worker is told to stop.
        """
        if self._stop is not None:
            raise JobStoppedError(self._stop)

    def when_stopped(self, call: Callable[[], object]) -> None:
        """Have something called, in the heartbeat's thread, as soon as the job must not go on."""
        self._when_stopped.append(call)

    def stop(self, reason: StopReason) -> None:
        """Let the job's next check raise; called by the heartbeat."""
        self._stop = self._stop or reason
        for call in self._when_stopped:
            call()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Give a transaction apart from the job's own; committed only while the job is still ours.

        Raises
        ------
        JobStoppedError
            At its end, if the job was cancelled or lost meanwhile; nothing is committed then.
        """
        with open_session(self._engine) as session:
            yield session
            self.hold(session)

    def hold(self, session: Session) -> None:
        """Make sure that the job is ours until ``session`` ends.

        Raises
        ------
        JobStoppedError
            If it was cancelled or lost.
        """
        cancelled = jobs.hold(session, self.claim)
        if cancelled is None:
            raise JobStoppedError(StopReason.LOST)
        if cancelled:
            raise JobStoppedError(StopReason.CANCELLED)
