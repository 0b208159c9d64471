"""The worked examples run, show what they say, and hold no outputs of somebody's machine."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.support.notebooks import PROJECT, code_cells, notebooks, run_notebook

PLAN_A_TOWN = PROJECT / "notebooks" / "plan_a_town.ipynb"
READ_FILES = PROJECT / "notebooks" / "read_office_files.ipynb"
PLAN_HSINCHU = PROJECT / "notebooks" / "plan_hsinchu.ipynb"


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    cells = code_cells(path)
    assert cells
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells)


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_a_notebook_calls_services_and_io_alone(path: Path) -> None:
    """Their arguments may be types of the domain."""
    lines = [line for cell in code_cells(path) for line in cell["source"]]
    ours = [
        line.split()[1] for line in lines if line.startswith(("from gridgeo", "import gridgeo"))
    ]
    assert ours
    assert all(
        name.startswith(("gridgeo.services.", "gridgeo.io.", "gridgeo.domain.")) for name in ours
    )


@pytest.fixture(scope="module")
def shown() -> dict[str, object]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(PROJECT / "notebooks")
        return run_notebook(PLAN_A_TOWN)


def test_every_household_of_the_town_is_planned_and_no_finding_left(shown) -> None:
    assert shown["check"]["findings"] == 0
    assert shown["check"]["findings of today's network"] > 0
    assert shown["check"]["every household is kept"]


def test_every_grid_is_contiguous_and_meets_the_standard(shown) -> None:
    plan = shown["plan"]
    assert plan["grids"] == plan["contiguous"] == plan["in_band"]


def test_grids_that_miss_a_standard_that_is_too_narrow_say_why(shown) -> None:
    missed = shown["reasons"]
    assert len(missed)
    assert missed["reason"].str.len().gt(0).all()


def test_fewer_households_change_hands_when_the_present_network_weighs_more(shown) -> None:
    moved = shown["today"]
    assert moved[1.0] <= moved[0.5] <= moved[0.0]
    assert moved[1.0] < moved[0.0]


def test_the_picture_has_one_shape_a_grid(shown) -> None:
    svg = ET.fromstring(shown["map"]._repr_svg_())  # noqa: S314
    assert len(list(svg.iter("{http://www.w3.org/2000/svg}path"))) == shown["plan"]["grids"]


def test_a_file_of_an_office_is_read_as_it_was_meant(monkeypatch) -> None:
    monkeypatch.chdir(PROJECT / "notebooks")
    shown = run_notebook(READ_FILES)
    assert shown["opened"]["text"] == "gb18030"
    assert shown["kinds"]["kind"][0] == "buildings"
    assert shown["fields"]["floors"] == "层数"
    assert shown["system"]["name"][0] == "gcj02"
    assert [tuple(row)[:2] for row in shown["rows"].to_numpy()] == [(4, "households")]
    assert shown["apart"] == {"rows": 542, "furthest from the truth, in metres": 0.0}
    apart = shown["formats"]
    assert (apart["rows"] == 542).all()
    assert apart["degrees apart"].max() <= 1e-7


@pytest.fixture(scope="module")
def hsinchu() -> dict[str, object]:
    if not (PROJECT / "../shared/data/hsinchu/hsinchu.gpkg").exists():
        pytest.skip("no data in ../shared/data")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(PROJECT / "notebooks")
        return run_notebook(PLAN_HSINCHU)


@pytest.mark.slow
def test_hsinchu_is_planned_with_a_proof_for_each_miss(hsinchu) -> None:
    inside = hsinchu["plan"]
    assert (inside["units"], inside["households"]) == (2217, 161_151)
    assert inside["grids"] == inside["contiguous"]
    assert inside["in_band"] + inside["explained"] == inside["grids"]
    assert len(hsinchu["why"]) == inside["explained"] == len(hsinchu["codes"])
    assert hsinchu["towns"]["over"] == 8
    assert hsinchu["towns"]["under"] == 0
    svg = ET.fromstring(hsinchu["map"]._repr_svg_())  # noqa: S314
    assert len(list(svg.iter("{http://www.w3.org/2000/svg}path"))) >= inside["grids"]


def test_the_notebook_of_hsinchu_stops_cleanly_without_its_data(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    shown = run_notebook(PLAN_HSINCHU)
    assert "nothing is planned" in shown["find"]
    assert all(value is None for name, value in shown.items() if name != "find")
