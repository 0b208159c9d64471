"""Run what is queued, as a worker would, in the test's own process."""

from pathlib import Path

from gridgeo.config import Settings
from gridgeo.db.session import make_engine
from gridgeo.services.jobs import JobWorker


def finish_jobs(url: str, folder: Path) -> None:
    """Run the jobs that are due in a database until none is left; files go into the folder."""
    engine = make_engine(url)
    try:
        JobWorker(engine, Settings(database_url=url, data_dir=folder)).run_waiting()
    finally:
        engine.dispose()
