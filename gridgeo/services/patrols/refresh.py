"""Reckoning in the background: asked for by uploads and by readers, done by a worker."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import jobs
from gridgeo.db.repositories.tracks import forget_before
from gridgeo.services.jobs.context import JobContext
from gridgeo.services.jobs.submit import submit_job
from gridgeo.services.patrols.coverage import MOST_DAYS, read_period
from gridgeo.services.patrols.ingest import KEEP_DAYS
from gridgeo.services.patrols.reckon import reckon_period, reckon_stale

KIND = "reckon_patrols"


def ask_for_reckoning(session: Session, network: str | None = None) -> None:
    """Queue the reckoning of what waits, unless it is queued already; the caller commits."""
    if not jobs.is_queued(session, KIND):
        submit_job(session, KIND, {"network": network})


def reckon_job(context: JobContext, arguments: dict[str, Any]) -> dict[str, Any]:
    """Delete what is too old, reckon days with new points, then those of a changed network.

    Each day is committed by itself: a worker that is killed has finished those before.
    """
    with context.session() as session:
        dropped = forget_before(session, (datetime.now(UTC) - timedelta(days=KEEP_DAYS)).date())

    def tell(done: int, days: int) -> None:
        context.progress(done, days, "reckon")

    reckoned = reckon_stale(context.engine, tell)
    if arguments.get("network"):
        with context.session() as session:
            period = read_period(session, None, None)
        span = (period.last - timedelta(days=MOST_DAYS - 1), period.last)
        reckoned += reckon_period(context.engine, arguments["network"], *span, tell)
    return {"days": reckoned, "months_dropped": dropped}
