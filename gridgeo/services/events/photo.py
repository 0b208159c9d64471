"""The photograph of an event: kept as a file, its name in the event, seen by who may see that."""

from hashlib import blake2b
from pathlib import Path

from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, events
from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.io.binary import write_bytes
from gridgeo.io.pictures import MEDIA_TYPES, picture_kind

MOST_BYTES = 8_000_000
_FOLDER = "photos"


def keep_photo(session: Session, data_dir: Path, event_id: int, body: bytes, *, actor: str) -> str:
    """Keep a photograph in place of the one before; give what the event says of it.

    Raises
    ------
    NotFoundError
        If there is no such event.
    BadInputError
        If it is too large, no picture, or ends in the middle.
    """
    if len(body) > MOST_BYTES:
        raise BadInputError(
            f"The photograph has {len(body) / 1e6:.1f} MB; the most is {MOST_BYTES / 1e6:.0f} MB.",
            field="photo",
        )
    kind = picture_kind(body)
    event = events.load_event(session, event_id)
    name = f"{_FOLDER}/{event_id}-{blake2b(body, digest_size=8).hexdigest()}.{kind}"
    file = data_dir / name
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_bytes(file, body)
    event.photo = name
    audit.append(session, actor, "keep_photo", "event", str(event_id), {"bytes": len(body)})
    return name


def is_reporter(session: Session, event_id: int, account: str) -> bool:
    """Say whether an account reported an event."""
    return events.account_of(session, event_id) == account


def read_photo(data_dir: Path, event_id: int, name: str | None) -> tuple[bytes, str]:
    """Give an event's photograph and its media type.

    Raises
    ------
    NotFoundError
        If the event has none that is kept here.
    """
    kept = name is not None and name.startswith(f"{_FOLDER}/{event_id}-")
    file = data_dir / str(name)
    if not kept or ".." in str(name) or not file.is_file():
        raise NotFoundError(
            f"No photograph of the event {event_id} is kept here.", field="event_id"
        )
    return file.read_bytes(), MEDIA_TYPES[file.suffix.removeprefix(".")]


def sweep_photos(session: Session, data_dir: Path) -> int:
    """Delete the files of which no event tells any more; give how many."""
    folder = data_dir / _FOLDER
    if not folder.is_dir():
        return 0
    named = set(events.photos(session))
    lost = [file for file in folder.iterdir() if f"{_FOLDER}/{file.name}" not in named]
    for file in lost:
        file.unlink(missing_ok=True)
    return len(lost)
