"""``gridgeo jobs``: what long work is waiting, running and ended, and the end of it."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridgeo.cli import app
from gridgeo.cli.database import database_session
from gridgeo.cli.screen import Console
from gridgeo.domain.enums import JobState

if TYPE_CHECKING:
    from datetime import datetime

jobs = typer.Typer(no_args_is_help=True, help="List, show or cancel jobs.")
app.add_typer(jobs, name="jobs")

JobId = Annotated[int, typer.Argument(min=1, max=2**63 - 1, help="As gridgeo jobs list shows it.")]


@jobs.command("list")
def list_command(
    state: Annotated[JobState | None, typer.Option(help="Only in this state.")] = None,
    kind: Annotated[str | None, typer.Option(help="Only of this kind.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 20,
) -> None:
    """Show jobs, the latest first."""
    from rich.table import Table
    from rich.text import Text

    from gridgeo.services.jobs.read import EVERYTHING, list_jobs

    with database_session() as session:
        rows, _ = list_jobs(session, EVERYTHING, state=state, kind=kind, limit=limit)
    if not rows:
        Console().print("There are no such jobs.")
        return
    table = Table("id", "kind", "state", "done", "left", "attempts", "asked by", "asked at", "note")
    for row in rows:
        table.add_row(*(Text(cell) for cell in _cells(row)))  # brackets are no markup
    Console().print(table)


@jobs.command("show")
def show_command(job_id: JobId) -> None:
    """Show all that is known of one job."""
    from gridgeo.services.jobs.folders import job_folder
    from gridgeo.services.jobs.read import EVERYTHING, get_job

    with database_session() as session:
        row = get_job(session, EVERYTHING, job_id)
    if row["result_file"] is not None:
        from gridgeo.config import get_settings

        row["result_file"] = job_folder(get_settings().data_dir, job_id) / row["result_file"]
    console = Console(highlight=False, soft_wrap=True)
    for name, value in row.items():
        if value is not None:
            console.print(f"{name.replace('_', ' ')}: {_shown(name, value)}", markup=False)


@jobs.command("cancel")
def cancel_command(job_id: JobId) -> None:
    """Cancel a job: a queued one at once, a running one within about two seconds."""
    from gridgeo.services.jobs.read import EVERYTHING, cancel_job

    with database_session() as session:
        row = cancel_job(session, EVERYTHING, job_id, actor="command line")
    ended = row["state"] == JobState.CANCELLED.value
    Console().print(f"Job {job_id} is {'cancelled' if ended else 'being cancelled'}.")


def _cells(row: dict[str, Any]) -> list[str]:
    return [
        str(row["id"]),
        row["kind"],
        row["state"],
        f"{row['progress']:.0%}",
        _duration(row["seconds_left"]),
        f"{row['attempts']} of {row['max_attempts']}",
        row["requested_by"],
        _moment(row["created_at"]),
        row["error"] or row["note"] or "",
    ]


def _shown(name: str, value: Any) -> str:
    if name.endswith("_at"):
        return _moment(value)
    if name == "progress":
        return f"{value:.1%}"
    return _duration(value) if name == "seconds_left" else str(value)


def _moment(value: "datetime | None") -> str:
    return "" if value is None else f"{value.astimezone():%Y-%m-%d %H:%M:%S}"


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
