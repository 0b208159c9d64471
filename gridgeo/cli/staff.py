"""``gridgeo staff``: who serves which grid, whose share is not fair, who stands in for whom."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from gridgeo.cli import app
from gridgeo.cli.database import database_session
from gridgeo.cli.instants import local_instant
from gridgeo.cli.screen import Console

staff = typer.Typer(no_args_is_help=True, help="Staffing of grids: figures, loads, stand-ins.")
app.add_typer(staff, name="staff")

Network = Annotated[str, typer.Argument(help="Code of the network.")]
Area = Annotated[str | None, typer.Option(help="District, town or community; all if none.")]
MOST_SHOWN = 30  # rows of a table on the screen


@staff.command("figures")
def figures_command(network: Network, *, area: Area = None) -> None:
    """Show workers, ratios and vacancies of each community."""
    from gridgeo.services.staffing.figures import staffing_figures

    with database_session() as session:
        found = staffing_figures(session, network, area)
    rows = [
        (
            one["name"],
            one["grids"],
            one["workers"],
            len(one["vacant"]),
            one["workers_per_grid"],
            _or_dash(one["workers_per_10000"]),
        )
        for one in found["communities"]
    ]
    heads = ("community", "grids", "workers", "vacant", "per grid", "per 10,000 residents")
    Console().print(_table(heads, rows, numbers=range(1, 6)))
    _say(
        f"{found['grids']} grids, {found['workers']} workers, {found['on_leave']} on leave,"
        f" {len(found['vacant'])} vacant grids ({found['vacant_and_stood_in']} stood in for)."
    )


@staff.command("loads")
def loads_command(
    network: Network,
    *,
    area: Area = None,
    tolerance: Annotated[
        float, typer.Option(min=0.01, max=10, help="Share by which a load may differ.")
    ] = 0.3,
) -> None:
    """Show the load of each worker against the mean of the town, the most burdened first."""
    from gridgeo.services.staffing.loads import worker_loads

    with database_session() as session:
        found = worker_loads(session, network, area, tolerance=tolerance)
    rows = [
        (
            one["worker"],
            len(one["grids"]),
            f"{one['households']:,.0f}",
            f"{one['area_ha']:,.1f}",
            f"{one['walking_min']:,.0f}",
            f"{one['ratio']:.2f}{' !' if one['uneven'] else ''}",
        )
        for one in found["workers"][:MOST_SHOWN]
    ]
    heads = ("worker", "grids", "households", "ha", "walking min", "of the mean")
    Console().print(_table(heads, rows, numbers=range(1, 6)))
    _say(f"{len(found['workers'])} workers, {found['uneven']} with an uneven load (!).")
    for town in found["flat_towns"]:
        fair = ", ".join(f"{one['name']} {one['fair']}" for one in town["communities"])
        _say(
            f"{town['name']}: every community has {town['workers_each']} workers whatever its"
            f" size; by households it would be: {fair}."
        )


@staff.command("cover")
def cover_command(
    network: Network,
    *,
    area: Area = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Put the pairs in force; without it nothing is written.")
    ] = False,
) -> None:
    """Choose the best cover pairs (AB岗) over each town."""
    from gridgeo.services.staffing.cover import keep_cover, propose_cover

    with database_session() as session:
        found = propose_cover(session, network, area)
        kept = keep_cover(session, network, area, actor="command line") if keep else None
    rows = [
        (*(grid["code"] for grid in pair["grids"]), pair["score"], f"{pair['walking_min']:.0f}")
        for pair in found["pairs"][:MOST_SHOWN]
    ]
    Console().print(_table(("grid", "stands in for", "score", "min apart"), rows, range(2, 4)))
    _say(f"{len(found['pairs'])} pairs for {found['grids']} grids, {len(found['alone'])} alone.")
    if kept is not None:
        _say(f"In force now; {kept['ended']} former pairs ended.")


@staff.command("service")
def service_command(
    network: Network,
    *,
    area: Area = None,
    on: Annotated[datetime | None, typer.Option(help="Day or time, local; now by default.")] = None,
    absent: Annotated[
        list[str] | None, typer.Option(help="A worker who is away too; may be repeated.")
    ] = None,
) -> None:
    """Show who stands in for whom on a day: leaves, vacancies, and whoever else is away."""
    from gridgeo.services.staffing.cover import who_serves

    with database_session() as session:
        found = who_serves(
            session,
            network,
            area,
            at=local_instant(on, "on"),
            absent=absent or (),
            only_stood_in=True,
        )
    rows = [
        (one["code"], one["worker"] or "nobody", one["by"], "behind" if one["behind"] else "")
        for one in found["grids"][:MOST_SHOWN]
    ]
    if rows:
        Console().print(_table(("grid", "served by", "as", ""), rows))
    _say(f"{found['stood_in']} grids are stood in for, {found['behind']} fall behind.")


@staff.command("assess")
def assess_command(
    network: Network,
    month: Annotated[str, typer.Argument(help="Such as 2026-03.")],
    *,
    excel: Annotated[Path | None, typer.Option(help="Write scores and figures here.")] = None,
) -> None:
    """Score the workers of a network for a month, by its rules."""
    from gridgeo.io.outputs import require_ending, require_outputs
    from gridgeo.services.assessments import assess_month, write_assessment_workbook
    from gridgeo.services.assessments.months import read_month

    require_outputs({"excel": excel})
    require_ending(excel, ".xlsx", "excel")
    with database_session() as session:
        found = assess_month(session, network, read_month(month), actor="command line")
        if excel is not None:
            write_assessment_workbook(session, network, read_month(month), excel)
    rows = [
        (_or_dash(one["rank"]), one["worker"], _or_dash(one["score"]), one["listed"] or "")
        for one in found[:MOST_SHOWN]
    ]
    Console().print(_table(("rank", "worker", "score", "list"), rows, numbers=(0, 2)))
    _say(f"{len(found)} workers were assessed for {month}.")


def _table(
    heads: Sequence[str], rows: Sequence[Sequence[Any]], numbers: Sequence[int] = ()
) -> Table:
    table = Table(*heads, highlight=False)
    for column in numbers:
        table.columns[column].justify = "right"
    for row in rows:
        table.add_row(*(escape(str(value)) for value in row))
    return table


def _or_dash(value: object) -> str:
    return "—" if value is None else str(value)


def _say(sentence: str) -> None:
    Console().print(sentence, highlight=False, soft_wrap=True, markup=False)
