"""Where files of jobs lie: a folder for each below the data folder."""

import shutil
from collections.abc import Iterable
from pathlib import Path


def job_folder(data_dir: Path, job_id: int) -> Path:
    """Give the folder of a job; it need not be there."""
    return data_dir / "jobs" / str(job_id)


def remove_folders(data_dir: Path, job_ids: Iterable[int]) -> None:
    """Remove the folders of jobs that are no more."""
    for job_id in job_ids:
        shutil.rmtree(job_folder(data_dir, job_id), ignore_errors=True)
