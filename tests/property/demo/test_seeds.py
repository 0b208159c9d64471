"""What must hold for a district of any seed."""

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gridgeo.demo import make_district

pytestmark = pytest.mark.slow

FULL_COUNTRYSIDE = 2913  # more farmhouses are wanted than its fields hold
seeds = st.integers(min_value=0, max_value=2**32 - 1)


@settings(deadline=None, max_examples=8)
@given(seeds)
@example(FULL_COUNTRYSIDE)
def test_any_seed_gives_a_sound_district(seed):
    district = make_district("small", seed=seed)
    communities = district.areas[district.areas["level"] == "community"]
    shapes = communities.geometry.to_numpy()
    assert len(communities) == 12
    assert shapely.coverage_is_valid(shapes)
    assert shapely.is_valid(shapes).all()
    assert district.grids.geometry.is_valid.all()
    assert len(district.households) == 25_000
    assert district.buildings["households"].max() == 800
    assert district.households["address"].is_unique
    building, _ = shapely.STRtree(shapes).query(
        district.buildings.geometry.to_numpy(), predicate="within"
    )
    assert np.array_equal(np.sort(building), np.arange(len(district.buildings)))


@settings(deadline=None, max_examples=6)
@given(seeds)
def test_any_seed_plants_overlaps_and_gaps_of_known_size(seed):
    district = make_district("small", seed=seed)
    faults = district.faults
    mine = faults[faults["network_code"] == "zongzhi"]
    assert {"overlap", "gap", "outside", "band"} <= set(mine["rule"])
    grids = district.present_grids("zongzhi")
    base = grids[grids["kind"] == "base"].to_crs(district.buildings.estimate_utm_crs())
    shapes = base.geometry.to_numpy()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = first < second
    shared = shapely.area(shapely.intersection(shapes[first[pairs]], shapes[second[pairs]]))
    truth = mine.loc[mine["rule"] == "overlap", "area_m2"].sum()
    # UTM shortens lengths by up to 0.04 %, areas by twice that.
    assert np.isclose(shared[shared > 1].sum(), truth, rtol=5e-3)
