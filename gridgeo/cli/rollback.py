"""``gridgeo rollback``: make a network again what it was at an earlier version."""

from typing import Annotated

import typer

from gridgeo.cli import app
from gridgeo.cli.database import database_session
from gridgeo.cli.screen import Console


@app.command("rollback")
def rollback_command(
    network: Annotated[str, typer.Argument(help="Code of the network.")],
    version: Annotated[int, typer.Argument(min=1, help="Version to go back to.")],
    *,
    reason: Annotated[str, typer.Option(help="Why; kept in the audit log.")],
) -> None:
    """Publish an earlier version once more, as the next one; nothing of the past is rewritten."""
    from gridgeo.services.roll_back import roll_back

    with (
        Console(stderr=True).status(f"Going back to version {version} of {network} …"),
        database_session() as session,
    ):
        made = roll_back(session, network, version, reason)
    Console().print(
        f"Version {made.version} of {network} is what version {version} was:"
        f" {made.opened} grids opened, {made.closed} closed.",
        soft_wrap=True,
    )
