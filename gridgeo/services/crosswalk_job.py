"""Crosswalks for the interface: small ones at once, others as a job whose result is a file."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories.grids import published_grids
from gridgeo.domain.errors import BadInputError
from gridgeo.services.crosswalk_networks import (
    CrosswalkReport,
    Drafted,
    Published,
    crosswalk_networks,
)
from gridgeo.services.hide_small_counts import Seen, hide_in_crosswalk
from gridgeo.services.jobs.context import FileResult, JobContext
from gridgeo.services.write_crosswalk import write_crosswalk
from gridgeo.topology.crosswalk import Crosswalk

MOST_AT_ONCE = 2_000  # grids of both networks that a request may wait for


def crosswalk_job(context: JobContext, arguments: dict[str, Any]) -> FileResult:
    """Lay two networks over each other and write what they share.

    Parameters
    ----------
    context : JobContext
    arguments : dict
        ``a`` and ``b``, each with ``network`` and perhaps ``as_of``, or with ``plan``; ``format``
        (``xlsx``, ``csv``, ``json``, ``gpkg``) and ``sliver_width_m``; ``seen`` are the areas
        whose households the asker may see, None all.
    """
    with context.session() as session:
        report = crosswalk_networks(
            reference_of(arguments["a"]),
            reference_of(arguments["b"]),
            session=session,
            sliver_width_m=arguments["sliver_width_m"],
            progress=lambda step, share: context.progress(share, 1.1, step),
        )
        told = hide_in_crosswalk(session, report.crosswalk, arguments.get("seen", []))
    report = replace(report, crosswalk=told)
    context.progress(1.0, 1.1, "write")
    path = context.folder / f"crosswalk.{arguments['format']}"
    write_crosswalk(report, path)
    return FileResult(path, sum_up(report))


def reference_of(side: dict[str, Any]) -> Published | Drafted:
    """Read which network is meant: what is published, at an instant perhaps, or a plan."""
    if side.get("plan") is not None:
        return Drafted(side["plan"])
    as_of = side.get("as_of")
    return Published(side["network"], None if as_of is None else datetime.fromisoformat(as_of))


def sum_up(report: CrosswalkReport) -> dict[str, Any]:
    """Give a crosswalk's totals."""
    walk = report.crosswalk
    return {
        "a": walk.a.name,
        "b": walk.b.name,
        "pairs": sum(1 for row in walk.rows if row.a and row.b),
        "households": walk.households,
        "persons": walk.persons,
        "agreement": walk.agreement,
    }


def read_crosswalk(
    session: Session, a: str, b: str, as_of: datetime | None, seen: Seen
) -> Crosswalk:
    """Lay two small published networks over each other, for somebody who sees some households.

    Raises
    ------
    NotFoundError
        If there is no such network.
    BadInputError
        If they are too large to wait for, or have no grids.
    """
    sizes = [len(published_grids(session, one, as_of)) for one in (a, b)]
    if sum(sizes) > MOST_AT_ONCE:
        raise BadInputError(
            f"The networks have {sum(sizes):,} grids together; more than {MOST_AT_ONCE:,} are laid"
            " over each other as a job: send it as POST.",
            field="a",
        )
    report = crosswalk_networks(Published(a, as_of), Published(b, as_of), session=session)
    return hide_in_crosswalk(session, report.crosswalk, seen)
