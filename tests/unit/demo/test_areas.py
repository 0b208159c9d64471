import shapely

from gridgeo.demo.frame import METRIC_CRS


def _level(district, level):
    return district.areas[district.areas["level"] == level]


def test_communities_are_a_clean_coverage(district):
    communities = _level(district, "community").geometry.to_numpy()
    assert shapely.is_valid(communities).all()
    assert shapely.coverage_is_valid(communities)


def test_communities_fill_the_district_without_a_gap(district):
    communities = _level(district, "community").geometry.to_crs(METRIC_CRS)
    whole = _level(district, "district").geometry.to_crs(METRIC_CRS).iloc[0]
    assert isinstance(whole, shapely.Polygon)
    assert not whole.interiors
    assert abs(communities.area.sum() - whole.area) < 1e-3
    assert shapely.union_all(communities.to_numpy()).symmetric_difference(whole).area < 1e-3


def test_towns_are_unions_of_their_communities(district):
    communities = _level(district, "community")
    for town in _level(district, "town").itertuples():
        inside = communities[communities["parent_code"] == town.code]
        union = shapely.coverage_union_all(inside.geometry.to_numpy())
        assert shapely.equals(union, town.geometry)


def test_codes_say_the_hierarchy_and_belong_to_no_province(district):
    areas = district.areas
    assert areas["code"].is_unique
    assert areas["code"].str.fullmatch(r"990101\d{6}").all()
    parents = areas.loc[areas["level"] == "community", "parent_code"]
    assert parents.isin(_level(district, "town")["code"]).all()


def test_the_district_says_that_it_is_synthetic(district):
    assert district.synthetic is True
    assert "合成数据" in district.name
    assert district.areas["name"].iloc[0] == district.name


def test_both_settings_are_there_in_the_stated_numbers(district):
    settings = _level(district, "community")["setting"].value_counts()
    assert settings.to_dict() == {"urban": 9, "rural": 3}
