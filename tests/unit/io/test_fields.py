"""Fields of files become canonical columns."""

import geopandas as gpd
import pytest
import shapely

from gridgeo.domain.errors import BadInputError
from gridgeo.io.fields import canonical, complete_mapping, parse_constants, parse_mapping
from gridgeo.io.guess_fields import guess_fields, sure_mapping
from gridgeo.io.guess_kind import guess_kinds
from gridgeo.io.kinds import AREAS, KINDS, LAND_USE, PLACES, UNITS, Kind, kind_named
from gridgeo.io.rows import check_rows
from gridgeo.io.shapefile import short_names


def layer(**columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {name: [value] for name, value in columns.items()},
        geometry=[shapely.box(0, 0, 1, 1)],
        crs="EPSG:4326",
    )


def test_chinese_and_english_names_are_understood() -> None:
    frame = canonical(layer(编码="1", 户数=3, Population=7, 备注="x"), UNITS)
    assert list(frame.columns) == ["code", "households", "persons", "geometry"]
    assert frame.loc[0, ["code", "households", "persons"]].tolist() == ["1", 3, 7]


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_column_is_known_again_as_a_shapefile_cuts_it(kind: Kind) -> None:
    cut = short_names([column.name for column in kind.columns])
    assert sure_mapping(guess_fields(kind, list(cut.values()))) == cut


def test_the_canonical_name_goes_before_others_and_a_mapping_before_all() -> None:
    frame = layer(id="other", code="1", households=3, homes=4)
    assert canonical(frame, UNITS)["code"].tolist() == ["1"]
    mapped = canonical(frame, UNITS, parse_mapping(["homes=households", "id=code"], UNITS))
    assert mapped.loc[0, ["code", "households"]].tolist() == ["other", 4]


def test_a_constant_fills_every_row() -> None:
    constants = parse_constants(["level=community"], AREAS)
    frame = canonical(layer(code="1", name="a", level="town"), AREAS, None, constants)
    assert frame["level"].tolist() == ["community"]


def test_a_missing_required_field_is_asked_for() -> None:
    with pytest.raises(BadInputError, match="--map FIELD=households; there are: code, homes"):
        canonical(layer(code="1", homes=4), UNITS)


@pytest.mark.parametrize(
    ("pair", "sentence"),
    [
        ("households", "write field=column"),
        ("=households", "write field=column"),
        ("a=housholds", "did you mean 'households'"),
    ],
)
def test_a_mapping_that_cannot_be_read_is_refused(pair: str, sentence: str) -> None:
    with pytest.raises(BadInputError, match=sentence):
        parse_mapping([pair], UNITS)


def test_a_mapping_of_a_field_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadInputError, match="no field 'homs'; did you mean 'homes'"):
        canonical(layer(code="1", homes=4), UNITS, {"households": "homs"})


@pytest.mark.parametrize("pair", ["households", "dogs=3"])
def test_a_constant_that_cannot_be_read_is_refused(pair: str) -> None:
    with pytest.raises(BadInputError):
        parse_constants([pair], UNITS)


def test_an_unknown_kind_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(BadInputError, match="areas, barriers, compounds"):
        kind_named("roads")


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("DLMC", ["水田", "乔木林地", "农村宅基地", "城镇村道路用地"]),
        ("DLBM", ["0101", "0301", "0702", "1004"]),
        ("landuse", ["orchard", "wood", "residential", "railway"]),
    ],
)
def test_land_use_is_read_as_surveys_and_maps_write_it(field: str, words: list[str]) -> None:
    frame = gpd.GeoDataFrame(
        {"BSM": [str(number) for number in range(5)], field: [*words, "某地"]},
        geometry=[shapely.box(114, 32, 114.1, 32.1)] * 5,
        crs="EPSG:4490",
    )
    assert guess_kinds("dltb", ["BSM", field], "Polygon", frame)[0].kind == "land_use"
    mapping = sure_mapping(guess_fields(LAND_USE, ["BSM", field], frame))
    checked = check_rows(canonical(frame, LAND_USE, mapping), LAND_USE)
    assert checked.frame["use"].tolist() == ["farmland", "forest", "residential", "transport"]
    assert [(bad.row, bad.column, bad.value) for bad in checked.rejected] == [(5, "use", "某地")]


def test_a_mapping_the_other_way_round_is_told_so() -> None:
    with pytest.raises(BadInputError, match=r"names the column first; write .*: 序号=code"):
        parse_mapping(["code=序号"], UNITS)


def test_names_are_the_keys_of_places_without_codes() -> None:
    """As a telephone writes a KML: the field for codes is there, and empty."""
    sample = gpd.GeoDataFrame({"id": ["", None], "Name": ["一幼", "二幼"], "kind": ["学校"] * 2})
    for fields in (["id", "Name", "kind"], ["Name", "kind"]):
        found = complete_mapping(PLACES, fields, {}, {}, sample)
        assert found == {"code": "Name", "name": "Name", "kind": "kind"}
    coded = sample.assign(id=["a", "b"])
    assert complete_mapping(PLACES, ["id", "Name", "kind"], {}, {}, coded)["code"] == "id"
