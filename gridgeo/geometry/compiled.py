"""How inner loops are compiled: once, kept on disk, and free of the interpreter's lock.

A compiled loop holds the code of the loops that it calls, also those of other files, so what is
kept is only good for exactly these sources: each state of them has a folder of its own.
"""

import hashlib
import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import ParamSpec, TypeVar

import numba

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

_PACKAGE = Path(__file__).resolve().parents[1]
_MARK = b"@compiled\n"
_STEM = "compiled-"
_STALE_S = 7 * 24 * 3600.0


def source_digest(package: Path) -> str:
    """Give a digest of all Python sources in folders where something is compiled."""
    sources = {file: file.read_bytes() for file in sorted(package.rglob("*.py"))}
    folders = {file.parent for file, content in sources.items() if _MARK in content}
    digest = hashlib.sha256()
    for file, content in sources.items():
        if file.parent in folders:
            digest.update(file.relative_to(package).as_posix().encode() + b"\0" + content)
    return digest.hexdigest()[:16]


def keep_compiled(parent: Path, digest: str) -> Path | None:
    """Make the folder for one state of the sources below ``parent``; remove long unused ones.

    Returns
    -------
    Path or None
        None where nothing may be written.
    """
    folder = parent / f"{_STEM}{digest}"
    if not folder.is_dir():
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            return None
        _remove_stale(parent)
    return folder if os.access(folder, os.W_OK) else None


def _remove_stale(parent: Path) -> None:
    """Remove folders not touched for a week; a process from before an update still uses its own."""
    for folder in parent.glob(f"{_STEM}*"):
        with suppress(FileNotFoundError):  # somebody else removes it too
            if time.time() - folder.stat().st_mtime > _STALE_S:
                shutil.rmtree(folder, ignore_errors=True)


def _choose_folder() -> None:
    """Point numba at the folder for these sources: beside them, or below ``NUMBA_CACHE_DIR``."""
    named = os.environ.get("NUMBA_CACHE_DIR")
    parent = Path(named) if named else Path(__file__).resolve().parent / "__pycache__"
    folder = keep_compiled(parent, source_digest(_PACKAGE))
    if folder is not None:
        numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]  # set at run time


_choose_folder()


def compiled(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Compile a function at its first call; threads run it side by side.

    An account without a home, running code that it may not write to, has no place for the compiled
    form (``NUMBA_CACHE_DIR`` would name one): it compiles anew in each process.
    """
    fast: Callable[Parameters, Result]
    try:
        fast = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:
        fast = numba.njit(nogil=True)(function)
    return fast
