"""Units of a small synthetic district, from its buildings in a real database."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from sqlalchemy import text

from gridgeo.db.repositories.areas import from_wkb
from gridgeo.demo import make_district
from gridgeo.domain.enums import UnitSource
from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.services.build_units import STEPS, build_units
from gridgeo.services.import_layers import (
    import_areas,
    import_barriers,
    import_buildings,
    import_compounds,
    import_households,
    import_kind,
)

pytestmark = pytest.mark.db


@pytest.fixture(scope="module")
def district():
    return make_district("small")


def load(session, district, *, households=True):
    import_areas(session, district.areas)
    import_barriers(session, district.barriers)
    import_compounds(session, district.compounds)
    import_buildings(session, district.buildings)
    if households:
        import_households(session, district.households)


def top_area(district):
    return district.areas.loc[district.areas["level"] == "district", "code"].iloc[0]


def current_units(session):
    return session.execute(
        text(
            "SELECT code, area_code, compound_code, households, persons,"
            " ST_AsBinary(geometry) AS wkb"
            " FROM units WHERE superseded_at IS NULL ORDER BY code"
        )
    ).all()


def test_a_district_becomes_a_coverage_that_holds_every_household(session, district):
    load(session, district)
    begun = []
    report = build_units(session, top_area(district), step=begun.append)
    rows = current_units(session)
    ground = from_wkb([row.wkb for row in rows])
    assert begun == list(STEPS)
    assert report.units == report.inserted == len(rows)
    assert report.households == sum(row.households for row in rows) == 25_000
    assert report.persons == district.households["persons"].sum()
    assert shapely.coverage_is_valid(ground)
    communities = district.areas[district.areas["level"] == "community"]
    whole = shapely.union_all(communities.geometry.to_numpy())
    gap = shapely.symmetric_difference(whole, shapely.union_all(ground)).area
    assert gap < 1e-6 * whole.area
    assert {row.area_code for row in rows} == set(communities["code"])
    assert {row.compound_code for row in rows} >= set(district.compounds["code"])


def test_the_second_time_changes_nothing(session, district):
    load(session, district)
    build_units(session, top_area(district))
    again = build_units(session, top_area(district))
    assert (again.inserted, again.updated) == (0, 0)


def test_one_community_alone_gets_the_same_households_as_within_its_district(session, district):
    load(session, district)
    build_units(session, top_area(district))
    code = district.areas.loc[district.areas["level"] == "community", "code"].iloc[3]
    before = [(row.code, row.households) for row in current_units(session)]
    build_units(session, code)
    assert [(row.code, row.households) for row in current_units(session)] == before


def test_buildings_own_counts_stand_where_no_households_are_known(session, district):
    load(session, district, households=False)
    report = build_units(session, top_area(district))
    assert report.households == district.buildings["households"].sum()


def test_points_count_where_they_lie_when_their_building_is_not_known(session, district):
    import_areas(session, district.areas)
    frame = district.households.assign(building_code=None)
    import_households(session, frame)
    report = build_units(session, top_area(district))
    assert report.buildings == 0
    assert report.households == 25_000


def test_units_are_made_from_blocks_alone(session, district):
    import_areas(session, district.areas)
    import_barriers(session, district.barriers)
    report = build_units(session, top_area(district), source=UnitSource.BLOCKS)
    assert report.units > report.communities
    assert (report.households, report.empty) == (0, report.units)
    ground = from_wkb([row.wkb for row in current_units(session)])
    assert shapely.coverage_is_valid(ground)
    whole = shapely.union_all(
        district.areas[district.areas["level"] == "community"].geometry.to_numpy()
    )
    gap = shapely.symmetric_difference(whole, shapely.union_all(ground)).area
    assert gap < 1e-6 * whole.area


@pytest.mark.parametrize("source", [UnitSource.BLOCKS, UnitSource.POINTS])
def test_without_footprints_every_household_counts_once_all_the_same(session, district, source):
    load(session, district)
    session.execute(
        text(
            "UPDATE households SET building_code = NULL WHERE code IN (SELECT code FROM households"
            " ORDER BY code LIMIT 500)"
        )
    )
    report = build_units(session, top_area(district), source=source)
    assert (report.households, report.compounds) == (25_000, 0)
    assert report.persons == district.households["persons"].sum()


@pytest.mark.parametrize(
    ("source", "word"),
    [
        (None, "neither buildings nor households"),
        (UnitSource.BUILDINGS, "no buildings"),
        (UnitSource.POINTS, "no households or buildings"),
        (UnitSource.BLOCKS, "no streets or other barriers"),
    ],
)
def test_what_units_cannot_be_made_from_is_named(session, district, source, word):
    import_areas(session, district.areas)
    with pytest.raises(BadInputError, match=word):
        build_units(session, top_area(district), source=source)


def test_a_household_without_a_building_counts_at_its_point_once(session, district):
    load(session, district)
    session.execute(
        text(
            "UPDATE households SET building_code = NULL WHERE code IN (SELECT code FROM households"
            " ORDER BY code LIMIT 500)"
        )
    )
    report = build_units(session, top_area(district))
    assert report.households == 25_000


def test_a_plan_keeps_the_units_it_was_made_of(session, district):
    load(session, district)
    build_units(session, top_area(district))
    before = {row.code for row in current_units(session)}
    session.execute(
        text(
            "INSERT INTO networks (code, name, code_template)"
            " VALUES ('n', '综治', '{area}{serial:3}')"
        )
    )
    session.execute(
        text(
            "WITH p AS (INSERT INTO plans (network_code, name, base_version, seed, created_by)"
            " VALUES ('n', 'p', 0, 0, 't') RETURNING id), g AS (INSERT INTO plan_grids"
            " (plan_id, number, code, name, kind, status, units, households, persons, area_m2,"
            " polsby_popper, band_status, geometry)"
            " SELECT p.id, 1, 'c', 'g', 'base', 'draft', 1, 0, 0, 1, 1, 'under', u.geometry"
            " FROM p, (SELECT geometry FROM units ORDER BY code LIMIT 1) AS u RETURNING plan_id)"
            " INSERT INTO plan_units SELECT g.plan_id, u.id, 1 FROM g, units AS u"
        )
    )
    session.execute(text("UPDATE households SET persons = persons + 1"))
    build_units(session, top_area(district))
    kept = session.scalar(text("SELECT count(*) FROM units WHERE superseded_at IS NOT NULL"))
    assert {row.code for row in current_units(session)} == before
    assert kept == len(before) - empty_units(session)


def empty_units(session):
    return sum(row.households == 0 for row in current_units(session))


def test_an_area_without_anything_in_it_is_refused(session, district):
    import_areas(session, district.areas)
    with pytest.raises(BadInputError, match="neither buildings nor households"):
        build_units(session, top_area(district))


def test_an_unknown_area_is_named(session, district):
    import_areas(session, district.areas)
    with pytest.raises(NotFoundError, match="999999"):
        build_units(session, "999999")


def test_units_follow_their_buildings(session, district):
    load(session, district)
    build_units(session, top_area(district))
    lost = session.scalar(
        text(
            "SELECT count(*) FROM buildings AS b WHERE NOT EXISTS (SELECT FROM units AS u"
            " WHERE u.superseded_at IS NULL AND ST_Area(ST_Intersection(u.geometry, b.geometry))"
            " > 0.99 * ST_Area(b.geometry))"
        )
    )
    assert lost == 0
    assert np.all([row.households >= 0 for row in current_units(session)])


def test_the_borders_of_land_use_divide_the_ground_where_that_is_asked_for(session, district):
    """A wood between hamlets is cut up among their houses, unless it is a block of its own."""
    load(session, district)
    build_units(session, top_area(district))
    largest = max(from_wkb([row.wkb for row in current_units(session)]), key=shapely.area)
    houses = district.buildings.geometry.to_numpy()
    wood = largest.buffer(-0.0001).difference(shapely.union_all(houses).buffer(0.0002))
    wood = max(shapely.get_parts(wood), key=shapely.area).intersection(
        wood.representative_point().buffer(0.0007)
    )  # fmt: skip
    frame = gpd.GeoDataFrame({"code": ["w"], "use": ["林地"]}, geometry=[wood], crs="EPSG:4326")
    assert import_kind(session, "land_use", frame).rejected == []

    def inside() -> float:
        ground = from_wkb([row.wkb for row in current_units(session)])
        within = ground[
            shapely.area(shapely.difference(ground, wood)) < 0.01 * shapely.area(ground)
        ]
        return float(shapely.area(within).sum() / wood.area)

    build_units(session, top_area(district))
    assert inside() == 0
    report = build_units(session, top_area(district), along_land_use=True)
    assert 0.99 < inside() < 1.01
    assert report.households == 25_000
    assert shapely.coverage_is_valid(from_wkb([row.wkb for row in current_units(session)]))
