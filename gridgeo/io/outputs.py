"""Where a command may write: asked before the work begins, so that no hour of it is lost."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from gridgeo.domain.errors import BadInputError, UnavailableError


def require_outputs(outputs: Mapping[str, Path | None], inputs: Iterable[Path | None] = ()) -> None:
    """Refuse outputs that cannot be written, that are also read, or that are the same file.

    Parameters
    ----------
    outputs : mapping
        Option without its dashes to the file it names; None where it was not given.
    inputs : iterable of Path or None
        What the command reads.

    Raises
    ------
    BadInputError
        With the option that is at fault as its field.
    """
    read = {path.resolve() for path in inputs if path is not None}
    taken: dict[Path, str] = {}
    for option, path in outputs.items():
        if path is None:
            continue
        _require_writable(path, option)
        place = path.resolve()
        if place in read:
            raise BadInputError(
                f"'{path}' is read by this command; name another file for --{option}.",
                field=option,
            )
        if place in taken:
            raise BadInputError(
                f"--{taken[place]} and --{option} both name '{path}'; each needs a file of its"
                " own.",
                field=option,
            )
        taken[place] = option


def require_geopackage(path: Path | None, option: str) -> None:
    """Refuse a name under which nobody would look for a GeoPackage.

    Raises
    ------
    BadInputError
        If the ending is another than ``.gpkg``.
    """
    if path is not None and path.suffix.lower() != ".gpkg":
        raise BadInputError(
            f"--{option} writes a GeoPackage: let the name '{path.name}' end in .gpkg.",
            field=option,
        )


def require_ending(path: Path | None, ending: str, option: str) -> None:
    """Refuse a name that does not end as what is written to it.

    Raises
    ------
    BadInputError
        If the ending is another.
    """
    if path is not None and path.suffix.lower() != ending:
        raise BadInputError(
            f"Let the name '{path.name}' of --{option} end in {ending}.", field=option
        )


def cannot_write(path: Path, error: Exception) -> UnavailableError:
    """Say why a file could not be written; GDAL alone does not know that a disk is full."""
    if isinstance(error, OSError) and error.strerror:
        return UnavailableError(f"'{path}' cannot be written: {error.strerror}.")
    return UnavailableError(f"'{path}' cannot be written ({error}); is the disk full?")


def _require_writable(path: Path, option: str) -> None:
    folder = path.parent
    if not folder.is_dir():
        raise BadInputError(f"There is no folder '{folder}' to write to.", field=option)
    if path.is_dir():
        raise BadInputError(f"'{path}' is a folder; name a file to write.", field=option)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise BadInputError(f"The folder '{folder}' is closed to you.", field=option)
