"""``gridgeo networks thresholds``: the sizes at which a network's faults begin to count."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from gridgeo.cli.database import database_session
from gridgeo.cli.networks import networks
from gridgeo.cli.screen import Console


@networks.command("thresholds")
def thresholds_command(
    network: Annotated[str, typer.Argument(help="Code of the network.")],
    values: Annotated[
        list[str] | None, typer.Argument(help="NAME=VALUE, as in stale_share=0.2.")
    ] = None,
    *,
    defaults: Annotated[
        bool, typer.Option("--defaults", help="Forget the network's own thresholds first.")
    ] = False,
) -> None:
    """Show a network's thresholds, after changing those that are given."""
    from gridgeo.db.repositories.networks import load_network
    from gridgeo.db.repositories.thresholds import (
        forget_thresholds,
        load_thresholds,
        save_thresholds,
    )
    from gridgeo.domain.thresholds import Thresholds, parse_thresholds

    changes = parse_thresholds(values or [])
    usual = asdict(Thresholds())
    Thresholds().changed(changes)  # refuses what is none
    with database_session() as session:
        load_network(session, network)
        if defaults:
            forget_thresholds(session, network)
        save_thresholds(session, network, changes)
        session.flush()
        current = asdict(load_thresholds(session, network))
    table = Table("threshold", network, "default")
    for name, value in current.items():
        table.add_row(name, f"{value:g}", f"{usual[name]:g}")
    Console().print(table)
