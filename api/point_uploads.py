"""Bodies too large for memory: written to disk while they come in, then given to a job."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from gridgeo.domain.errors import BadInputError
from gridgeo.services.jobs.folders import job_folder
from gridgeo.services.locate_job import POINTS_FILE

MOST_UPLOAD_BYTES = 8 << 30
_PIECE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Upload:
    """A body on disk, not yet anybody's."""

    path: Path
    data_dir: Path

    def give_to(self, job_id: int) -> None:
        """Move the file into the folder of a job."""
        folder = job_folder(self.data_dir, job_id)
        folder.mkdir(parents=True, exist_ok=True)
        self.path.replace(folder / POINTS_FILE)


@asynccontextmanager
async def keep_upload(
    request: Request, data_dir: Path, what: str = "a table of points"
) -> AsyncIterator[Upload]:
    """Write a request's body to a file; unless it is given to a job, it is gone at the end.

    Raises
    ------
    BadInputError
        If the body is empty.
    """
    parent = data_dir / "jobs"
    await run_in_threadpool(parent.mkdir, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=parent, prefix=".upload-") as folder:
        path = Path(folder) / POINTS_FILE
        size = await _write(request, path)
        if size == 0:
            raise BadInputError(f"The body is empty; send {what}.", field="body")
        yield Upload(path, data_dir)


async def _write(request: Request, path: Path) -> int:
    size, waiting = 0, bytearray()
    with path.open("wb") as file:
        async for piece in request.stream():
            waiting += piece
            size += len(piece)
            if len(waiting) >= _PIECE_BYTES:
                await run_in_threadpool(file.write, bytes(waiting))
                waiting.clear()
        await run_in_threadpool(file.write, bytes(waiting))
    return size
