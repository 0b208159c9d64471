"""Layers out in each format: what an import reads again is what was there."""

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db.session import make_engine
from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.services.export_layer import LAYERS, export_layer
from gridgeo.services.export_network import export_network
from gridgeo.services.import_layers import import_kind
from gridgeo.services.imports.request import ImportRequest
from gridgeo.services.imports.run import preview_import
from tests.support import square_town
from tests.support.square_town import cell

pytestmark = pytest.mark.db

EXACT = ("gpkg", "fgb", "parquet")
SURFACES = ("gpkg", "zip", "geojson", "kml", "fgb", "parquet", "csv")


def frame(columns: dict[str, object], *shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs="EPSG:4326")


@pytest.fixture(scope="module")
def town(module_database_url: str) -> Iterator[Session]:
    engine = make_engine(module_database_url)
    street = shapely.LineString([(116.0, 39.9), (116.001, 39.901)])
    door = shapely.Point(116.0005, 39.9005)
    layers = {
        "areas": square_town.areas(1),
        "barriers": frame({"code": ["r1", "w1"], "kind": ["road", "water"],
                           "name": ["东一路", None]}, street, cell(1, 1)),
        "compounds": frame({"code": ["c1"], "name": ["示范小区"]}, cell(0, 0)),
        "buildings": frame({"code": ["b1", "b2"], "compound_code": ["c1", None],
                            "floors": [6, None], "households": [12, 24],
                            "address": ["和平路1号", None]},
                           cell(0.25, 0.25, 0.25, 0.25), cell(2.5, 2.5, 0.25, 0.25)),
        "places": frame({"code": ["p1", "p2"], "kind": ["school", "market"]}, cell(2, 2), door),
        "developments": frame({"code": ["d1"], "planned_households": [300],
                               "ready_on": ["2027-06-01"]}, cell(2, 0)),
        "land_use": frame({"code": ["f1"], "name": ["东山林场"], "use": ["林地"]}, cell(0, 2)),
        "households": frame({"code": ["h1"], "address": ["和平路1号1幢101室"], "persons": [3]},
                            door),
        "units": square_town.units(1),
        "gazetteer": frame({"code": ["s1", "s2"], "address": ["和平路1号", "东一路"],
                            "name": [None, "东一路"]}, door, street),
    }  # fmt: skip
    with Session(engine) as session:
        for kind, rows in layers.items():
            assert import_kind(session, kind, rows).rejected == []
        session.commit()
        yield session
        session.rollback()
    engine.dispose()


@pytest.mark.parametrize("kind", sorted(LAYERS))
def test_a_layer_that_went_out_comes_in_as_the_same(town, tmp_path, kind):
    mixed = kind in ("barriers", "places", "gazetteer")
    for ending in SURFACES:
        path = tmp_path / f"{kind}.{ending}"
        if mixed and ending == "zip":
            with pytest.raises(BadInputError, match="choose gpkg"):
                export_layer(town, kind, path)
            continue
        count = export_layer(town, kind, path)
        found = preview_import(town, path, ImportRequest(kind))
        states = found.effect.states
        assert (states.new, states.same + states.changed, found.rejected) == (0, count, [])
        # A shapefile turns rings round; decimals of a degree are cut. No other column may differ.
        assert set(found.effect.columns) <= (set() if ending in EXACT else {"geometry"}), ending


def test_shifted_and_metric_files_come_back_too(town, tmp_path):
    for crs, ending, encoding in (("gcj02", "zip", "gbk"), ("EPSG:4547", "csv", "gbk")):
        path = tmp_path / f"b.{ending}"
        export_layer(town, "buildings", path, crs=crs, encoding=encoding)
        found = preview_import(town, path, ImportRequest("buildings", crs=crs))
        assert (found.read, found.rejected) == (2, [])
        assert set(found.effect.columns) <= {"geometry"}
        for feature, meant in zip(
            found.features["features"], (cell(0.25, 0.25, 0.25, 0.25), cell(2.5, 2.5, 0.25, 0.25)),
            strict=True,
        ):  # fmt: skip
            shape = shapely.geometry.shape(feature["geometry"])
            assert shape.hausdorff_distance(meant) < 2e-7  # two centimetres


def test_workbooks_and_drawings_hold_every_row(town, tmp_path):
    export_layer(town, "households", tmp_path / "h.xlsx")
    found = preview_import(
        town, tmp_path / "h.xlsx", ImportRequest("households", layer="households")
    )
    assert found.effect.states.same == 1
    assert export_layer(town, "barriers", tmp_path / "b.dxf", crs="EPSG:4547") == 2
    drawn = gpd.read_file(tmp_path / "b.dxf")
    assert sorted(drawn["Layer"]) == ["r1", "w1"]


def test_a_file_of_households_is_a_line_in_the_audit_log(town, tmp_path):
    export_layer(town, "households", tmp_path / "h.gpkg", actor="somebody")
    line = town.execute(
        text("SELECT object_kind, details FROM audit_log WHERE actor = 'somebody'")
    ).one()
    assert tuple(line) == ("households", {"rows": 1, "format": "gpkg"})


def test_what_is_not_there_is_said(session, tmp_path: Path):
    with pytest.raises(NotFoundError, match="There are no places yet"):
        export_layer(session, "places", tmp_path / "p.gpkg")
    with pytest.raises(BadInputError, match="there are: network, areas"):
        export_layer(session, "workers", tmp_path / "p.gpkg")
    assert list(tmp_path.iterdir()) == []


def test_what_a_transaction_published_goes_out_in_the_same_transaction(session, tmp_path):
    session.execute(text("SELECT 1"))  # the transaction has begun long before it publishes
    square_town.build(session, 1, present=True)
    assert export_network(session, square_town.NETWORK.code, tmp_path / "n.gpkg") == 3
    assert len(gpd.read_file(tmp_path / "n.gpkg")) == 3
