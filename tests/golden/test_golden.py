"""What the samples come to, line by line: a change of any line is a change of behaviour."""

import numpy as np

from gridgeo.planner.partition import partition
from gridgeo.services.check_files import CheckOptions, check_files
from gridgeo.services.file_view import ViewOptions
from gridgeo.services.plan_file import plan_file
from gridgeo.services.plan_options import PlanOptions, UnitOptions
from tests.support.demo_units import make_demo_units
from tests.support.golden import assert_golden
from tests.support.postgis import PROJECT

SAMPLES = PROJECT / "data" / "samples"


def test_the_plan_of_the_sample_town() -> None:
    units = UnitOptions(
        SAMPLES / "small_areas.gpkg", "households", id_field="code", within="area_code"
    )
    layers = plan_file(PlanOptions(units)).layers
    members = layers.assignment.groupby("grid_code")["unit_id"]
    lines = [
        f"{grid.code} {grid.status} {grid.households} hh: {' '.join(members.get_group(grid.code))}"
        for grid in layers.grids.itertuples()
    ]
    assert_golden("plan_of_small_areas.txt", lines)


def test_the_plan_of_the_small_demo() -> None:
    units = make_demo_units("small")
    plan = partition(units.graph, communities=units.communities)
    codes = units.communities
    number = np.zeros(len(codes), dtype=np.int64)  # of a unit in its community
    for code in np.unique(codes):
        number[codes == code] = 1 + np.arange((codes == code).sum())
    lines = []
    for grid, status in enumerate(plan.status):
        members = np.flatnonzero(plan.assignment == grid)
        reason = plan.reasons[grid]
        told = [] if reason is None else [reason.tell(str(number[reason.unit or 0]))]
        lines += [
            f"{codes[members[0]]} {status.value} {plan.households[grid]} hh,"
            f" PP {plan.polsby_popper[grid]:.3f}: {runs(number[members].tolist())}",
            *(f"    {sentence}" for sentence in told),
        ]
    assert_golden("plan_of_small_demo.txt", lines)


def runs(numbers: list[int]) -> str:
    """Write ascending numbers as runs: 1-3 7 9-10."""
    told: list[list[int]] = []
    for number in numbers:
        if told and number == told[-1][-1] + 1:
            told[-1][1:] = [number]
        else:
            told.append([number])
    return " ".join("-".join(map(str, run)) for run in told)


def test_the_findings_of_the_sample_network() -> None:
    options = CheckOptions(view=ViewOptions(within=SAMPLES / "communities.geojson"))
    [report] = check_files([SAMPLES / "network.gpkg"], options)
    lines = [
        f"{finding.rule} {finding.severity.value} {' '.join(finding.codes)} {finding.en}"
        for finding in report.findings
    ]
    assert_golden("findings_of_network.txt", lines)
