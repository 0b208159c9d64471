"""``gridgeo plan``: units into grids, from file to file or in the database."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridgeo.cli import app, unit_arguments
from gridgeo.cli.file_options import given_options, refuse_file_options, require_beside
from gridgeo.cli.plan_output import compare, planning, tell_draft, tell_plan
from gridgeo.cli.scheduling import Scheduler, scheduling
from gridgeo.domain.errors import BadInputError

if TYPE_CHECKING:
    from gridgeo.services.plan_options import HomesOptions, PlaceOptions, PlanOptions
    from gridgeo.services.plan_request import PlanArguments


FOR_NETWORKS = frozenset(
    {
        *("network", "area", "seed", "effort", "keep", "locked", "pinned", "reserve_on"),
        *("alternatives", "jobs", "scheduler"),
    }
)
BESIDE = {
    **{"existing_layer": "existing", "keep": "existing", "occupancy": "planned"},
    **{"dedicated_mode": "places", "dedicated_counts": "places"},
}  # options that mean nothing without another one


@app.command("plan")
def plan_command(
    context: typer.Context,
    input_file: Annotated[
        Path | None, typer.Argument(metavar="[INPUT]", help="Polygons with counts, any format.")
    ] = None,
    *,
    layer: unit_arguments.Layer = None,
    households: Annotated[str | None, typer.Option(help="Field with the counts.")] = None,
    id_field: unit_arguments.IdField = None,
    within: unit_arguments.Within = None,
    band: unit_arguments.Band = "300:400:500",
    rural_band: Annotated[
        str | None, typer.Option(help="Band where the field --setting says rural.")
    ] = None,
    setting: Annotated[
        str | None, typer.Option(help="Field that says which units are urban, which rural.")
    ] = None,
    together: Annotated[
        str | None, typer.Option(help="Field; units with one value of it are never parted.")
    ] = None,
    existing: Annotated[
        Path | None, typer.Option(help="Present grids, to be changed as little as possible.")
    ] = None,
    existing_layer: Annotated[str | None, typer.Option(help="Layer of the present grids.")] = None,
    keep: Annotated[
        float,
        typer.Option(
            min=0.0, max=1.0, help="0: the ideal plan; 1: change nothing that need not change."
        ),
    ] = 0.5,
    locked: Annotated[
        list[str] | None, typer.Option(help="Present grid (its code) that stays; may be repeated.")
    ] = None,
    pinned: Annotated[
        list[str] | None,
        typer.Option(help="Unit (its id) that stays in its present grid; may be repeated."),
    ] = None,
    workload: Annotated[
        str | None,
        typer.Option(help="Balance this instead of households: households=1,key_persons=3 …"),
    ] = None,
    count: Annotated[
        list[str] | None,
        typer.Option(
            help="Field of another count, as persons=FIELD; also key_persons, shops, events, doors,"
            " buildings. May be repeated."
        ),
    ] = None,
    barriers: unit_arguments.Barriers = None,
    places: Annotated[
        Path | None, typer.Option(help="Places that get dedicated grids by --dedicated.")
    ] = None,
    dedicated: Annotated[
        list[str] | None,
        typer.Option(help="Kind of place, kind:radius_m or kind:radius_m:minimum_m2; repeatable."),
    ] = None,
    dedicated_mode: Annotated[
        str, typer.Option(help="cut_out of the base grids, or overlay them.")
    ] = "cut_out",
    dedicated_counts: Annotated[
        bool, typer.Option(help="Hold the people of dedicated grids against the band.")
    ] = False,
    planned: Annotated[
        str | None, typer.Option(help="Field with planned households of homes being built.")
    ] = None,
    ready: Annotated[
        str | None, typer.Option(help="Field with the day on which these homes are ready.")
    ] = None,
    occupancy: Annotated[
        str, typer.Option(help="Share of them that will be lived in, or a field with shares.")
    ] = "0.6",
    reserve_on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day that reserved grids are sized for."),
    ] = None,
    alternatives: Annotated[
        bool, typer.Option(help="Make several distinct plans and compare them.")
    ] = False,
    seed: unit_arguments.Seed = 0,
    jobs: unit_arguments.Jobs = 1,
    scheduler: Scheduler = "threads",
    effort: unit_arguments.EffortText = "normal",
    crs: unit_arguments.Crs = None,
    repair: unit_arguments.Repair = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="GeoPackage to write.")
    ] = None,
    json: unit_arguments.Summary = None,
    network: Annotated[
        str | None, typer.Option(help="Plan from the database, for this network.")
    ] = None,
    area: Annotated[
        list[str] | None, typer.Option(help="Only in this area (its code); may be repeated.")
    ] = None,
) -> None:
    """Divide units into contiguous grids in the household band, as compact as can be."""
    given = given_options(context)
    if input_file is None:
        if network is None:
            raise BadInputError(
                "Name a file to plan, or a network of the database with --network.", field="input"
            )
        refuse_file_options(
            {option: name not in FOR_NETWORKS for name, option in given.items()},
            "the network says its standard and its rules, and the database has the rest",
        )
        asked: PlanArguments = {
            "seed": seed,
            "effort": effort,
            "keep": keep,
            "locked": tuple(locked or ()),
            "pinned": tuple(pinned or ()),
            "reserve_on": None if reserve_on is None else reserve_on.date(),
        }
        plan = _compare_network if alternatives else _plan_network
        plan(network, area, jobs, scheduler, asked)
        return
    if network is not None:
        raise BadInputError("Give a file or --network, not both.", field="network")
    if area:
        raise BadInputError("--area is for networks of the database, not for files.", field="area")
    require_beside(given, BESIDE)
    if households is None or output is None:
        missing = "--households FIELD" if households is None else "-o OUT.gpkg"
        raise BadInputError(f"To plan a file, {missing} is needed.")
    from gridgeo.domain.band import HouseholdBand
    from gridgeo.planner.effort import Effort
    from gridgeo.services.plan_options import (
        PlanOptions,
        UnitOptions,
        parse_counts,
        parse_workload,
    )

    options = PlanOptions(
        units=UnitOptions(
            input_file, households, layer, id_field, within, crs, repair, parse_counts(count or [])
        ),
        band=HouseholdBand.parse(band),
        rural_band=None if rural_band is None else HouseholdBand.parse(rural_band),
        setting=setting,
        existing=existing,
        existing_layer=existing_layer,
        keep=keep,
        together=together,
        locked=tuple(locked or ()),
        pinned=tuple(pinned or ()),
        workload=None if workload is None else parse_workload(workload),
        barriers=barriers,
        places=_places(places, dedicated or [], dedicated_mode, dedicated_counts),
        homes=_homes(planned, ready, occupancy, reserve_on),
        seed=seed,
        jobs=jobs,
        effort=Effort.parse(effort),
    )
    if alternatives:
        _plan_alternatives(options, output, json, scheduler)
    else:
        _plan_file(options, output, json, scheduler)


def _places(path: Path | None, texts: list[str], mode: str, counts: bool) -> "PlaceOptions | None":
    from gridgeo.domain.dedicated import DedicatedRules
    from gridgeo.services.plan_options import PlaceOptions, parse_mode

    if (path is None) != (not texts):
        raise BadInputError(
            "Dedicated grids need both a file of places (--places) and the kinds that get one"
            " (--dedicated).",
            field="dedicated",
        )
    if path is None:
        return None
    return PlaceOptions(path, DedicatedRules.parse(parse_mode(mode), counts, texts))


def _homes(
    planned: str | None, ready: str | None, occupancy: str, on: datetime | None
) -> "HomesOptions | None":
    from gridgeo.services.plan_options import HomesOptions

    if planned is None and ready is None and on is None:
        return None
    if planned is None or ready is None or on is None:
        raise BadInputError(
            "Reserved grids need the planned households (--planned), the day that they are ready"
            " (--ready) and the day to size the grids for (--reserve-on).",
            field="planned",
        )
    return HomesOptions(planned, ready, on.date(), occupancy)


def _plan_file(options: "PlanOptions", output: Path, json: Path | None, scheduler: str) -> None:
    from gridgeo.io.outputs import require_geopackage, require_outputs
    from gridgeo.services.plan_file import plan_file, write_plan

    require_geopackage(output, "output")
    require_outputs({"output": output, "json": json}, options.inputs)
    with planning() as progress, scheduling(scheduler, options.jobs) as executor:
        plan = plan_file(options, progress, executor)
    write_plan(plan, output, json)
    tell_plan(plan, output)


def _plan_alternatives(
    options: "PlanOptions", output: Path, json: Path | None, scheduler: str
) -> None:
    """Write each alternative to a file of its own, named after OUT and what it is good at."""
    from gridgeo.io.outputs import require_geopackage, require_outputs
    from gridgeo.planner.alternatives import AlternativeName
    from gridgeo.services.plan_file import plan_alternatives, write_plan

    require_geopackage(output, "output")
    files: dict[str, Any] = {name.value: _beside(output, name.value) for name in AlternativeName}
    require_outputs({**files, "json": json}, options.inputs)
    with planning() as progress, scheduling(scheduler, options.jobs) as executor:
        made = plan_alternatives(options, progress, executor)
    for one, plan in made:
        summary = None if json is None else _beside(json, one.name.value)
        write_plan(plan, files[one.name.value], summary)
    compare([one for one, _ in made], [files[one.name.value].name for one, _ in made])


def _beside(path: Path, name: str) -> Path:
    return path.with_name(f"{path.stem}-{name}{path.suffix}")


def _plan_network(
    network: str, areas: list[str] | None, jobs: int, scheduler: str, asked: "PlanArguments"
) -> None:
    from gridgeo.cli.database import database_session
    from gridgeo.services.create_plan import create_plan
    from gridgeo.services.list_plans import read_explanation

    with (
        planning() as progress,
        scheduling(scheduler, jobs) as executor,
        database_session() as session,
    ):
        summary = create_plan(
            session, network, areas, jobs=jobs, executor=executor, progress=progress, **asked
        )
        explanation = read_explanation(session, summary.plan_id)
    tell_draft(summary, explanation)


def _compare_network(
    network: str, areas: list[str] | None, jobs: int, scheduler: str, asked: "PlanArguments"
) -> None:
    from gridgeo.cli.database import database_session
    from gridgeo.services.create_plan import create_alternatives
    from gridgeo.services.list_plans import read_explanation

    with (
        planning() as progress,
        scheduling(scheduler, jobs) as executor,
        database_session() as session,
    ):
        made = create_alternatives(
            session, network, areas, jobs=jobs, executor=executor, progress=progress, **asked
        )
        told = [read_explanation(session, summary.plan_id) for _, summary in made]
    for (_, summary), explanation in zip(made, told, strict=True):
        tell_draft(summary, explanation)
    compare([one for one, _ in made], [f"plan {summary.plan_id}" for _, summary in made])
