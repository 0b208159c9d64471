import geopandas as gpd
import pytest
import shapely
from sqlalchemy.orm import Session

from gridgeo.db.repositories.grids import published_grids
from gridgeo.services.count_grids import count_open_grids
from gridgeo.services.import_layers import import_areas, import_households, import_units
from gridgeo.services.import_network import import_network
from tests.support import square_town

pytestmark = pytest.mark.db


def _households() -> gpd.GeoDataFrame:
    west, south, step = square_town.WEST, square_town.SOUTH, square_town.STEP
    return gpd.GeoDataFrame(
        {"code": ["inside", "edge", "corner"], "households": [1, 10, 100], "persons": [2, 20, 200]},
        geometry=[
            shapely.Point(west + 0.5 * step, south + 0.5 * step),
            shapely.Point(square_town.cell(1, 0).bounds[0], south + 0.5 * step),
            shapely.Point(*square_town.cell(1, 1).bounds[:2]),
        ],
        crs="EPSG:4326",
    )


def _grids() -> gpd.GeoDataFrame:
    cells = {"a": (0, 0, 1, 1), "b": (1, 0, 2, 1), "c": (0, 1, 2, 2)}
    return gpd.GeoDataFrame(
        {"code": list(cells), "kind": "base"},
        geometry=[square_town.cell(*box) for box in cells.values()],
        crs="EPSG:4326",
    )


def _counts(session: Session) -> dict[str, tuple[int, int]]:
    grids = published_grids(session, "zongzhi")
    return dict(zip(grids.codes, zip(grids.households, grids.persons, strict=True), strict=True))


def test_each_household_counts_once_and_the_lowest_code_wins_a_tie(session: Session) -> None:
    import_areas(session, square_town.areas(1))
    import_households(session, _households())
    import_network(session, square_town.NETWORK, _grids())
    assert _counts(session) == {"a": (111, 222), "b": (0, 0), "c": (0, 0)}


def test_units_without_household_points_count_as_a_whole(session: Session) -> None:
    import_areas(session, square_town.areas(1))
    units = square_town.units(1)
    import_units(session, units)
    import_network(session, square_town.NETWORK, _grids())
    counted = sum(households for households, _ in _counts(session).values())
    assert counted == _covered(units)["households"].sum() > 0


def _covered(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    ground = shapely.union_all(_grids().geometry)
    return units[shapely.covers(ground, units.geometry.representative_point())]


def test_a_second_count_changes_nothing(session: Session) -> None:
    import_areas(session, square_town.areas(1))
    import_households(session, _households())
    import_network(session, square_town.NETWORK, _grids())
    assert count_open_grids(session, "zongzhi") == 0
