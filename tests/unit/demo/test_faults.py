"""The truth about the present networks, held against an overlay that knows nothing of it."""

import numpy as np
import pytest
import shapely

from gridgeo.demo.departments import DEPARTMENTS
from gridgeo.demo.draft import make_draft
from gridgeo.demo.frame import METRIC_CRS
from gridgeo.demo.shapes import polygon

CODES = [department.spec.code for department in DEPARTMENTS]


def _base(district, code):
    """Give the grids that must not overlap: those laid over the base grids are left out."""
    spec = next(spec for spec in district.networks if spec.code == code)
    grids = district.present_grids(code).to_crs(METRIC_CRS)
    return grids[grids["kind"] == "base"] if spec.dedicated == "overlay" else grids


def _truth(district, code, rule):
    faults = district.faults
    return faults[(faults["network_code"] == code) & (faults["rule"] == rule)]


@pytest.mark.parametrize("code", CODES)
def test_overlaps_are_exactly_the_planted_ones(district, code):
    grids = _base(district, code)
    shapes = grids.geometry.to_numpy()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = first < second
    area = shapely.area(shapely.intersection(shapes[first[pairs]], shapes[second[pairs]]))
    found = area > 1.0
    truth = _truth(district, code, "overlap")
    assert len(truth) >= 1
    assert np.allclose(np.sort(area[found]), np.sort(truth["area_m2"]), rtol=1e-3, atol=0.2)
    names = grids["code"].to_numpy()
    codes = {
        ";".join(sorted((names[i], names[j])))
        for i, j in zip(first[pairs][found], second[pairs][found], strict=True)
    }
    assert codes == set(truth["codes"])


@pytest.mark.parametrize("code", CODES)
def test_gaps_are_exactly_the_planted_ones(district, code):
    grids = _base(district, code)
    areas = district.areas.to_crs(METRIC_CRS)
    covered = areas[areas["code"].isin(grids["area_code"])]
    ground = shapely.coverage_union_all(covered.geometry.to_numpy())
    left = shapely.get_parts(ground.difference(shapely.union_all(grids.geometry.to_numpy())))
    found = left[shapely.area(left) > 1.0]
    truth = _truth(district, code, "gap")
    assert len(truth) >= 1
    assert np.allclose(np.sort(shapely.area(found)), np.sort(truth["area_m2"]), rtol=1e-3, atol=0.2)


def test_a_new_compound_left_out_leaves_its_households_without_a_grid(district):
    truth = _truth(district, "zongzhi", "gap")
    shapes = _base(district, "zongzhi").to_crs("EPSG:4326").geometry.to_numpy()
    homes = district.households.geometry.to_numpy()
    home, _ = shapely.STRtree(shapes).query(homes, predicate="intersects")
    uncovered = len(homes) - len(np.unique(home))
    assert uncovered == truth["households"].sum()
    assert truth.loc[truth["cause"] == "new_compound", "households"].sum() > 100


def test_a_grid_in_two_parts_is_recorded(district):
    for code in CODES:
        grids = district.present_grids(code)
        parts = set(grids.loc[grids.geometry.geom_type == "MultiPolygon", "code"])
        assert parts == set(_truth(district, code, "contiguity")["codes"])


def test_ground_beyond_the_district_is_recorded(district):
    whole = district.areas.to_crs(METRIC_CRS).geometry.iloc[0]
    for code in ("zongzhi", "dangjian", "xiaofang"):
        union = shapely.union_all(_base(district, code).geometry.to_numpy())
        truth = _truth(district, code, "outside")
        assert len(truth) == 1
        assert union.difference(whole).area == pytest.approx(truth["area_m2"].sum(), rel=1e-3)


def test_grids_out_of_the_band_are_counted(district):
    grids = _base(district, "zongzhi").to_crs("EPSG:4326")
    tree = shapely.STRtree(district.households.geometry.to_numpy())
    grid, _ = tree.query(grids.geometry.to_numpy(), predicate="contains")
    count = np.bincount(grid, minlength=len(grids))
    truth = _truth(district, "zongzhi", "band")
    over = set(grids["code"][count > 500])
    assert over == set(truth.loc[truth["cause"] == "over", "codes"])
    assert count.max() > 900  # grids that nobody redrew while the town grew


def test_a_nested_network_leaves_its_parent_exactly_where_a_border_was_moved(district):
    draft = make_draft("small", 0)
    drawn = {network.department.spec.code: network for network in draft.networks}
    frame = draft.layout.frame
    nested, parents = drawn["fangyi"], [grid.rect for grid in drawn["zongzhi"].grids]
    grids = dict(zip(nested.codes, nested.grids, strict=True))
    assert all(sum(p.encloses(grid.rect) for p in parents) == 1 for grid in nested.grids)
    truth = _truth(district, "fangyi", "nesting")
    assert len(truth) >= 1
    for code, area in zip(truth["codes"], truth["area_m2"], strict=True):
        grid = grids[code]
        parent = polygon(frame, next(p for p in parents if p.encloses(grid.rect)))
        beyond = shapely.get_parts(grid.geometry(frame).difference(parent))
        assert np.isclose(shapely.area(beyond), area, rtol=1e-3).any()


def test_every_network_has_the_seven_departments_standard(district):
    assert [spec.name for spec in district.networks] == [
        *("综治", "党建", "城管", "防疫", "医保", "防返贫", "消防")
    ]
    assert set(district.grids["network_code"]) == set(CODES)


def test_grid_codes_follow_the_template_and_are_unique(district):
    for spec in district.networks:
        grids = district.present_grids(spec.code)
        assert grids["code"].is_unique
        for code, area in zip(grids["code"], grids["area_code"], strict=True):
            prefix = spec.code_template.prefix(area)
            assert code.startswith(prefix)
            assert len(code) == len(prefix) + spec.code_template.digits


def test_dedicated_grids_lie_over_or_are_cut_out_as_their_network_says(district):
    for code in ("zongzhi", "xiaofang"):
        grids = district.present_grids(code)
        dedicated = grids[grids["kind"] == "dedicated"].to_crs(METRIC_CRS).geometry.to_numpy()
        base = grids[grids["kind"] == "base"].to_crs(METRIC_CRS).geometry.to_numpy()
        shared = shapely.area(shapely.intersection(dedicated, shapely.union_all(base)))
        assert len(dedicated) >= 1
        if code == "zongzhi":
            assert (shared > 0.5 * shapely.area(dedicated)).all()
        else:
            assert (shared < 0.5).all()
