"""``gridgeo networks``: list the networks and define new ones."""

from typing import Annotated

import typer

from gridgeo.cli import app
from gridgeo.cli.database import database_session
from gridgeo.cli.screen import Console

networks = typer.Typer(no_args_is_help=True, help="List networks, or define one.")
app.add_typer(networks, name="networks")


@networks.command("list")
def list_command() -> None:
    """Show every network with its standard, its version and how its grids stand to the band."""
    from rich.table import Table

    from gridgeo.db.repositories.browse_networks import list_networks

    table = Table("code", "name", "unit", "urban", "rural", "version", "grids", "in band")
    with database_session() as session:
        for row in list_networks(session):
            bands = row["bands"] or {}
            table.add_row(
                row["code"],
                row["name"],
                row["unit"],
                *(_band(bands.get(setting)) for setting in ("urban", "rural")),
                str(row["version"] or "–"),
                str(row["grids"]),
                str(row["in_band"]),
            )
    Console().print(table)


@networks.command("add")
def add_command(
    code: Annotated[str, typer.Argument(help="Short and lower case, such as zongzhi.")],
    name: Annotated[str, typer.Argument(help="Such as 综治.")],
    *,
    urban: Annotated[str, typer.Option(help="Band in urban areas.")] = "300:400:500",
    rural: Annotated[str, typer.Option(help="Band in rural areas.")] = "300:400:500",
    unit: Annotated[str, typer.Option(help="households or persons.")] = "households",
    template: Annotated[
        str, typer.Option(help="Codes, from {area} or {area:N} and {serial:N}.")
    ] = "{area}{serial:3}",
    dedicated: Annotated[
        str, typer.Option(help="Dedicated grids are cut_out of the base grids, or overlay them.")
    ] = "cut_out",
    dedicated_rule: Annotated[
        list[str] | None,
        typer.Option(
            help="Kind of place that gets a dedicated grid: kind, kind:radius_m or"
            " kind:radius_m:minimum_m2. May be repeated."
        ),
    ] = None,
    dedicated_counts: Annotated[
        bool, typer.Option(help="Hold the people of dedicated grids against the band.")
    ] = False,
    workload: Annotated[
        str | None,
        typer.Option(help="What plans balance, as households=1,key_persons=3,hectares=2."),
    ] = None,
    relation: Annotated[
        str, typer.Option(help="same_as, nests_in, whole_grids_of or free.")
    ] = "free",
    related: Annotated[str | None, typer.Option(help="Code of the related network.")] = None,
) -> None:
    """Define a network, or change its definition."""
    from gridgeo.db.repositories.networks import save_network
    from gridgeo.domain.network import make_network_spec
    from gridgeo.services.plan_options import parse_workload

    spec = make_network_spec(
        code,
        name,
        urban=urban,
        rural=rural,
        unit=unit,
        template=template,
        dedicated=dedicated,
        dedicated_counts=dedicated_counts,
        dedicated_rules=dedicated_rule or [],
        workload=None if workload is None else parse_workload(workload),
        relation=relation,
        related=related,
    )
    with database_session() as session:
        save_network(session, spec)
    Console().print(f"Network {code} ({name}) is defined.")


def _band(band: dict[str, int] | None) -> str:
    return "–" if band is None else f"{band['minimum']}:{band['target']}:{band['maximum']}"
