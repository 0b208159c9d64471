"""``gridgeo history``: versions of a network, the life of a code, who changed a border."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from gridgeo.cli import app
from gridgeo.cli.database import database_session
from gridgeo.cli.screen import Console
from gridgeo.domain.errors import BadInputError

history = typer.Typer(no_args_is_help=True, help="Tell what was published when, by whom and why.")
app.add_typer(history, name="history")

Network = Annotated[str, typer.Argument(help="Code of the network.")]


@history.command("versions")
def versions_command(
    network: Network,
    *,
    most: Annotated[int, typer.Option(min=1, max=1000, help="How many are shown.")] = 50,
) -> None:
    """List the publications of a network, the latest first."""
    from gridgeo.services.history import list_versions

    with database_session() as session:
        items, _ = list_versions(session, network, limit=most)
    columns = ("version", "source", "plan_id", "valid_from", "published_by", "opened", "closed")
    Console().print(_table(columns, items))


@history.command("grid")
def grid_command(
    network: Network, code: Annotated[str, typer.Argument(help="Code of the grid.")]
) -> None:
    """Tell the life of a code: what it was, from when to when, who made it so."""
    from gridgeo.services.history import read_life

    with database_session() as session:
        life = read_life(session, network, code)
    columns = ("opened_in", "valid_from", "valid_to", "name", "status", "households", "changed")
    console = Console()
    console.print(_table((*columns, "published_by", "why"), [_why(v) for v in life["versions"]]))
    for side in ("parents", "children"):
        relatives = [f"{one['code']} (version {one['version']})" for one in life[side]]
        if relatives:
            console.print(f"{side}: {', '.join(relatives)}", highlight=False)


@history.command("border")
def border_command(
    network: Network,
    grids: Annotated[list[str] | None, typer.Argument(help="Two neighbouring grids.")] = None,
    *,
    at: Annotated[
        tuple[float, float] | None, typer.Option(help="Or a place: longitude, latitude.")
    ] = None,
) -> None:
    """Tell who changed a border, when and why."""
    from gridgeo.services.history import border_between, border_near

    if (at is None) == (not grids) or (grids and len(grids) != 2):
        raise BadInputError("Name two grids, or a place with --at LON LAT.", field="grids")
    with database_session() as session:
        if at is not None:
            found = border_near(session, network, at)
        else:
            one, other = grids or []
            found = border_between(session, network, one, other)
    columns = ("version", "valid_from", "source", "published_by", "grids", "moved_m", "why")
    Console().print(_table(columns, [_why(change) for change in found["changes"]]))


def _why(row: dict[str, Any]) -> dict[str, Any]:
    """Put operations and steps of the review into one cell."""
    told = [f"{one['actor']}: {one['sentence']}" for one in (*row["operations"], *row["review"])]
    return {**row, "why": "\n".join(told)}


def _table(columns: Sequence[str], rows: Sequence[dict[str, Any]]) -> Table:
    table = Table(*(name.removesuffix("_m").replace("_", " ") for name in columns))
    for row in rows:
        table.add_row(*(escape(_cell(row[name])) for name in columns))
    return table


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(value)
    return value.isoformat(timespec="minutes") if hasattr(value, "isoformat") else str(value)
