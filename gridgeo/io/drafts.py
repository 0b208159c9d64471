"""Files that appear whole or not at all: written beside their place, then renamed over it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gridgeo.io.outputs import cannot_write


@contextmanager
def drafted(
    path: Path, *, ending: str = "", failures: tuple[type[Exception], ...] = ()
) -> Iterator[Path]:
    """Give a file to write in place of ``path``; it, and what lies beside it, is moved at the end.

    Parameters
    ----------
    path : Path
        Where the file has to be.
    ending : str
        What the name of the draft must end in for its writer; that of ``path`` by default.
    failures : tuple of exception classes
        What the writer raises beside OSError where a file cannot be written.

    Raises
    ------
    UnavailableError
        If the folder is missing or closed, or the disk is full; what stood there is untouched.
    """
    expected: tuple[type[Exception], ...] = (OSError, *failures)
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.stem}-") as folder:
            fits = path.name.lower().endswith(ending)
            draft = Path(folder) / (path.name if fits else path.name + ending)
            yield draft
            draft.replace(path)
            for part in sorted(Path(folder).iterdir()):
                part.replace(path.parent / part.name)
    except expected as error:
        raise cannot_write(path, error) from error
