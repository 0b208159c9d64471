import pytest

from gridgeo.demo import make_district
from gridgeo.domain.errors import BadInputError


def test_the_same_seed_gives_the_same_bytes(district):
    assert make_district("small", seed=0).digest() == district.digest()


def test_another_seed_gives_another_district(district):
    other = make_district("small", seed=1)
    assert other.digest() != district.digest()
    assert not other.areas.geometry.iloc[0].equals(district.areas.geometry.iloc[0])


def test_an_unknown_size_is_refused():
    with pytest.raises(BadInputError, match="small or district"):
        make_district("huge")


def test_all_geometry_is_valid_and_in_degrees(district):
    for table in (
        *(district.areas, district.barriers, district.compounds, district.buildings),
        *(district.households, district.places, district.grids, district.faults),
    ):
        assert table.crs == "EPSG:4326"
        assert table.geometry.is_valid.all()
        assert not table.geometry.is_empty.any()


def test_the_large_district_has_the_size_of_a_real_one():
    large = make_district("district", seed=0)
    communities = large.areas[large.areas["level"] == "community"]
    zongzhi = large.present_grids("zongzhi")["kind"].value_counts().to_dict()
    assert len(communities) == 110
    assert len(large.households) == 440_000
    assert abs(large.households["persons"].sum() - 840_000) < 0.02 * 840_000
    assert abs(len(large.buildings) - 35_000) < 0.02 * 35_000
    assert zongzhi == {"base": 557, "dedicated": 60}
    assert large.households["address"].is_unique
