"""Report an event: its grid is found by its point."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from geoalchemy2.elements import WKTElement
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, events, workers
from gridgeo.db.tables import SRID, Event
from gridgeo.domain.errors import BadInputError, ConflictError, NotFoundError
from gridgeo.services.events.read import get_event
from gridgeo.services.list_networks import require_network

_CLOCKS = timedelta(minutes=5)  # by which the clock of a handheld may be fast


@dataclass(frozen=True, slots=True)
class EventReport:
    """What is reported.

    Attributes
    ----------
    network : str
        Whose grid handles it.
    lon, lat : float
        Degrees, EPSG:4326.
    kind : str
        Category, such as 矛盾纠纷, 安全隐患, 环境卫生.
    urgency : int
        1, the most urgent, to 5.
    description, address : str, optional
    photo : str, optional
        Where the picture is kept.
    worker : str, optional
        Who reports it, when it is one of the workers.
    reported_at : datetime, optional
        Aware; now by default.
    external_code : str, optional
        The key of another system: the same one twice is one event.
    """

    network: str
    lon: float
    lat: float
    kind: str
    urgency: int = 3
    description: str | None = None
    address: str | None = None
    photo: str | None = None
    worker: str | None = None
    reported_at: datetime | None = None
    external_code: str | None = None


def report_event(session: Session, report: EventReport, *, actor: str) -> dict[str, Any]:
    """Take an event in; it waits to be filed.

    Outside of all grids it is taken all the same: somebody has to see it.

    Raises
    ------
    NotFoundError
        If there is no such network or worker.
    BadInputError
        If it is said to be of the future.
    ConflictError
        If another event has its external code.
    """
    require_network(session, report.network)
    if report.worker is not None and not workers.worker_exists(session, report.worker):
        raise NotFoundError(f"There is no worker '{report.worker}'.", field="worker")
    now = datetime.now(UTC)
    moment = report.reported_at or now
    if moment > now + _CLOCKS:
        raise BadInputError("An event cannot be reported before it happens.", field="reported_at")
    grid = events.grid_at(session, report.network, report.lon, report.lat, moment)
    event = Event(
        external_code=report.external_code,
        grid_id=None if grid is None else grid["id"],
        area_code=None if grid is None else grid["area_code"],
        reported_by=report.worker,
        kind=report.kind,
        urgency=report.urgency,
        reported_at=min(moment, now),
        description=report.description,
        address=report.address,
        photo=report.photo,
        details={"account": actor},
        geometry=WKTElement(f"POINT({report.lon} {report.lat})", srid=SRID),
    )
    try:
        with session.begin_nested():
            session.add(event)
    except IntegrityError as error:
        raise ConflictError(
            f"The event '{report.external_code}' is known already.", field="external_code"
        ) from error
    audit.append(session, actor, "report", "event", str(event.id), {"kind": report.kind})
    return get_event(session, event.id)
