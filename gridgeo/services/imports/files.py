"""Files that were sent and wait to be imported: in the data folder, known by number."""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.orm import Session

from gridgeo.db.repositories import browse_imports
from gridgeo.db.tables import ImportFile
from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.io.sources.admit import admit
from gridgeo.io.sources.formats import format_of

_MOST_NAME = 120
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]")


def file_folder(data_dir: Path, file_id: int) -> Path:
    """Give the folder of a file; it need not be there."""
    return data_dir / "imports" / str(file_id)


def safe_name(name: str) -> str:
    """Take a name that a browser sends down to a plain file name of a known ending.

    Raises
    ------
    BadInputError
        If no reader has that ending, or nothing is left of the name.
    """
    plain = _UNSAFE.sub("", name.replace("\\", "/").rpartition("/")[2]).strip().lstrip(".")
    stem, dot, ending = plain.rpartition(".")
    if not stem or not dot:
        raise BadInputError("Give the file's name, with its ending.", field="name")
    plain = f"{stem[: _MOST_NAME - len(ending)]}.{ending}"
    chosen = format_of(plain)
    if chosen.name in ("FileGDB", "Shapefile"):
        raise BadInputError(
            f"A {chosen.name} has several files: send them in one ZIP.", field="name"
        )
    return plain


def keep_file(
    session: Session, path: Path, name: str, *, user_id: int | None, actor: str, data_dir: Path
) -> ImportFile:
    """Admit a file that was received, and move it to where it waits; the caller commits.

    Raises
    ------
    BadInputError
        If it is none that may be read.
    """
    plain = safe_name(name)
    named = path.with_name(plain)
    path.replace(named)
    admit(named)
    row = browse_imports.add_file(session, plain, named.stat().st_size, user_id, actor)
    folder = file_folder(data_dir, row.id)
    folder.mkdir(parents=True, exist_ok=True)
    named.replace(folder / plain)
    return row


def find_file(
    session: Session, file_id: int, *, user_id: int | None, everything: bool, data_dir: Path
) -> tuple[ImportFile, Path]:
    """Give a file that somebody sent, to them and to administrators.

    Raises
    ------
    NotFoundError
        If it is not there, no longer there, or another's: which of these is not told.
    """
    row = session.get(ImportFile, file_id)
    mine = row is not None and (everything or (row.user_id is not None and row.user_id == user_id))
    if row is None or not mine:
        raise NotFoundError(f"There is no file {file_id} of yours; send it again.", field="file_id")
    path = file_folder(data_dir, file_id) / row.name
    if not path.is_file():
        raise NotFoundError(
            f"File {file_id} is not on this server; workers and servers must share"
            " GRIDGEO_DATA_DIR.",
            field="file_id",
        )
    return row, path


def drop_file(session: Session, row: ImportFile, data_dir: Path) -> None:
    """Forget a file and remove it."""
    session.delete(row)
    session.flush()
    remove_files(data_dir, [row.id])


def remove_files(data_dir: Path, file_ids: Iterable[int]) -> None:
    """Remove the folders of files that are no more."""
    for file_id in file_ids:
        shutil.rmtree(file_folder(data_dir, file_id), ignore_errors=True)
