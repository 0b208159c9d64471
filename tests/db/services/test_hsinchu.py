"""Real counted areas through the database: imported, planned, checked, published, looked up."""

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from sqlalchemy.orm import Session

from gridgeo.db.repositories.grids import published_grids
from gridgeo.db.session import make_engine
from gridgeo.domain.enums import Severity
from gridgeo.domain.network import NetworkSpec
from gridgeo.io.vector import read_layer
from gridgeo.services.check_plan import check_plan
from gridgeo.services.create_plan import create_plan
from gridgeo.services.import_layers import import_areas, import_units
from gridgeo.services.import_network import import_network
from gridgeo.services.locate import load_snapshot
from gridgeo.services.plan_frame import PlanSummary
from gridgeo.services.publish_plan import publish_plan
from gridgeo.services.report_network import report_network
from tests.support.reopened import reopen_grids

FILE = Path(__file__).parents[3] / "../shared/data/hsinchu/hsinchu.gpkg"
TOWN = "10018030"
NETWORK = NetworkSpec("zongzhi", "综治")

pytestmark = [
    pytest.mark.db,
    pytest.mark.slow,
    pytest.mark.skipif(not FILE.exists(), reason="the folder ../shared/data does not exist"),
]


def of_town(layer: str) -> gpd.GeoDataFrame:
    frame = read_layer(FILE, layer=layer)
    return frame[frame["town_id"].astype(str) == TOWN].reset_index(drop=True)


def places() -> gpd.GeoDataFrame:
    town = of_town("towns").assign(code=TOWN, name=TOWN, level="town", parent_code=None)
    communities = of_town("communities")
    communities = communities.assign(
        code=communities["code2"], name=communities["code2"], level="community", parent_code=TOWN
    )
    columns = ["code", "name", "level", "parent_code", "geometry"]
    return pd.concat([town[columns], communities[columns]], ignore_index=True)


def units() -> gpd.GeoDataFrame:
    return of_town("areas").rename(columns={"code2": "area_code"})


@pytest.fixture(scope="module")
def town(module_database_url: str) -> Iterator[tuple[Session, PlanSummary]]:
    engine = make_engine(module_database_url)
    with Session(engine) as session:
        for report in (import_areas(session, places()), import_units(session, units())):
            assert not report.rejected
        import_network(session, NETWORK, None)
        summary = create_plan(session, NETWORK.code, effort="fast")
        assert [
            finding
            for finding in check_plan(session, summary.plan_id).findings
            if finding.severity is Severity.ERROR
        ] == []
        publish_plan(session, summary.plan_id)
        session.commit()
        yield session, summary
    engine.dispose()


def test_every_household_is_in_a_published_grid(town: tuple[Session, PlanSummary]) -> None:
    session, summary = town
    grids = published_grids(session, NETWORK.code)
    assert len(grids) == summary.grids
    assert grids.households.sum() == summary.households == units()["households"].sum()


def test_a_point_in_each_area_is_answered_with_its_community(
    town: tuple[Session, PlanSummary],
) -> None:
    snapshot = load_snapshot(town[0])
    small = units()
    inside = small.geometry.representative_point()
    for area, point in zip(small["area_code"], inside, strict=True):
        [answer] = snapshot.locate(point.x, point.y, [NETWORK.code])
        assert answer.inside
        assert [link.code for link in answer.areas] == [TOWN, area]


@pytest.mark.parametrize(
    ("name", "within"),
    [("gpkg", 0), ("zip", 0), ("fgb", 0), ("parquet", 0), ("kml", 1e-12), ("csv", 1e-9),
     ("geojson", 1e-7)],
)  # fmt: skip
def test_the_published_grids_go_out_and_come_back(
    town: tuple[Session, PlanSummary], tmp_path: Path, name: str, within: float
) -> None:
    session, summary = town
    path = tmp_path / f"grids.{name}"
    read = reopen_grids(session, NETWORK.code, path, summary.grids, within)
    assert pd.to_numeric(read["households"]).sum() == summary.households


def test_the_report_opens_with_every_grid(town: tuple[Session, PlanSummary]) -> None:
    session, _summary = town
    page = report_network(session, NETWORK.code)
    assert [code for code in published_grids(session, NETWORK.code).codes if code not in page] == []
