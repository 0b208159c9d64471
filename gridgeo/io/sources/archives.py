"""Archives: looked through before anything is unpacked, and counted while it is."""

import errno
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from gridgeo.domain.errors import BadInputError
from gridgeo.io.sources import limits
from gridgeo.io.sources.packing import require_loose

_UTF8_NAME = 0x800  # flag of an entry whose name is UTF-8; others are of the writer's code page
_ENCRYPTED = 0x1
_BLOCK = 1 << 20
_NAMES_AT_FAULT = (errno.ENAMETOOLONG, errno.EEXIST, errno.ENOTDIR, errno.EISDIR)


def unpack(path: Path, folder: Path) -> list[Path]:
    """Unpack a ZIP that was found harmless.

    Parameters
    ----------
    path : Path
        The archive.
    folder : Path
        An empty folder; nothing is ever written outside.

    Returns
    -------
    list of Path
        The files, sorted.

    Raises
    ------
    BadInputError
        If it is no ZIP, or too large, packed too tightly, encrypted, or has entries that are links,
        archives themselves, or lead outside the folder.
    """
    left = limits.MOST_UNPACKED_BYTES
    try:
        with zipfile.ZipFile(path) as archive:
            names = _require_harmless(path, archive)
            for info, name in names:
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                left -= _copy(archive, info, target, left)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, zlib.error) as error:
        raise BadInputError(f"'{path.name}' cannot be unpacked: {error}.", field="file") from error
    except OSError as error:
        if error.errno not in _NAMES_AT_FAULT:
            raise
        why = "has entries whose names are too long, or in each other's way"
        raise _refuse(path, why) from error
    return sorted(folder / name for _, name in names)


def require_harmless(path: Path) -> None:
    """Look through an archive that another library will read: a workbook, a KMZ.

    Raises
    ------
    BadInputError
        As `unpack`.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _require_harmless(path, archive)
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise BadInputError(f"'{path.name}' cannot be unpacked: {error}.", field="file") from error


def _require_harmless(path: Path, archive: zipfile.ZipFile) -> list[tuple[zipfile.ZipInfo, str]]:
    entries = [info for info in archive.infolist() if not info.is_dir()]
    if len(entries) > limits.MOST_ENTRIES:
        raise _refuse(path, f"holds {len(entries):,} files; at most {limits.MOST_ENTRIES:,} may be")
    unpacked = sum(info.file_size for info in entries)
    if unpacked > limits.MOST_UNPACKED_BYTES:
        raise _refuse(path, f"holds {unpacked >> 20:,} MB; at most 4,096 MB may be")
    # Entries may share bytes, and so come to less than they say.
    packed = max(1, min(path.stat().st_size, sum(info.compress_size for info in entries)))
    require_loose(path.name, unpacked, packed)
    return [(info, _entry_name(path, info)) for info in entries]


def _entry_name(path: Path, info: zipfile.ZipInfo) -> str:
    """Give an entry's name; a name that is no UTF-8 is taken for GBK, as Windows writes it."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", errors="replace")
        name = raw.decode("gb18030", errors="replace")
    name = name.replace("\\", "/")
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or ":" in name or "\0" in name:
        raise _refuse(path, f"has an entry that leads outside ('{name[:60]}')")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise _refuse(path, f"has a link ('{name[:60]}'); put the file itself in")
    if info.flag_bits & _ENCRYPTED:
        raise _refuse(path, "is encrypted; unpack it first")
    if name.lower().endswith((".zip", ".rar", ".7z", ".gz", ".kmz")):
        raise _refuse(path, f"holds another archive ('{name[:60]}'); unpack that first")
    return name


def _copy(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, left: int) -> int:
    """Write an entry; what it claims of its size is not believed."""
    written = 0
    with archive.open(info) as packed, target.open("wb") as file:
        while block := packed.read(_BLOCK):
            written += len(block)
            if written > min(left, info.file_size):
                raise BadInputError(f"'{info.filename}' is larger than it claims.", field="file")
            file.write(block)
    return written


def _refuse(path: Path, why: str) -> BadInputError:
    return BadInputError(f"'{path.name}' {why}.", field="file")
