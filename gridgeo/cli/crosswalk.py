"""``gridgeo crosswalk``: which grids of two networks meet, and what they share."""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from gridgeo.cli import app
from gridgeo.cli.crosswalk_sides import is_stored, read_side_name
from gridgeo.cli.screen import Console
from gridgeo.cli.step_bar import step_bar
from gridgeo.domain.errors import BadInputError
from gridgeo.topology import words

if TYPE_CHECKING:
    from gridgeo.services.crosswalk_networks import CrosswalkReport
    from gridgeo.topology.crosswalk_rows import Row

LAID = 0.9  # share of the work that is done when nothing is written yet
MOST_SHOWN = 10  # pairs and communities on the screen; the files hold all of them


@app.command("crosswalk")
def crosswalk_command(
    a: Annotated[
        str, typer.Argument(help="One network: a vector file, db:CODE, db:CODE@DAY or plan:ID.")
    ],
    b: Annotated[str, typer.Argument(help="The other network, likewise.")],
    *,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output", "-o", help="File to write: .csv, .xlsx, .json or .gpkg; may be repeated."
        ),
    ] = None,
    html: Annotated[
        Path | None, typer.Option(help="Report with map and matrices, for screen and paper.")
    ] = None,
    households: Annotated[
        Path | None, typer.Option(help="Points or small areas with counts of people.")
    ] = None,
    count: Annotated[
        str | None,
        typer.Option(help="Field with household counts (points without it count 1 each)."),
    ] = None,
    persons: Annotated[str | None, typer.Option(help="Field with counts of persons.")] = None,
    community: Annotated[
        str | None, typer.Option(help="Field of A with the community of each grid.")
    ] = None,
    layer_a: Annotated[str | None, typer.Option(help="Layer of A.")] = None,
    layer_b: Annotated[str | None, typer.Option(help="Layer of B.")] = None,
    households_layer: Annotated[str | None, typer.Option(help="Layer of the households.")] = None,
    id_a: Annotated[str | None, typer.Option(help="Field with A's codes.")] = None,
    id_b: Annotated[str | None, typer.Option(help="Field with B's codes.")] = None,
    sliver_width_m: Annotated[
        float, typer.Option(min=0.0, help="Thinner common ground is called a sliver.")
    ] = 3.0,
    crs: Annotated[
        str | None, typer.Option(help="Coordinate system, where a file names none.")
    ] = None,
) -> None:
    """Write one line for every pair of grids that meet: shared area, people and their shares.

    Without an output the sums and the worst pairs are shown, and nothing is written.

    With --count or --persons but without --households, the counts are those of A's own grids; where
    a network comes from the database, its homes are counted.
    """
    from gridgeo.cli.database import database_session
    from gridgeo.io.outputs import require_outputs
    from gridgeo.services.crosswalk_files import PeopleSource
    from gridgeo.services.crosswalk_networks import crosswalk_networks
    from gridgeo.services.write_crosswalk import require_ending, write_crosswalk

    first = read_side_name(a, layer_a, id_a, crs, community)
    second = read_side_name(b, layer_b, id_b, crs, None)
    files = tuple(Path(one) for one in (a, b) if not is_stored(one))
    outputs = output or []
    require_outputs({"html": html}, (*files, households))
    for number, path in enumerate(outputs):
        require_ending(path)
        require_outputs({"output": path, "html": html}, (*files, households, *outputs[:number]))
    people: PeopleSource | None = None
    if households is not None:
        people = PeopleSource(households, households_layer, count, persons, crs)
    elif count is not None or persons is not None:
        if is_stored(a):
            raise BadInputError(
                "--count and --persons name fields of A, which is not a file here.", field="count"
            )
        people = PeopleSource(Path(a), layer_a, count, persons, crs)
    stored = is_stored(a) or is_stored(b)
    with (
        step_bar("read") as tell,
        database_session() if stored else nullcontext() as session,
    ):
        report = crosswalk_networks(
            first,
            second,
            people,
            session=session,
            sliver_width_m=sliver_width_m,
            progress=lambda step, share: tell(step, share * LAID),
        )
        tell("write", LAID)
        for path in outputs:
            write_crosswalk(report, path)
        if html is not None:
            from gridgeo.services.report_crosswalk import write_crosswalk_page

            write_crosswalk_page(report, html)
    _show(report, [*outputs, *([html] if html else [])])


def _show(report: "CrosswalkReport", written: list[Path]) -> None:
    console = Console(highlight=False)
    walk = report.crosswalk
    met = sum(bool(row.a and row.b) for row in walk.rows)
    files = ", ".join(str(path) for path in written)
    where = (
        f"written to {files}" if written else "nothing is written: name a file with -o or --html"
    )
    console.print(f"{met:,} pairs of grids meet; {where}.", markup=False)
    if walk.agreement is not None:
        console.print(
            f"{walk.households:,} households; {walk.agreement:.1%} of them have the same"
            " grid in both networks."
        )
    for one in walk.communities[:MOST_SHOWN]:
        console.print(
            f"  {one.community or '-'}: {one.share:.1%} of {one.households:,} households",
            markup=False,
        )
    worst = [row for row in walk.worst if row.a and row.b and row.kind == "crossing"]
    if worst:
        console.print(_table(report, worst))


def _table(report: "CrosswalkReport", worst: "list[Row]") -> Table:
    walk = report.crosswalk
    names = (escape(walk.a.name), escape(walk.b.name))
    table = Table(
        *names, "households", "m²", "of A", "of B", title="Would change hands, most first"
    )
    for column in table.columns[2:]:
        column.justify = "right"
    for column in table.columns[:2]:
        column.overflow = "fold"  # codes are never shortened
    for row in worst[:MOST_SHOWN]:
        homes = "" if row.households is None else f"{row.households:,}"
        shares = (f"{row.share_of_a:.0%}", f"{row.share_of_b:.0%}")
        table.add_row(escape(row.a), escape(row.b), homes, words.number(row.area_m2), *shares)
    return table
