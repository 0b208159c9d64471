"""Find the programs of an installed PostgreSQL that has PostGIS."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gridgeo.domain.errors import UnavailableError

OLDEST_MAJOR = 15
# Where Debian and Ubuntu, the PGDG packages for Red Hat and SUSE, Homebrew and source builds
# put one folder a major version.
USUAL_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/lib/postgresql*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/usr/local/pgsql/bin",
)


@dataclass(frozen=True, order=True)
class Binaries:
    """The programs of one PostgreSQL installation.

    Attributes
    ----------
    major : int
        Major version, such as 15.
    has_postgis : bool
        Whether the PostGIS extension is installed beside it.
    folder : pathlib.Path
        Folder of ``initdb``, ``pg_ctl``, ``pg_dump`` and the others.
    """

    major: int
    has_postgis: bool
    folder: Path

    def program(self, name: str) -> str:
        """Return the path of one program, such as ``pg_ctl``."""
        return str(self.folder / name)


def find_binaries(preferred: Path | None = None, major: int | None = None) -> Binaries:
    """Return the newest installation of PostgreSQL ≥ 15 that has PostGIS.

    Parameters
    ----------
    preferred : pathlib.Path, optional
        Look in this folder alone.
    major : int, optional
        Only this major version will do, because existing data were made by it.

    Raises
    ------
    UnavailableError
        None fits; the sentence names the missing package and how to get it.
    """
    found = sorted(_installations(preferred), reverse=True)
    fitting = [b for b in found if (b.major == major if major else b.major >= OLDEST_MAJOR)]
    with_postgis = [b for b in fitting if b.has_postgis]
    if not with_postgis:
        raise UnavailableError(_what_is_missing(preferred, major, fitting))
    return with_postgis[0]


def find_client(name: str, preferred: Path | None = None) -> str:
    """Return the newest of PostgreSQL's client programs of a name: psql, pg_dump, pg_restore.

    A client of a newer version works with an older server, but not the other way round.

    Raises
    ------
    UnavailableError
        There is none.
    """
    folders = [preferred] if preferred else list(_candidate_folders())
    paths = {f / name for f in folders if (f / name).is_file()}
    if paths:
        return str(max(paths, key=_client_version))
    on_path = shutil.which(name)
    if on_path:
        return on_path
    raise UnavailableError(
        f"The program {name} is missing: install PostgreSQL's client programs (Debian, Ubuntu: "
        "sudo apt install postgresql-client; Red Hat: sudo dnf install postgresql)."
    )


def _client_version(path: Path) -> tuple[int, str]:
    version = re.search(r"\(PostgreSQL\) (\d+)", _output([str(path), "--version"]))
    return (int(version.group(1)) if version else 0, str(path))


def _installations(preferred: Path | None) -> set[Binaries]:
    folders = [preferred] if preferred else list(_candidate_folders())
    return {b for b in map(_inspect, folders) if b is not None}


def _candidate_folders() -> Iterator[Path]:
    for pattern in USUAL_PLACES:
        yield from Path("/").glob(pattern.removeprefix("/"))
    on_path = shutil.which("pg_ctl")
    if on_path:
        yield Path(on_path).resolve().parent


def _inspect(folder: Path) -> Binaries | None:
    """Ask the server program itself; a client-only installation has none."""
    if not all((folder / name).is_file() for name in ("postgres", "initdb", "pg_ctl")):
        return None
    answer = _output([str(folder / "postgres"), "--version"])
    version = re.search(r"\(PostgreSQL\) (\d+)", answer)
    if not version:
        return None
    major = int(version.group(1))
    return Binaries(major, _extension_folder(folder, major) is not None, folder)


def _extension_folder(folder: Path, major: int) -> Path | None:
    """Return the folder of PostGIS's control file: pg_config may be missing or of another major."""
    candidates = [
        Path(f"/usr/share/postgresql/{major}"),
        folder.parent / "share",
        folder.parent / "share" / "postgresql",
        Path("/usr/share/pgsql"),
    ]
    if (folder / "pg_config").is_file():
        candidates.insert(0, Path(_output([str(folder / "pg_config"), "--sharedir"]).strip()))
    extensions = (c / "extension" for c in candidates)
    return next((e for e in extensions if (e / "postgis.control").is_file()), None)


def _output(command: list[str]) -> str:
    result = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    return result.stdout


def _what_is_missing(preferred: Path | None, major: int | None, fitting: list[Binaries]) -> str:
    where = f" in {preferred} (GRIDGEO_POSTGRES_BIN)" if preferred else ""
    if fitting:
        version = fitting[0].major
        return (
            f"PostgreSQL {version} is installed{where} but PostGIS for it is missing: install "
            f"the package postgresql-{version}-postgis-3 (Debian, Ubuntu: sudo apt install "
            f"postgresql-{version}-postgis-3; Red Hat: postgis3x_{version} of the PGDG "
            "repository), or set GRIDGEO_DATABASE_URL to a server that has it."
        )
    wanted = f"PostgreSQL {major}, which made the existing data," if major else "PostgreSQL ≥ 15"
    packages = f"postgresql-{major} postgresql-{major}-postgis-3" if major else "postgresql postgis"
    debian = packages if major else "postgresql postgresql-15-postgis-3"
    return (
        f"{wanted} is not installed{where}: install the packages (Debian 12: sudo apt install "
        f"{debian}; Ubuntu: sudo apt install {packages} and the matching "
        "postgresql-NN-postgis-3; other systems: the PGDG packages of PostgreSQL and PostGIS), or "
        "set GRIDGEO_DATABASE_URL to a server that has PostGIS."
    )
