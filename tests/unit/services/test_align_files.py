from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import orjson
import pytest
import shapely

from gridgeo.domain.enums import Relation
from gridgeo.domain.errors import BadInputError, RefusedError
from gridgeo.geometry.china_offsets import gcj02_from_wgs84
from gridgeo.services.align_files import AlignOptions, align_files
from gridgeo.services.align_outputs import (
    write_aligned,
    write_alignment_json,
    write_handover_csv,
    write_handover_workbook,
)
from gridgeo.services.crosswalk_files import Source
from gridgeo.services.handover_names import NameFields
from gridgeo.topology.align.rules import AlignRules

WHOLE = AlignOptions(Relation.WHOLE_GRIDS_OF)
HSINCHU = Path(__file__).parents[4] / "shared/data/hsinchu/hsinchu.gpkg"


def cell(west, south, east, north):
    return shapely.box(
        *(np.array([116.3, 39.9] * 2) + 0.001 * np.array([west, south, east, north]))
    )


@pytest.fixture
def files(tmp_path):
    """A model of two grids, a network of three, and the people there."""
    frames = {
        "model": gpd.GeoDataFrame(
            {"code": ["A1", "A2"]}, geometry=[cell(0, 0, 4, 4), cell(4, 0, 8, 4)], crs=4326
        ),
        "network": gpd.GeoDataFrame(
            {"code": ["B1", "B2", "B3"], "lead": ["甲", "乙", "丙"], "hh": [340, 100, 60]},
            geometry=[cell(0, 0, 5, 4), cell(5, 0, 7, 4), cell(7, 0, 8, 4)],
            crs=4326,
        ),
        "people": gpd.GeoDataFrame(
            {"n": [300, 40, 100, 60]},
            geometry=[cell(x, 2, x, 2).centroid for x in (2, 4.5, 6, 7.5)],
            crs=4326,
        ),
    }
    for name, frame in frames.items():
        frame.to_file(tmp_path / f"{name}.gpkg", layer="grids")
    return tmp_path


def run(folder, options=WHOLE, *, people=True):
    homes = Source(folder / "people.gpkg", field="n") if people else None
    options = replace(options, homes=homes)
    return align_files(Source(folder / "model.gpkg"), Source(folder / "network.gpkg"), options)


def test_the_least_households_move_and_the_list_says_from_where_to_where(files):
    report = run(files)
    rows = [(row.giver, row.taker, row.households) for row in report.handover]
    assert rows == [("B3", "B2", 60), ("B1", "B2", 40)]
    assert report.alignment.moved_households == report.alignment.least_households == 100
    assert report.faults == ()


def test_counts_of_the_grids_serve_where_nobody_knows_the_places(files):
    report = run(files, replace(WHOLE, count_field="hh"), people=False)
    assert report.alignment.ground.households.sum() == 500
    assert [row.households for row in report.handover] == [68, 60]


def test_without_any_counts_ground_decides(files):
    report = run(files, people=False)
    assert report.alignment.moved_households == 0
    assert len(report.proposals) == 3


def test_the_geopackage_holds_the_network_with_its_fields(files):
    report = run(files)
    write_aligned(report, files / "out.gpkg")
    grids = gpd.read_file(files / "out.gpkg", layer="grids")
    assert list(grids["aligned_code"]) == ["B1", "B2"]
    assert list(grids["lead"]) == ["甲", "乙"]
    assert list(grids["aligned_hh"]) == [300, 200]
    model = gpd.read_file(files / "model.gpkg")
    assert np.allclose(shapely.area(grids.geometry), shapely.area(model.geometry), rtol=1e-7)
    proposals = gpd.read_file(files / "out.gpkg", layer="proposals")
    assert list(proposals["kind"]) == ["redrawn", "redrawn", "retired"]
    handed = gpd.read_file(files / "out.gpkg", layer="handover")
    assert dict(zip(handed["giver"], handed["households"], strict=True)) == {"B1": 40, "B3": 60}


