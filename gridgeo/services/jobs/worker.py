"""A job worker: takes jobs one after the other until it is told to stop."""

import logging
import os
import socket
import threading
import time

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from gridgeo.config import Settings
from gridgeo.db.repositories import jobs
from gridgeo.db.repositories.browse_imports import retire_files
from gridgeo.db.repositories.jobs import Claim
from gridgeo.db.session import open_session
from gridgeo.domain.errors import GridgeoError
from gridgeo.services.imports.files import remove_files
from gridgeo.services.jobs.context import StopReason
from gridgeo.services.jobs.folders import remove_folders
from gridgeo.services.jobs.kinds import KINDS
from gridgeo.services.jobs.pulse import HardStop
from gridgeo.services.jobs.retire import retire_jobs
from gridgeo.services.jobs.run import run_job, settle_stop

LOG = logging.getLogger("gridgeo.jobs")
POLL_S = 0.5  # one look at a partial index; nothing is written while there is nothing to do
LEASE_S = 15.0  # a worker that is silent for so long is taken for dead
SWEEP_S = 5.0  # between two looks for the dead
IMPORT_FILES_S = 7 * 86_400.0  # how long a file waits to be imported
RETIRE_S = 3600.0  # between two looks for jobs that are old enough to go


def worker_name(pid: int | None = None) -> str:
    """Name a process of this host, this one by default, among those of all hosts."""
    return f"{socket.gethostname()}:{pid or os.getpid()}"


class JobWorker:
    """Runs jobs in the calling thread.

    Parameters
    ----------
    engine : Engine
        At least three connections.
    settings : Settings
        For the jobs.
    stopping : threading.Event, optional
        Set it to let the worker end.
    name : str, optional
        Host and process by default.
    own_process : bool
        Whether the process may be ended to stop a job that does not react; a supervisor then
        starts another one.
    """

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        stopping: threading.Event | None = None,
        name: str | None = None,
        *,
        own_process: bool = False,
    ) -> None:
        self._engine = engine
        self._settings = settings
        self._stopping = stopping or threading.Event()
        self._name = name or worker_name()
        self._own_process = own_process
        self._swept_at = self._retired_at = float("-inf")

    def run(self) -> None:
        """Take jobs until told to stop; a database that is away is waited for."""
        away = False
        while not self._stopping.is_set():
            try:
                if not self.run_one():
                    self._stopping.wait(POLL_S)
                away = False
            except (GridgeoError, SQLAlchemyError):
                if not away:
                    LOG.exception("the queue of jobs cannot be read; trying again")
                away = True
                self._stopping.wait(4 * POLL_S)

    def run_waiting(self) -> int:
        """Run what is due until nothing is left, and give the number of runs."""
        count = 0
        while not self._stopping.is_set() and self.run_one():
            count += 1
        return count

    def run_one(self, batch: str | None = None) -> bool:
        """Run one job that is due (of a batch); False when there was none."""
        self._sweep()
        with open_session(self._engine) as session:
            claim = jobs.claim(session, self._name, sorted(KINDS), batch)
        if claim is None:
            return False
        run_job(claim, self._engine, self._settings, self._stopping, self._hard_stop(claim))
        return True

    def _hard_stop(self, claim: Claim) -> HardStop | None:
        if not self._own_process:
            return None

        def end_process(reason: StopReason) -> None:
            LOG.warning(
                "a job did not react; its process ends", extra={"fields": {"job": claim.id}}
            )
            try:
                settle_stop(self._engine, claim, reason)
            finally:
                os._exit(0)  # what the job had not committed is rolled back by the database

        return end_process

    def _sweep(self) -> None:
        """Free the jobs of the dead now and then, and let old ones go."""
        now = time.monotonic()
        if now > self._swept_at + SWEEP_S:
            self._swept_at = now
            with open_session(self._engine) as session:
                jobs.give_up_dead(session, LEASE_S)
        if now > self._retired_at + RETIRE_S:
            self._retired_at = now
            with open_session(self._engine) as session:
                gone = retire_jobs(session, self._settings.job_days)
                files = retire_files(session, IMPORT_FILES_S)
            remove_folders(self._settings.data_dir, gone)
            remove_files(self._settings.data_dir, files)
