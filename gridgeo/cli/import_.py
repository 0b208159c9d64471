"""``gridgeo import``: layers of places and present networks from files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from gridgeo.cli import app
from gridgeo.cli.database import database_session
from gridgeo.domain.errors import BadInputError

if TYPE_CHECKING:
    import geopandas as gpd

    from gridgeo.domain.network import NetworkSpec
    from gridgeo.services.import_report import ImportReport

SHOWN_ROWS = 20


@app.command("import")
def import_command(
    kind: Annotated[
        str,
        typer.Argument(help="areas, barriers, compounds, buildings, households, units or network."),
    ],
    file: Annotated[Path, typer.Argument(help="Any vector file, or a CSV.")],
    *,
    layer: Annotated[str | None, typer.Option(help="Layer of the file.")] = None,
    crs: Annotated[
        str | None, typer.Option(help="Coordinate system, where the file names none.")
    ] = None,
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="field=column; may be repeated.")
    ] = None,
    constants: Annotated[
        list[str] | None,
        typer.Option("--set", help="column=value for every row; may be repeated."),
    ] = None,
    network: Annotated[str | None, typer.Option(help="Code of the network.")] = None,
    name: Annotated[str | None, typer.Option(help="Name of a network that is new.")] = None,
    urban: Annotated[str, typer.Option(help="Its band in urban areas.")] = "300:400:500",
    rural: Annotated[str, typer.Option(help="Its band in rural areas.")] = "300:400:500",
    template: Annotated[
        str, typer.Option(help="Its codes, from {area} or {area:N} and {serial:N}.")
    ] = "{area}{serial:3}",
    rejected: Annotated[
        Path | None, typer.Option(help="CSV file for the rows that were left out.")
    ] = None,
) -> None:
    """Import a layer: new rows are added, changed ones updated, bad ones left out and named.

    Ends with status 1 when no row at all could be used.
    """
    from gridgeo.domain.network import make_network_spec
    from gridgeo.io.kinds import kind_named
    from gridgeo.io.outputs import require_outputs

    wanted = kind_named(kind)
    require_outputs({"rejected": rejected}, (file,))
    if (wanted.name == "network") != (network is not None):
        raise BadInputError(
            "A network of grids needs --network CODE, other kinds must not have it.",
            field="network",
        )
    spec: NetworkSpec | str | None = network
    if network is not None and name is not None:
        spec = make_network_spec(network, name, urban=urban, rural=rural, template=template)
    report = _run(wanted.name, file, layer, crs, mapping or [], constants or [], spec)
    if rejected is not None:
        from gridgeo.services.import_report import write_rejected

        write_rejected(report, rejected)
    _show(report)
    if report.read and len(report.rejected) == report.read:
        raise typer.Exit(1)


def _run(
    kind: str,
    file: Path,
    layer: str | None,
    crs: str | None,
    mapping: list[str],
    constants: list[str],
    spec: "NetworkSpec | str | None",
) -> "ImportReport":
    """Read and import with a progress bar, which leaves nothing behind on the screen."""
    from rich.progress import Progress

    from gridgeo.services.import_layers import STEPS, import_kind
    from gridgeo.services.import_network import import_network

    screen = Console(stderr=True)
    with Progress(transient=True, console=screen, disable=not screen.is_terminal) as bar:
        task = bar.add_task("read", total=len(STEPS) + 1)

        def step(name: str) -> None:
            bar.update(task, description=name, advance=1)

        frame = _read(kind, file, layer, crs, mapping, constants)
        with database_session() as session:
            if spec is not None:
                return import_network(session, spec, frame, source=file.name, step=step)
            return import_kind(session, kind, frame, source=file.name, step=step)


def _read(
    kind: str,
    file: Path,
    layer: str | None,
    crs: str | None,
    mapping: list[str],
    constants: list[str],
) -> "gpd.GeoDataFrame":
    from gridgeo.io.fields import canonical, parse_constants, parse_mapping
    from gridgeo.io.import_file import read_import_file
    from gridgeo.io.kinds import kind_named

    wanted = kind_named(kind)
    told = parse_mapping(mapping, wanted), parse_constants(constants, wanted)
    return canonical(read_import_file(file, layer=layer, crs=crs), wanted, *told)


def _show(report: "ImportReport") -> None:
    from rich.markup import escape
    from rich.table import Table

    console = Console()
    console.print(
        f"{report.kind}: {report.read} rows read, {report.inserted} inserted,"
        f" {report.updated} updated, {report.unchanged} unchanged,"
        f" {len(report.rejected)} rejected."
    )
    if not report.rejected:
        return
    table = Table("row", "code", "column", "value", "reason")
    for bad in report.rejected[:SHOWN_ROWS]:
        cells = (str(bad.row), bad.key, bad.column, bad.value, bad.reason)
        table.add_row(*map(escape, cells))
    console.print(table)
    if len(report.rejected) > SHOWN_ROWS:
        console.print(f"… and {len(report.rejected) - SHOWN_ROWS} more; see --rejected FILE.csv.")
