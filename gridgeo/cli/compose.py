"""``gridgeo compose``: larger grids from whole grids; ``gridgeo subdivide``: micro-grids."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridgeo.cli import app, unit_arguments
from gridgeo.cli.plan_output import planning, tell_plan

if TYPE_CHECKING:
    from gridgeo.services.plan_options import PlanOptions


@app.command("compose")
def compose_command(
    grids: Annotated[Path, typer.Argument(metavar="GRIDS", help="Base grids with counts.")],
    *,
    households: unit_arguments.Households = "households",
    band: unit_arguments.Band = "1200:1600:2000",
    layer: unit_arguments.Layer = None,
    id_field: unit_arguments.IdField = None,
    within: unit_arguments.Within = None,
    barriers: unit_arguments.Barriers = None,
    seed: unit_arguments.Seed = 0,
    jobs: unit_arguments.Jobs = 1,
    effort: unit_arguments.EffortText = "normal",
    crs: unit_arguments.Crs = None,
    output: unit_arguments.Output,
    json: unit_arguments.Summary = None,
) -> None:
    """Compose larger grids from whole base grids; none of these is broken.

    The layer assignment says which larger grid each base grid belongs to.
    """
    from gridgeo.domain.band import HouseholdBand
    from gridgeo.planner.effort import Effort
    from gridgeo.services.plan_file import plan_file, write_plan
    from gridgeo.services.plan_options import PlanOptions, UnitOptions

    options = PlanOptions(
        UnitOptions(grids, households, layer, id_field, within, crs, grids=True),
        band=HouseholdBand.parse(band),
        barriers=barriers,
        seed=seed,
        jobs=jobs,
        effort=Effort.parse(effort),
    )
    _require(options, output, json)
    with planning("Composing grids") as progress:
        plan = plan_file(options, progress)
    write_plan(plan, output, json)
    tell_plan(plan, output)


@app.command("subdivide")
def subdivide_command(
    units: Annotated[Path, typer.Argument(metavar="UNITS", help="Polygons with counts.")],
    grids: Annotated[Path, typer.Argument(metavar="GRIDS", help="Base grids to divide.")],
    *,
    households: unit_arguments.Households,
    band: unit_arguments.Band = "30:40:50",
    compounds: Annotated[
        str | None, typer.Option(help="Field; each compound becomes one micro-grid.")
    ] = None,
    layer: unit_arguments.Layer = None,
    grids_layer: Annotated[str | None, typer.Option(help="Layer of the base grids.")] = None,
    id_field: unit_arguments.IdField = None,
    barriers: unit_arguments.Barriers = None,
    seed: unit_arguments.Seed = 0,
    jobs: unit_arguments.Jobs = 1,
    effort: unit_arguments.EffortText = "normal",
    crs: unit_arguments.Crs = None,
    output: unit_arguments.Output,
    json: unit_arguments.Summary = None,
) -> None:
    """Divide base grids into micro-grids, which nest in them exactly."""
    from gridgeo.domain.band import HouseholdBand
    from gridgeo.planner.effort import Effort
    from gridgeo.services.plan_file import write_plan
    from gridgeo.services.plan_options import PlanOptions, UnitOptions
    from gridgeo.services.subdivide_file import subdivide_file

    options = PlanOptions(
        UnitOptions(units, households, layer, id_field, crs=crs),
        band=HouseholdBand.parse(band),
        existing=grids,
        existing_layer=grids_layer,
        barriers=barriers,
        seed=seed,
        jobs=jobs,
        effort=Effort.parse(effort),
    )
    _require(options, output, json)
    with planning("Dividing grids") as progress:
        plan = subdivide_file(options, compounds, progress)
    write_plan(plan, output, json)
    tell_plan(plan, output)


def _require(options: "PlanOptions", output: Path, json: Path | None) -> None:
    from gridgeo.io.outputs import require_geopackage, require_outputs

    require_geopackage(output, "output")
    require_outputs({"output": output, "json": json}, options.inputs)
