"""Text files out: written beside the target first, then renamed over it."""

import os
from pathlib import Path

from gridgeo.io.drafts import drafted


def write_text(path: Path, text: str) -> None:
    """Write a whole UTF-8 file, or leave what stood there untouched.

    Raises
    ------
    UnavailableError
        If the folder is missing or closed, or the disk is full.
    """
    with drafted(path) as draft, draft.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
