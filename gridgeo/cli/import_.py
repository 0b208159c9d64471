"""``gridgeo import``: files of any kind into the database, looked into and previewed first."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridgeo.cli import app
from gridgeo.cli.database import database_session
from gridgeo.cli.screen import Console
from gridgeo.cli.step_bar import step_bar
from gridgeo.domain.errors import BadInputError

if TYPE_CHECKING:
    from gridgeo.services.import_report import ImportReport
    from gridgeo.services.imports.request import ImportRequest
    from gridgeo.services.imports.run import Preview

SHOWN_ROWS = 20


@app.command("import")
def import_command(
    kind: Annotated[
        str,
        typer.Argument(
            help="areas, barriers, compounds, buildings, households, places, developments,"
            " land_use, units, gazetteer, workers, tracks, or with --network: network, postings."
        ),
    ],
    file: Annotated[Path, typer.Argument(help="A map, table or workbook; a ZIP with one.")],
    *,
    layer: Annotated[str | None, typer.Option(help="Layer of the file.")] = None,
    crs: Annotated[
        str | None,
        typer.Option(help="Its coordinates: EPSG:4547, gcj02, bd09 …; auto to have it found."),
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Of its text.")] = None,
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="field=column; may be repeated.")
    ] = None,
    constants: Annotated[
        list[str] | None,
        typer.Option("--set", help="column=value for every row; may be repeated."),
    ] = None,
    places: Annotated[
        list[str] | None,
        typer.Option("--place", help="x=field, y=field, wkt=field or address=field of a table."),
    ] = None,
    geocode: Annotated[
        bool, typer.Option("--geocode", help="Place households by their address.")
    ] = False,
    dataset: Annotated[
        str | None, typer.Option(help="What the file is an edition of; its name by default.")
    ] = None,
    remove_gone: Annotated[
        bool, typer.Option("--remove-gone", help="Delete what earlier editions had.")
    ] = False,
    most_rejected: Annotated[
        float, typer.Option(help="Share of rows that may fail; beyond, nothing is imported.")
    ] = 1.0,
    profile: Annotated[str | None, typer.Option(help="Read it as saved under this name.")] = None,
    save_profile: Annotated[
        str | None, typer.Option(help="Save how it is read under this name.")
    ] = None,
    network: Annotated[str | None, typer.Option(help="Code of the network.")] = None,
    name: Annotated[str | None, typer.Option(help="Name of a network that is new.")] = None,
    urban: Annotated[str, typer.Option(help="Its band in urban areas.")] = "300:400:500",
    rural: Annotated[str, typer.Option(help="Its band in rural areas.")] = "300:400:500",
    template: Annotated[
        str, typer.Option(help="Its codes, from {area} or {area:N} and {serial:N}.")
    ] = "{area}{serial:3}",
    rejected: Annotated[
        Path | None, typer.Option(help="CSV or XLSX for the rows that were left out.")
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Only say what it would do.")] = False,
) -> None:
    """Import a layer: new rows are added, changed ones updated, bad ones left out and named.

    Ends with status 1 when no row at all could be used.
    """
    from gridgeo.io.fields import parse_constants, parse_mapping
    from gridgeo.io.kinds import kind_named
    from gridgeo.io.outputs import require_outputs
    from gridgeo.services.imports.request import ImportRequest

    wanted = kind_named(kind)
    require_outputs({"rejected": rejected}, (file,))
    request = ImportRequest(
        kind=wanted.name,
        layer=layer,
        crs=crs,
        encoding=encoding,
        mapping=parse_mapping(mapping or [], wanted),
        constants=parse_constants(constants or [], wanted),
        places=_parse_places(places or []),
        geocode=geocode,
        dataset=dataset,
        remove_gone=remove_gone,
        most_rejected=most_rejected,
        network=network,
        name=name,
        urban=urban,
        rural=rural,
        template=template,
    )
    if preview:
        _show_preview(_preview(file, request, profile, rejected))
        return
    report = _run(file, request, profile, save_profile, rejected)
    _show(report)
    if report.read and len(report.rejected) == report.read:
        raise typer.Exit(1)


def _parse_places(pairs: list[str]) -> dict[str, str]:
    places = {}
    for pair in pairs:
        role, separator, field = pair.partition("=")
        if not separator or not field:
            raise BadInputError(f"'{pair}' places nothing; write x=field.", field="place")
        places[role] = field
    return places


def _run(
    file: Path,
    request: "ImportRequest",
    profile: str | None,
    save: str | None,
    rejected: Path | None,
) -> "ImportReport":
    from gridgeo.services.imports.browse import save_profile, with_profile
    from gridgeo.services.imports.run import run_import

    with step_bar("read") as tell, database_session() as session:
        complete = with_profile(session, request, profile)
        if save is not None:
            save_profile(session, save, complete, actor="system")
        return run_import(
            session,
            file,
            complete,
            rejected=rejected,
            progress=lambda done, total, note: tell(note, done / total),
        )


def _preview(
    file: Path, request: "ImportRequest", profile: str | None, rejected: Path | None
) -> "Preview":
    from gridgeo.services.imports.browse import with_profile
    from gridgeo.services.imports.run import preview_import

    with step_bar("read") as tell, database_session() as session:
        return preview_import(
            session,
            file,
            with_profile(session, request, profile),
            shapes=0,
            rejected=rejected,
            progress=lambda done, total, note: tell(note, done / total),
        )


def _show(report: "ImportReport") -> None:
    console = Console()
    console.print(
        f"{report.kind}: {report.read} rows read, {report.inserted} inserted,"
        f" {report.updated} updated, {report.unchanged} unchanged,"
        f" {len(report.rejected)} rejected."
    )
    if report.removed:
        console.print(f"{report.removed} of earlier editions were removed.")
    elif report.gone:
        console.print(f"{report.gone} of earlier editions are not in the file; they were left.")
    _show_rejected(console, report.rejected)


def _show_preview(preview: "Preview") -> None:
    console = Console()
    reading, states = preview.reading, preview.effect.states
    way = f" ({reading.crs.way})" if reading.crs.way not in ("", "none") else ""
    console.print(f"Coordinates: {reading.crs.name}{way}.", highlight=False)
    if reading.doubt is not None:
        console.print(
            f"They may rather be {reading.doubt.crs} ({reading.doubt.why}); then say --crs"
            f" {reading.doubt.crs}.",
            highlight=False,
            soft_wrap=True,
        )
    for column, field in reading.mapping.items():
        console.print(f"  {field} → {column}", highlight=False)
    console.print(
        f"{preview.read} rows: {states.new} new, {states.changed} changed, {states.same} the same,"
        f" {states.gone} gone, {len(preview.rejected)} would be left out. Nothing was imported."
    )
    for name in ("changed", "gone"):
        keys = preview.effect.examples.get(name, [])
        if keys:
            console.print(f"{name}: {', '.join(keys)}", highlight=False)
    _show_rejected(console, preview.rejected)


def _show_rejected(console: Console, rejected: list) -> None:  # type: ignore[type-arg]
    from rich.markup import escape
    from rich.table import Table

    if not rejected:
        return
    table = Table("row", "code", "column", "value", "reason")
    for bad in rejected[:SHOWN_ROWS]:
        cells = (str(bad.row), bad.key, bad.column, bad.value, bad.reason)
        table.add_row(*map(escape, cells))
    console.print(table)
    if len(rejected) > SHOWN_ROWS:
        console.print(f"… and {len(rejected) - SHOWN_ROWS} more; see --rejected FILE.csv.")