def test_the_workbook_has_chinese_headings_and_no_personal_fields(files):
    report = run(files)
    write_handover_workbook(report, files / "out.xlsx")
    book = openpyxl.load_workbook(files / "out.xlsx")
    assert book.sheetnames == ["移交清单", "调整方案"]
    rows = list(book["移交清单"].iter_rows(values_only=True))
    assert rows[0][:4] == ("移出网格", "移入网格", "户数", "面积（平方米）")
    assert {cell for row in rows[1:] for cell in row[4:]} == {None}
    assert rows[1][:3] == ("B3", "B2", 60)
    kinds = [row[2] for row in book["调整方案"].iter_rows(min_row=2, values_only=True)]
    assert kinds == ["调整", "调整", "撤销"]
    write_handover_csv(report, files / "out.csv")
    assert (files / "out.csv").read_text("utf-8-sig").splitlines()[1].startswith("B3,B2,60,")


def test_the_json_says_what_moves_and_that_nothing_could_move_less(files):
    write_alignment_json(run(files), files / "out.json")
    content = orjson.loads((files / "out.json").read_bytes())
    assert content["households"] == 500
    assert content["moved_households"] == content["least_households"] == 100
    assert [one["code"] for one in content["proposals"]] == ["B1", "B2", "B3"]
    assert content["faults"] == []


def test_a_grid_that_is_left_keeps_its_stored_geometry_to_the_bit(files):
    report = run(files, replace(WHOLE, leave=("B1",)))
    assert report.left == 1
    assert report.faults == ("A2",)
    write_aligned(report, files / "out.gpkg")
    before = gpd.read_file(files / "network.gpkg").geometry[0]
    after = gpd.read_file(files / "out.gpkg", layer="grids").geometry[0]
    assert shapely.equals_identical(*shapely.get_parts([after, before]))


def test_only_what_is_asked_for_is_taken(files):
    report = run(files, replace(WHOLE, only=("B2", "B3")))
    assert [(row.giver, row.taker) for row in report.handover] == [("B3", "B2")]


def test_new_grids_get_names_of_their_own(files):
    wide = AlignOptions(Relation.NESTS_IN, AlignRules(least_share=0.0))
    report = run(files, wide)
    assert report.codes == ["B1", "B2", "B3", "new-1"]
    write_aligned(report, files / "out.gpkg")
    grids = gpd.read_file(files / "out.gpkg", layer="grids")
    assert list(grids["aligned_code"]) == report.codes
    assert grids["lead"].isna().sum() == 1


def test_an_unknown_grid_is_refused(files):
    with pytest.raises(BadInputError, match="no proposal for a grid 'B9'"):
        run(files, replace(WHOLE, only=("B9",)))


def test_an_invalid_polygon_is_refused(files):
    frame = gpd.read_file(files / "network.gpkg")
    crossed = shapely.Polygon([(116.3, 39.9), (116.301, 39.901), (116.301, 39.9), (116.3, 39.901)])
    frame.loc[1, "geometry"] = crossed
    frame.to_file(files / "network.gpkg", layer="grids")
    with pytest.raises(BadInputError, match="'B2' \\(row 2\\)"):
        run(files)


def test_a_shifted_network_is_refused_with_the_reason(files):
    frame = gpd.read_file(files / "network.gpkg")
    shapes = frame.geometry.to_numpy()
    shifted = shapely.transform(shapes, lambda p: np.column_stack(gcj02_from_wgs84(*p.T)))
    frame.set_geometry(gpd.GeoSeries(shifted, crs=4326)).to_file(
        files / "network.gpkg", layer="grids"
    )
    with pytest.raises(RefusedError, match="GCJ-02"):
        run(files)


