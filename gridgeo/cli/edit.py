"""``gridgeo edit``: change a plan in a file by hand, one action at a time."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridgeo.cli import app, unit_arguments
from gridgeo.cli.plan_output import tell_edit
from gridgeo.cli.screen import Console
from gridgeo.domain.errors import BadInputError

if TYPE_CHECKING:
    from gridgeo.services.file_draft import EditOptions
    from gridgeo.services.plan_file import FilePlan

edit = typer.Typer(
    no_args_is_help=True,
    help="Change a plan by hand: split, merge, rebalance, reassign, push-border, extend.",
)
app.add_typer(edit, name="edit")

Units = Annotated[Path, typer.Argument(metavar="UNITS", help="Polygons with counts, any format.")]
Grids = Annotated[
    Path, typer.Argument(metavar="GRIDS", help="The plan: what gridgeo plan wrote, or any grids.")
]
Locked = Annotated[
    list[str] | None,
    typer.Option("--locked", help="Grid (its code) that stays; may be repeated."),
]
Together = Annotated[
    str | None,
    typer.Option("--together", help="Field; units with one value of it are never parted."),
]
Codes = Annotated[list[str], typer.Option("--grid", help="Grid (its code); repeat for each one.")]
Code = Annotated[str, typer.Option("--grid", help="Grid (its code).")]


@edit.command("split")
def split_command(
    units: Units,
    grids: Grids,
    *,
    grid: Code,
    count: Annotated[
        int | None, typer.Option(min=2, help="Number of grids; the fewest by default.")
    ] = None,
    households: unit_arguments.Households,
    layer: unit_arguments.Layer = None,
    id_field: unit_arguments.IdField = None,
    within: unit_arguments.Within = None,
    band: unit_arguments.Band = "300:400:500",
    locked: Locked = None,
    together: Together = None,
    barriers: unit_arguments.Barriers = None,
    seed: unit_arguments.Seed = 0,
    output: unit_arguments.Output,
    json: unit_arguments.Summary = None,
) -> None:
    """Split a grid into the fewest grids that the band allows, or into a number of them."""
    from gridgeo.services.edit_file import split_grid

    options = _options(
        *(units, grids, households, layer, id_field, within, band, locked, together, barriers),
        seed=seed,
    )
    _require(options, output, json)
    _finish(split_grid(options, grid, count), output, json)


@edit.command("merge")
def merge_command(
    units: Units,
    grids: Grids,
    *,
    grid: Codes,
    plain: Annotated[bool, typer.Option(help="Make one grid even where it is too large.")] = False,
    households: unit_arguments.Households,
    layer: unit_arguments.Layer = None,
    id_field: unit_arguments.IdField = None,
    within: unit_arguments.Within = None,
    band: unit_arguments.Band = "300:400:500",
    locked: Locked = None,
    together: Together = None,
    barriers: unit_arguments.Barriers = None,
    seed: unit_arguments.Seed = 0,
    output: unit_arguments.Output,
    json: unit_arguments.Summary = None,
) -> None:
    """Merge neighbouring grids; what would be too large is divided anew into as few as can be."""
    from gridgeo.services.edit_file import merge_grids

    options = _options(
        *(units, grids, households, layer, id_field, within, band, locked, together, barriers),
        seed=seed,
    )
    _require(options, output, json)
    _finish(merge_grids(options, grid, resplit=not plain), output, json)


@edit.command("rebalance")
def rebalance_command(
    units: Units,
    grids: Grids,
    *,
    grid: Codes,
    households: unit_arguments.Households,
    layer: unit_arguments.Layer = None,
    id_field: unit_arguments.IdField = None,
    within: unit_arguments.Within = None,
    band: unit_arguments.Band = "300:400:500",
    locked: Locked = None,
    together: Together = None,
    barriers: unit_arguments.Barriers = None,
    seed: unit_arguments.Seed = 0,
    output: unit_arguments.Output,
    json: unit_arguments.Summary = None,
) -> None:
    """Divide the ground of neighbouring grids anew, their number unchanged."""
    from gridgeo.services.edit_file import rebalance_grids

    options = _options(
        *(units, grids, households, layer, id_field, within, band, locked, together, barriers),
        seed=seed,
    )
    _require(options, output, json)
    _finish(rebalance_grids(options, grid), output, json)


@edit.command("reassign")
def reassign_command(
    units: Units,
    grids: Grids,
    *,
    unit: Annotated[list[str], typer.Option(help="Unit (its id); repeat for each one.")],
    grid: Annotated[str, typer.Option("--to", help="Grid (its code) that gets them.")],
    households: unit_arguments.Households,
    layer: unit_arguments.Layer = None,
    id_field: unit_arguments.IdField = None,
    within: unit_arguments.Within = None,
    band: unit_arguments.Band = "300:400:500",
    locked: Locked = None,
    together: Together = None,
    barriers: unit_arguments.Barriers = None,
    output: unit_arguments.Output,
    json: unit_arguments.Summary = None,
) -> None:
    """Give units to another grid; nothing may fall apart by it."""
    from gridgeo.services.edit_file import reassign_units

    options = _options(
        *(units, grids, households, layer, id_field, within, band, locked, together, barriers)
    )
    _require(options, output, json)
    _finish(reassign_units(options, unit, grid), output, json)


@edit.command("push-border")
def push_border_command(
    units: Units,
    grids: Grids,
    *,
    grid: Code,
    neighbour: Annotated[str, typer.Option(help="The other grid (its code).")],
    line: Annotated[
        Path | None, typer.Option(help="File with the line where the border should run.")
    ] = None,
    by_m: Annotated[
        float | None, typer.Option(min=0.0, help="Metres to push the border into the neighbour.")
    ] = None,
    households: unit_arguments.Households,
    layer: unit_arguments.Layer = None,
    id_field: unit_arguments.IdField = None,
    within: unit_arguments.Within = None,
    band: unit_arguments.Band = "300:400:500",
    locked: Locked = None,
    together: Together = None,
    barriers: unit_arguments.Barriers = None,
    output: unit_arguments.Output,
    json: unit_arguments.Summary = None,
) -> None:
    """Push the border that two grids share to a drawn line, or some metres into the neighbour."""
    from gridgeo.services.edit_file import push_border_by, push_border_to_line

    if (line is None) == (by_m is None):
        raise BadInputError("Give either --line or --by-m.", field="line")
    options = _options(
        *(units, grids, households, layer, id_field, within, band, locked, together, barriers)
    )
    _require(options, output, json, line)
    if line is not None:
        plan = push_border_to_line(options, grid, neighbour, line)
    else:
        plan = push_border_by(options, grid, neighbour, by_m or 0.0)
    _finish(plan, output, json)


@edit.command("extend")
def extend_command(
    units: Units,
    grids: Grids,
    *,
    households: unit_arguments.Households,
    layer: unit_arguments.Layer = None,
    id_field: unit_arguments.IdField = None,
    within: unit_arguments.Within = None,
    band: unit_arguments.Band = "300:400:500",
    locked: Locked = None,
    together: Together = None,
    barriers: unit_arguments.Barriers = None,
    seed: unit_arguments.Seed = 0,
    output: unit_arguments.Output,
    json: unit_arguments.Summary = None,
) -> None:
    """Give units that lie in no grid to new grids; present ones stay unless they are needed."""
    from gridgeo.services.edit_file import extend_plan

    options = _options(
        *(units, grids, households, layer, id_field, within, band, locked, together, barriers),
        seed=seed,
    )
    _require(options, output, json)
    plan, grown = extend_plan(options)
    _finish(plan, output, json)
    Console(highlight=False, soft_wrap=True).print(
        f"{len(grown.new):,} new grids; {len(grown.grown):,} present ones took ground in,"
        f" {len(grown.redrawn):,} gave ground away, {len(grown.left):,} new ones miss the band."
    )


def _options(
    units: Path,
    grids: Path,
    households: str,
    layer: str | None,
    id_field: str | None,
    within: str | None,
    band: str,
    locked: list[str] | None,
    together: str | None,
    barriers: Path | None,
    seed: int = 0,
) -> "EditOptions":
    from gridgeo.domain.band import HouseholdBand
    from gridgeo.services.file_draft import EditOptions
    from gridgeo.services.plan_options import UnitOptions

    return EditOptions(
        UnitOptions(units, households, layer, id_field, within),
        grids,
        band=HouseholdBand.parse(band),
        locked=tuple(locked or ()),
        together=together,
        barriers=barriers,
        seed=seed,
    )


def _require(
    options: "EditOptions", output: Path, json: Path | None, line: Path | None = None
) -> None:
    from gridgeo.io.outputs import require_geopackage, require_outputs

    require_geopackage(output, "output")
    inputs = (options.units.path, options.grids, options.barriers, line)
    require_outputs({"output": output, "json": json}, inputs)


def _finish(plan: "FilePlan", output: Path, json: Path | None) -> None:
    from gridgeo.services.plan_file import write_plan

    write_plan(plan, output, json)
    tell_edit(plan, output)
