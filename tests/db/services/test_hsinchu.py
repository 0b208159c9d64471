"""Real counted areas through the database: imported, planned, checked, published, looked up."""

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db.repositories.grids import published_grids
from gridgeo.db.session import make_engine
from gridgeo.domain.enums import Severity
from gridgeo.domain.network import NetworkSpec
from gridgeo.io.export_formats import FORMATS
from gridgeo.io.vector import read_layer
from gridgeo.services.check_plan import check_plan
from gridgeo.services.create_plan import create_plan
from gridgeo.services.import_layers import import_areas
from gridgeo.services.import_network import import_network
from gridgeo.services.imports.inspect_file import inspect_file
from gridgeo.services.imports.request import ImportRequest
from gridgeo.services.imports.run import run_import
from gridgeo.services.locate import load_snapshot
from gridgeo.services.plan_frame import PlanSummary
from gridgeo.services.publish_plan import publish_plan
from gridgeo.services.report_network import report_network
from tests.support.handed_over import hand_over
from tests.support.reopened import reopen_grids

FILE = Path(__file__).parents[3] / "../shared/data/hsinchu/hsinchu.gpkg"
TOWN = "10018030"
NETWORK = NetworkSpec("zongzhi", "综治")
METRIC, CENTIMETRE = "EPSG:3826", 0.01
# As an office calls them; in GBK the second is longer than the ten bytes of a shapefile.
UNITS = {"code": "单元编码", "code2": "所属社区编码", "households": "户数", "persons": "常住人口"}
# Degrees: what each format keeps of a number. A workbook has points inside the grids.
WITHIN = {"gpkg": 0, "shp": 0, "fgb": 0, "parquet": 0, "kml": 1e-12, "csv": 1e-9, "geojson": 1e-7}
WITHIN |= {"dxf": 1e-12, "xlsx": 0}

pytestmark = [
    pytest.mark.db,
    pytest.mark.slow,
    pytest.mark.skipif(not FILE.exists(), reason="the folder ../shared/data does not exist"),
]


def of_town(layer: str) -> gpd.GeoDataFrame:
    frame = read_layer(FILE, layer=layer)
    return frame[frame["town_id"].astype(str) == TOWN].reset_index(drop=True)


def as_areas(towns: gpd.GeoDataFrame, communities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    ids, parents = (frame["town_id"].astype(str) for frame in (towns, communities))
    towns = towns.assign(code=ids, name=ids, level="town", parent_code=None)
    communities = communities.assign(
        code=communities["code2"], name=communities["code2"], level="community", parent_code=parents
    )
    columns = ["code", "name", "level", "parent_code", "geometry"]
    return pd.concat([towns[columns], communities[columns]], ignore_index=True)


@pytest.fixture(scope="module")
def town(
    module_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Session, PlanSummary]]:
    """One town, whose units come in as an office hands them over."""
    engine = make_engine(module_database_url)
    path = hand_over(of_town("areas"), tmp_path_factory.mktemp("handed") / "单元.shp", UNITS)
    with Session(engine) as session:
        assert not import_areas(
            session, as_areas(of_town("towns"), of_town("communities"))
        ).rejected
        assert not run_import(session, path, ImportRequest("units", crs="auto")).rejected
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
    assert grids.households.sum() == summary.households == of_town("areas")["households"].sum()


def test_a_point_in_each_area_is_answered_with_its_community(
    town: tuple[Session, PlanSummary],
) -> None:
    snapshot = load_snapshot(town[0])
    small = of_town("areas")
    inside = small.geometry.representative_point()
    for area, point in zip(small["code2"], inside, strict=True):
        [answer] = snapshot.locate(point.x, point.y, [NETWORK.code])
        assert answer.inside
        assert [link.code for link in answer.areas] == [TOWN, area]


@pytest.mark.parametrize(
    ("name", "encoding"), [*((name, "utf-8") for name in FORMATS), ("shp", "gbk"), ("csv", "gbk")]
)
def test_the_published_grids_go_out_and_come_back(
    town: tuple[Session, PlanSummary], tmp_path: Path, name: str, encoding: str
) -> None:
    session, summary = town
    path = tmp_path / f"grids{FORMATS[name].suffix}"
    reopen_grids(session, NETWORK.code, path, summary.grids, WITHIN[name], encoding=encoding)


def test_the_whole_city_comes_in_as_an_office_hands_it_over(
    session: Session, tmp_path: Path
) -> None:
    """Areas with counts, villages with Chinese names; the communities that are in tell where."""
    towns, communities = (read_layer(FILE, layer=layer) for layer in ("towns", "communities"))
    import_areas(session, as_areas(towns, communities))
    areas = read_layer(FILE, layer="areas")
    path = hand_over(areas, tmp_path / "单元.shp", UNITS)
    [layer] = inspect_file(session, path, kind="units").layers
    assert (layer.crs[0].crs, layer.crs[0].clear) == ("gcj02", True)
    report = run_import(session, path, ImportRequest("units", crs="auto"))
    assert (report.inserted, report.rejected) == (2217, [])
    rows = session.execute(
        text("SELECT code, area_code, households, persons, ST_AsBinary(geometry) FROM units")
    ).all()
    assert sorted(tuple(row[:4]) for row in rows) == sorted(
        zip(areas["code"], areas["code2"], areas["households"], areas["persons"], strict=True)
    )
    assert furthest({row[0]: row[4] for row in rows}, areas.set_index("code")) < CENTIMETRE

    villages = read_layer(FILE, layer="villages")
    path = hand_over(
        villages, tmp_path / "村里.shp", {"VILLCODE": "网格编码", "VILLNAME": "网格名称"}
    )
    asked = ImportRequest("network", crs="auto", network="cunli", name="村里")
    report = run_import(session, path, asked)
    assert (report.inserted, report.rejected) == (122, [])
    grids = published_grids(session, "cunli")
    named = villages.set_index("VILLCODE")
    assert list(grids.names) == list(named.loc[list(grids.codes), "VILLNAME"])
    assert furthest(dict(zip(grids.codes, grids.wkb, strict=True)), named) < CENTIMETRE


def furthest(stored: dict[str, bytes], true: gpd.GeoDataFrame) -> float:
    """Give the metres that the worst of the stored borders is off."""
    shapes = gpd.GeoSeries(shapely.from_wkb([bytes(wkb) for wkb in stored.values()]), crs=4326)
    ours, theirs = (
        shapely.normalize(shapely.multipolygons(one, indices=of))
        for series in (shapes, true.loc[list(stored)].geometry)
        for one, of in [shapely.get_parts(series.to_crs(METRIC).to_numpy(), return_index=True)]
    )
    return float(shapely.hausdorff_distance(ours, theirs).max())


def test_the_report_opens_with_every_grid(town: tuple[Session, PlanSummary]) -> None:
    session, _summary = town
    page = report_network(session, NETWORK.code)
    assert [code for code in published_grids(session, NETWORK.code).codes if code not in page] == []
