"""``gridgeo align``: bring a network into a relation to another; a dry run unless told to write."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridgeo.cli import app
from gridgeo.cli.align_show import show_alignment
from gridgeo.cli.align_stored import PREFIX, align_stored
from gridgeo.cli.file_options import refuse_file_options
from gridgeo.cli.step_bar import step_bar
from gridgeo.domain.enums import Relation
from gridgeo.domain.errors import BadInputError

if TYPE_CHECKING:
    from gridgeo.services.align_files import AlignOptions, AlignReport
    from gridgeo.services.crosswalk_files import Source


class Wish(StrEnum):
    """How the command line names relations."""

    SAME = "same"
    NESTS = "nests"
    WHOLE = "whole"


RELATIONS = {
    Wish.SAME: Relation.SAME_AS,
    Wish.NESTS: Relation.NESTS_IN,
    Wish.WHOLE: Relation.WHOLE_GRIDS_OF,
}


@app.command("align")
def align_command(
    a: Annotated[str, typer.Argument(help="The model: a vector file, or db:CODE.")],
    b: Annotated[str, typer.Argument(help="The network to be aligned to it, likewise.")],
    *,
    relation: Annotated[
        Wish, typer.Option(help="B has to be the same as A, nest in it, or be whole grids of it.")
    ],
    households: Annotated[
        Path | None, typer.Option(help="Points or small areas with household counts.")
    ] = None,
    count: Annotated[
        str | None,
        typer.Option(help="Field with the counts, of the households or else of B's own grids."),
    ] = None,
    band: Annotated[
        str | None, typer.Option(help="B's standard, as 300:400:500: wished for, not forced.")
    ] = None,
    cover: Annotated[
        bool, typer.Option("--cover", help="Let B take all of A's ground, also where it is not.")
    ] = False,
    only: Annotated[
        list[str] | None, typer.Option(help="Take the proposal for this grid; may be repeated.")
    ] = None,
    leave: Annotated[
        list[str] | None, typer.Option(help="Leave this grid as it is; may be repeated.")
    ] = None,
    home_id: Annotated[
        str | None,
        typer.Option(help="Field of --households: name those that change hands by it."),
    ] = None,
    home_address: Annotated[
        str | None, typer.Option(help="Field of --households with addresses, likewise.")
    ] = None,
    workers: Annotated[
        str | None, typer.Option(help="Field of B with the workers of each grid.")
    ] = None,
    places: Annotated[
        Path | None, typer.Option(help="Dedicated places (schools, towers): points or polygons.")
    ] = None,
    place_name: Annotated[str | None, typer.Option(help="Field with their names.")] = None,
    area: Annotated[
        list[str] | None, typer.Option(help="Only in this area of the database; may be repeated.")
    ] = None,
    own_band: Annotated[
        bool, typer.Option("--own-band", help="In the database: wish for B's own standard.")
    ] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="In the database: make a draft plan of the proposals.")
    ] = False,
    layer_a: Annotated[str | None, typer.Option(help="Layer of A.")] = None,
    layer_b: Annotated[str | None, typer.Option(help="Layer of B.")] = None,
    households_layer: Annotated[str | None, typer.Option(help="Layer of the households.")] = None,
    id_a: Annotated[str | None, typer.Option(help="Field with A's codes.")] = None,
    id_b: Annotated[str | None, typer.Option(help="Field with B's codes.")] = None,
    sliver_width_m: Annotated[
        float, typer.Option(min=0.0, help="Thinner parts of ground follow their neighbours.")
    ] = 3.0,
    crs: Annotated[
        str | None, typer.Option(help="Coordinate system, where a file names none.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="GeoPackage: the aligned network, of the database the proposals."
        ),
    ] = None,
    excel: Annotated[
        Path | None, typer.Option(help="Excel workbook for the handover list (移交清单).")
    ] = None,
    csv: Annotated[Path | None, typer.Option(help="CSV file for the handover list.")] = None,
    json: Annotated[Path | None, typer.Option(help="JSON file for all of it.")] = None,
) -> None:
    """Propose B's grids anew so that they fit A, moving as few households as can be.

    Nothing is changed, and without an output nothing is written: look at the proposals first. Ends
    with status 1 when some grids still break the relation.
    """
    from gridgeo.domain.band import HouseholdBand
    from gridgeo.io.outputs import require_geopackage, require_outputs
    from gridgeo.services.align_files import AlignOptions
    from gridgeo.services.crosswalk_files import Source
    from gridgeo.services.handover_names import NameFields
    from gridgeo.topology.align.rules import AlignRules

    require_geopackage(output, "output")
    outputs = {"output": output, "excel": excel, "csv": csv, "json": json}
    if a.startswith(PREFIX) or b.startswith(PREFIX):
        refuse_file_options(
            {
                **{"households": households, "count": count, "leave": leave},
                **{"band": band, "cover": cover, "crs": crs, "id-a": id_a, "id-b": id_b},
                **{"layer-a": layer_a, "layer-b": layer_b, "households-layer": households_layer},
                **{"home-id": home_id, "home-address": home_address, "workers": workers},
                **{"places": places, "place-name": place_name},
            },
            "the database knows its households, and proposals are taken with --only and --accept",
        )
        require_outputs(outputs)
        align_stored(
            a,
            b,
            RELATIONS[relation],
            area or [],
            with_band=own_band,
            accept=accept,
            only=only or [],
            outputs=outputs,
        )
        return
    if accept or area or own_band:
        raise BadInputError(
            "--accept, --area and --own-band are for networks of the database (db:CODE)."
        )
    first, second = Path(a), Path(b)
    require_outputs(outputs, (first, second, households, places))
    if place_name is not None and places is None:
        raise BadInputError("--place-name needs --places.", field="place-name")
    sites = Source(places, None, place_name, crs) if places is not None else None
    standard = HouseholdBand.parse(band) if band is not None else None
    homes = Source(households, households_layer, count, crs) if households is not None else None
    options = AlignOptions(
        relation=RELATIONS[relation],
        rules=AlignRules(cover=cover, band=standard, sliver_width_m=sliver_width_m),
        homes=homes,
        count_field=count if homes is None else None,
        only=tuple(only or ()),
        leave=tuple(leave or ()),
        names=NameFields(home_id, home_address, workers, sites),
    )
    report = _align(Source(first, layer_a, id_a, crs), Source(second, layer_b, id_b, crs), options)
    _write(report, output, excel, csv, json)
    show_alignment(report, written=any(outputs.values()))
    if report.faults:
        raise typer.Exit(1)


def _align(a: "Source", b: "Source", options: "AlignOptions") -> "AlignReport":
    from gridgeo.services.align_files import align_files

    with step_bar("align") as tell:
        return align_files(a, b, options, progress=tell)


def _write(
    report: "AlignReport",
    output: Path | None,
    excel: Path | None,
    csv: Path | None,
    json: Path | None,
) -> None:
    from gridgeo.services import align_outputs

    if output is not None:
        align_outputs.write_aligned(report, output)
    if excel is not None:
        align_outputs.write_handover_workbook(report, excel)
    if csv is not None:
        align_outputs.write_handover_csv(report, csv)
    if json is not None:
        align_outputs.write_alignment_json(report, json)