@pytest.mark.slow
@pytest.mark.skipif(not HSINCHU.parent.is_dir(), reason="no ../shared/data here")
def test_villages_become_whole_small_areas():
    options = AlignOptions(
        Relation.WHOLE_GRIDS_OF, homes=Source(HSINCHU, layer="areas", field="households")
    )
    areas = Source(HSINCHU, layer="areas", field="code")
    villages = Source(HSINCHU, layer="villages", field="VILLCODE")
    report = align_files(areas, villages, options)
    assert report.alignment.ground.households.sum() == 161_151
    assert report.faults == ()
    assert report.alignment.least_households <= report.alignment.moved_households < 7_000
    there = report.polygons[~shapely.is_empty(report.polygons)]
    assert len(there) == 122
    assert shapely.coverage_is_valid(there)


def test_networks_of_no_common_ground_are_refused(files):
    far = gpd.read_file(files / "network.gpkg").assign(
        geometry=[cell(90 + i, 0, 91 + i, 4) for i in range(3)]
    )
    far.to_file(files / "far.gpkg", layer="grids")
    with pytest.raises(BadInputError, match="nowhere near each other"):
        align_files(Source(files / "model.gpkg"), Source(files / "far.gpkg"), WHOLE)


NAMES = NameFields(home_id="id", home_address="where", workers="lead")


@pytest.fixture
def named(files):
    """The same with names: households, and two schools of which one changes hands."""
    people = gpd.read_file(files / "people.gpkg")
    people["id"], people["where"] = [1, 2, 3, None], ["东街1号", "东街2号", None, "西街4号"]
    people.to_file(files / "people.gpkg", layer="grids")
    schools = gpd.GeoDataFrame(
        {"called": ["一小", "二小"]}, geometry=[cell(4.1, 1, 4.9, 2), cell(1, 1, 2, 2)], crs=4326
    )
    schools.to_file(files / "schools.gpkg")
    return files


def test_the_list_names_households_workers_and_places(named, tmp_path):
    places = Source(named / "schools.gpkg", field="called")
    report = run(named, replace(WHOLE, names=replace(NAMES, places=places)))
    homes = [(one.giver, one.taker, one.id, one.address, one.households) for one in report.homes]
    assert homes == [("B1", "B2", "2", "东街2号", 40), ("B3", "B2", "", "西街4号", 60)]
    lines = {row.giver: (row.places, row.workers) for row in report.handover}
    # B3 ends, so its lead is to be posted anew; B1 goes on.
    assert lines == {"B3": ((), ("丙",)), "B1": (("一小",), ())}
    write_handover_workbook(report, tmp_path / "list.xlsx")
    sheets = openpyxl.load_workbook(tmp_path / "list.xlsx")
    rows = [[cell.value for cell in row] for row in sheets["移交住户"].iter_rows(min_row=2)]
    assert rows[0] == ["B1", "B2", "2", "东街2号", 40]
    write_alignment_json(report, tmp_path / "list.json")
    told = orjson.loads((tmp_path / "list.json").read_bytes())
    assert [one["id"] for one in told["homes"]] == ["2", ""]


def test_only_what_is_asked_for_is_named(named):
    report = run(named)
    assert report.homes == []
    assert {row.workers for row in report.handover} == {()}


@pytest.mark.parametrize(
    ("names", "word"),
    [
        (NameFields(home_id="nr"), "no field 'nr'; there are: n, id, where"),
        (NameFields(workers="boss"), "no field 'boss'"),
    ],
)
def test_a_field_that_is_not_there_is_told_with_those_that_are(named, names, word):
    with pytest.raises(BadInputError, match=word):
        run(named, replace(WHOLE, names=names))


def test_small_areas_name_no_household(files):
    areas = gpd.GeoDataFrame({"n": [300], "id": [1]}, geometry=[cell(0, 0, 8, 4)], crs=4326)
    areas.to_file(files / "people.gpkg", layer="grids")
    with pytest.raises(BadInputError, match="give --households points"):
        run(files, replace(WHOLE, names=NameFields(home_id="id")))
    with pytest.raises(BadInputError, match="need --households"):
        run(files, replace(WHOLE, names=NameFields(home_id="id")), people=False)
