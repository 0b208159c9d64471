"""``gridgeo plan``: units into grids, from file to file or in the database."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from gridgeo.cli import app
from gridgeo.domain.errors import BadInputError

if TYPE_CHECKING:
    from gridgeo.services.plan_file import FilePlan, PlanOptions


@app.command("plan")
def plan_command(
    input_file: Annotated[
        Path | None, typer.Argument(metavar="[INPUT]", help="Polygons with counts, any format.")
    ] = None,
    *,
    layer: Annotated[str | None, typer.Option(help="Layer of INPUT.")] = None,
    households: Annotated[str | None, typer.Option(help="Field with the counts.")] = None,
    id_field: Annotated[str | None, typer.Option("--id", help="Field with the units' ids.")] = None,
    within: Annotated[
        str | None, typer.Option(help="Field; every grid stays inside one value of it.")
    ] = None,
    band: Annotated[str, typer.Option(help="minimum:target:maximum")] = "300:400:500",
    existing: Annotated[
        Path | None, typer.Option(help="Present grids, to be changed as little as possible.")
    ] = None,
    existing_layer: Annotated[str | None, typer.Option(help="Layer of the present grids.")] = None,
    keep: Annotated[
        float, typer.Option(min=0.0, help="How much a change of hands weighs against shape.")
    ] = 3.0,
    seed: Annotated[int, typer.Option(help="The same seed gives the same plan.")] = 0,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Workers.")] = 1,
    effort: Annotated[str, typer.Option(help="fast, normal, deep or seconds.")] = "normal",
    crs: Annotated[
        str | None, typer.Option(help="Coordinate system, where INPUT names none.")
    ] = None,
    repair: Annotated[bool, typer.Option(help="Repair invalid polygons and report them.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="GeoPackage to write.")
    ] = None,
    json: Annotated[Path | None, typer.Option(help="JSON file for the summary.")] = None,
    network: Annotated[
        str | None, typer.Option(help="Plan from the database, for this network.")
    ] = None,
    area: Annotated[
        list[str] | None, typer.Option(help="Only in this area (its code); may be repeated.")
    ] = None,
) -> None:
    """Divide units into contiguous grids in the household band, as compact as can be."""
    if input_file is None:
        if network is None:
            raise BadInputError(
                "Name a file to plan, or a network of the database with --network.", field="input"
            )
        _plan_network(network, area, seed, jobs, effort)
        return
    if network is not None:
        raise BadInputError("Give a file or --network, not both.", field="network")
    if area:
        raise BadInputError("--area is for networks of the database, not for files.", field="area")
    if households is None or output is None:
        missing = "--households FIELD" if households is None else "-o OUT.gpkg"
        raise BadInputError(f"To plan a file, {missing} is needed.")
    from gridgeo.domain.band import HouseholdBand
    from gridgeo.io.outputs import require_geopackage, require_outputs
    from gridgeo.planner.effort import Effort
    from gridgeo.services.plan_file import PlanOptions, write_plan

    options = PlanOptions(
        households=households,
        layer=layer,
        id_field=id_field,
        within=within,
        band=HouseholdBand.parse(band),
        existing=existing,
        existing_layer=existing_layer,
        keep=keep,
        seed=seed,
        jobs=jobs,
        effort=Effort.parse(effort),
        crs=crs,
        repair=repair,
    )
    require_geopackage(output, "output")
    require_outputs({"output": output, "json": json}, (input_file, existing))
    plan = _plan(input_file, options)
    write_plan(plan, output, json)
    _tell(plan, output)


def _plan(input_file: Path, options: "PlanOptions") -> "FilePlan":
    from gridgeo.services.plan_file import plan_file

    with _progress() as bar:
        task = bar.add_task("Planning units", total=None)
        return plan_file(
            input_file,
            options,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def _plan_network(network: str, areas: list[str] | None, seed: int, jobs: int, effort: str) -> None:
    from gridgeo.cli.database import database_session
    from gridgeo.services.create_plan import create_plan

    with _progress() as bar, database_session() as session:
        task = bar.add_task("Planning units", total=None)
        summary = create_plan(
            session,
            network,
            areas,
            seed=seed,
            jobs=jobs,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
            effort=effort,
        )
    Console(highlight=False, soft_wrap=True).print(
        f"Plan {summary.plan_id} for {summary.network_code}: {summary.units:,} units with"
        f" {summary.households:,} households make {summary.grids:,} grids: {summary.in_band:,} in"
        f" the band, {summary.over:,} over, {summary.under:,} under ({summary.explained:,} of these"
        f" explained); mean compactness {summary.mean_polsby_popper:.3f}.",
        markup=False,
    )


def _progress() -> Progress:
    screen = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} units"),
        TimeRemainingColumn(),
        console=screen,
        transient=True,
        disable=not screen.is_terminal,
    )


def _tell(plan: "FilePlan", output: Path) -> None:
    told = plan.summary
    console = Console(highlight=False, soft_wrap=True)
    console.print(
        f"{told['units']:,} units with {told['households']:,} households make {told['grids']:,}"
        f" grids: {told['in_band']:,} in the band, {told['over']:,} over, {told['under']:,} under"
        f" ({told['explained']:,} of these proved unavoidable);"
        f" mean compactness {told['mean_polsby_popper']:.3f}; written to {output}.",
        markup=False,
    )
    if plan.moved_households is not None:
        console.print(f"{plan.moved_households:,} households change hands.", markup=False)
