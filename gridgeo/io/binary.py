"""Files of bytes out: written beside the target first, then renamed over it."""

import os
from pathlib import Path

from gridgeo.io.drafts import drafted


def write_bytes(path: Path, content: bytes) -> None:
    """Write a whole file, or leave what stood there untouched.

    Raises
    ------
    UnavailableError
        If the folder is missing or closed, or the disk is full.
    """
    with drafted(path) as draft, draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
