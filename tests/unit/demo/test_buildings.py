import numpy as np
import shapely

from gridgeo.demo.frame import METRIC_CRS
from gridgeo.demo.sizes import SMALL


def test_buildings_are_disjoint(district):
    shapes = district.buildings.geometry.to_crs(METRIC_CRS).to_numpy()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=0.5)
    assert (first == second).all()


def test_each_building_lies_inside_one_community(district):
    communities = district.areas[district.areas["level"] == "community"].geometry.to_numpy()
    shapes = district.buildings.geometry.to_numpy()
    building, _ = shapely.STRtree(communities).query(shapes, predicate="within")
    assert np.array_equal(np.sort(building), np.arange(len(shapes)))


def test_no_street_or_river_runs_through_a_building(district):
    tree = shapely.STRtree(district.barriers.geometry.to_numpy())
    building, _ = tree.query(district.buildings.geometry.to_numpy(), predicate="intersects")
    assert len(building) == 0


def test_compounds_are_disjoint_and_never_cross_a_community(district):
    compounds = district.compounds.geometry.to_crs(METRIC_CRS).to_numpy()
    first, second = shapely.STRtree(compounds).query(compounds, predicate="intersects")
    assert (first == second).all()
    communities = district.areas[district.areas["level"] == "community"].geometry.to_numpy()
    inside, _ = shapely.STRtree(communities).query(
        district.compounds.geometry.to_numpy(), predicate="within"
    )
    assert len(inside) == len(compounds)


def test_buildings_of_a_compound_stand_inside_its_walls(district):
    compounds = district.compounds.set_index("code").geometry
    own = district.buildings[district.buildings["compound_code"].notna()]
    walls = compounds.loc[own["compound_code"]].to_numpy()
    assert len(own) > 500
    assert shapely.contains(walls, own.geometry.to_numpy()).all()


def test_every_use_is_there_and_the_number_is_as_stated(district):
    buildings = district.buildings
    assert set(buildings["use"]) == {
        *("residential", "office", "campus", "hospital", "market"),
        *("factory", "hotel", "shop", "public"),
    }
    assert abs(len(buildings) - SMALL.buildings) <= 0.03 * SMALL.buildings
    assert buildings["code"].is_unique
    assert buildings["address"].is_unique


def test_households_per_building_are_heavy_tailed(district):
    count = district.buildings["households"].to_numpy()
    lived_in = np.sort(count[count > 0])
    assert lived_in[-1] == 800  # alone above every band
    top = lived_in[-len(lived_in) // 10 :].sum() / lived_in.sum()
    assert np.median(lived_in) <= 3
    assert top > 0.35
