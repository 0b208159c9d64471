"""``gridgeo coverage``: how much of each grid the tracks of a file passed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridgeo.cli import app
from gridgeo.cli.instants import FirstDay, LastDay

if TYPE_CHECKING:
    from gridgeo.services.coverage_file import CoverageResult


@app.command()
def coverage(
    grids: Annotated[Path, typer.Argument(help="Polygons: any vector file.", show_default=False)],
    tracks: Annotated[
        Path,
        typer.Argument(
            help="Track points: CSV, GPX, GeoJSON, GeoPackage, Parquet.", show_default=False
        ),
    ],
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The CSV to write.", show_default=False)
    ],
    households: Annotated[Path | None, typer.Option(help="Points of households.")] = None,
    count: Annotated[
        str | None, typer.Option(help="Field with the households of a point; else one each.")
    ] = None,
    buildings: Annotated[Path | None, typer.Option(help="Polygons of buildings.")] = None,
    streets: Annotated[Path | None, typer.Option(help="Lines of streets.")] = None,
    barriers: Annotated[
        Path | None,
        typer.Option(help="Rivers, railways, roads, walls: what cannot be patrolled as drawn."),
    ] = None,
    radius_m: Annotated[
        float, typer.Option(min=1, max=500, help="What lies this near to a path was passed.")
    ] = 30.0,
    first: FirstDay = None,
    last: LastDay = None,
    rural: Annotated[bool, typer.Option("--rural", help="Days by the rule of villages.")] = False,
    exact: Annotated[
        bool, typer.Option("--exact", help="Ground by overlay in place of 5 m cells; slow.")
    ] = False,
    blind_spots: Annotated[
        Path | None, typer.Option(help="GeoPackage for the ground that nobody passed.")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Summary with all rules and flags.")
    ] = None,
    rule: Annotated[
        list[str] | None, typer.Option("--set", help="Another threshold, as in gap_s=600.")
    ] = None,
    layer: Annotated[str | None, typer.Option(help="Layer of GRIDS.")] = None,
    id_field: Annotated[
        str | None, typer.Option("--id", help="Field with the grids' codes.")
    ] = None,
    crs: Annotated[
        str | None, typer.Option(help="Coordinate system where GRIDS names none.")
    ] = None,
    tracks_layer: Annotated[str | None, typer.Option(help="Layer of TRACKS.")] = None,
    tracks_crs: Annotated[
        str | None, typer.Option(help="System of TRACKS where it names none; gcj02, bd09 too.")
    ] = None,
    repair: Annotated[bool, typer.Option("--repair", help="Mend invalid polygons.")] = False,
) -> None:
    """Write days, rounds, time, distance and coverage of each grid of GRIDS by TRACKS.

    Points are cleaned by flags first; the summary counts them, with every threshold used.
    """
    from gridgeo.domain.thresholds import parse_thresholds
    from gridgeo.io.outputs import require_geopackage, require_outputs
    from gridgeo.patrol.rules import PatrolRules
    from gridgeo.services.coverage_file import cover_file
    from gridgeo.services.coverage_targets import CoverageSources

    inputs = (grids, tracks, households, buildings, streets, barriers)
    outputs = {"output": output, "blind-spots": blind_spots, "json": json_file}
    require_outputs(outputs, inputs)
    require_geopackage(blind_spots, "blind-spots")
    rules = PatrolRules(radius_m=radius_m).changed(parse_thresholds(rule or []))
    sources = CoverageSources(
        households=households,
        count=count,
        buildings=buildings,
        streets=streets,
        barriers=barriers,
        layer=layer,
        id_field=id_field,
        crs=crs,
        tracks_layer=tracks_layer,
        tracks_crs=tracks_crs,
        repair=repair,
    )
    result = cover_file(
        grids,
        tracks,
        sources,
        rules,
        first=None if first is None else first.date(),
        last=None if last is None else last.date(),
        rural=rural,
        exact=exact,
    )
    _write(result, output, blind_spots, json_file)
    _tell(result)


def _write(
    result: "CoverageResult", output: Path, blind_spots: Path | None, json_file: Path | None
) -> None:
    import orjson

    from gridgeo.io.spreadsheet import neutral
    from gridgeo.io.text import write_text
    from gridgeo.io.vector import write_layers

    write_text(output, result.table.map(neutral).to_csv(index=False))
    if blind_spots is not None:
        write_layers(blind_spots, {"blind_spots": result.blind_spots})
    if json_file is not None:
        text = orjson.dumps(result.summary, option=orjson.OPT_INDENT_2).decode()
        write_text(json_file, text + "\n")


def _tell(result: "CoverageResult") -> None:
    summary, table = result.summary, result.table
    flags = summary["flags"]
    assert isinstance(flags, dict)  # noqa: S101 - made beside this
    doubtful = ", ".join(f"{number:,} {name}" for name, number in flags.items()) or "none"
    typer.echo(
        f"{summary['first']} to {summary['last']}: {summary['points_used']:,} of"
        f" {summary['points']:,} points count; flagged: {doubtful}."
    )
    if summary["rows_rejected"]:
        typer.echo(f"{summary['rows_rejected']:,} rows have no usable time.", err=True)
    share = table["ground_share"].mean()
    homes = (
        f", {table['households_share'].mean():.0%} of the households"
        if ("households_share" in table)
        else ""
    )
    typer.echo(
        f"{len(table):,} grids, {int(table['met'].sum()):,} with enough days; on average"
        f" {share:.0%} of the ground{homes} passed; blind spots {table['blind_m2'].sum():,.0f} m²."
    )
