"""``gridgeo publish``: make a plan the network's next version."""

from datetime import datetime
from typing import Annotated

import typer

from gridgeo.cli import app
from gridgeo.cli.database import database_session
from gridgeo.cli.instants import local_instant
from gridgeo.cli.screen import Console


@app.command("publish")
def publish_command(
    plan: Annotated[int, typer.Argument(help="Number of the plan.")],
    *,
    valid_from: Annotated[
        datetime | None,
        typer.Option("--from", help="Day or time from which it holds, local time; now by default."),
    ] = None,
) -> None:
    """Publish a plan in one transaction, or refuse and say where it is at fault."""
    from gridgeo.services.publish_plan import publish_plan

    console = Console()
    start = local_instant(valid_from, "from")
    with (
        Console(stderr=True).status(f"Publishing plan {plan} …"),
        database_session() as session,
    ):
        published = publish_plan(session, plan, start)
    console.print(
        f"Version {published.version} of {published.network_code}, valid from"
        f" {published.valid_from.astimezone().isoformat(timespec='seconds')}:"
        f" {published.opened} grids opened, {published.closed} closed.",
        soft_wrap=True,
    )
