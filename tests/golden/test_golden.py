"""What the samples come to, line by line: a change of any line is a change of behaviour."""

from gridgeo.services.check_files import CheckOptions, check_files
from gridgeo.services.file_view import ViewOptions
from gridgeo.services.plan_file import plan_file
from gridgeo.services.plan_options import PlanOptions, UnitOptions
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


def test_the_findings_of_the_sample_network() -> None:
    options = CheckOptions(view=ViewOptions(within=SAMPLES / "communities.geojson"))
    [report] = check_files([SAMPLES / "network.gpkg"], options)
    lines = [
        f"{finding.rule} {finding.severity.value} {' '.join(finding.codes)} {finding.en}"
        for finding in report.findings
    ]
    assert_golden("findings_of_network.txt", lines)
