"""Text files out: written beside the target first, then renamed over it."""

import os
import tempfile
from pathlib import Path

from gridgeo.io.outputs import cannot_write


def write_text(path: Path, text: str) -> None:
    """Write a whole UTF-8 file, or leave what stood there untouched.

    Raises
    ------
    UnavailableError
        If the folder is missing or closed, or the disk is full.
    """
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.stem}-") as folder:
            draft = Path(folder) / path.name
            with draft.open("w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
    except OSError as error:
        raise cannot_write(path, error) from error
