"""An OpenStreetMap extract all the way: in, planned, published, out in each format."""

import re
import shlex
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db.repositories.grids import published_grids
from gridgeo.db.session import make_engine
from gridgeo.domain.network import NetworkSpec
from gridgeo.geocode.interpolate import metres_scale
from gridgeo.geocode.parse import parse_address
from gridgeo.io.export_formats import FORMATS
from gridgeo.io.vector import read_layer
from gridgeo.services.build_units import build_units
from gridgeo.services.create_plan import create_plan
from gridgeo.services.export_layer import export_layer
from gridgeo.services.geocode_addresses import Geocoder
from gridgeo.services.geocode_gazetteer import add_addresses, build_gazetteer
from gridgeo.services.import_layers import import_areas, import_households
from gridgeo.services.import_network import import_network
from gridgeo.services.import_report import ImportReport
from gridgeo.services.imports.request import ImportRequest
from gridgeo.services.imports.run import preview_import, run_import
from gridgeo.services.imports.undo import undo_import
from gridgeo.services.locate import load_snapshot
from gridgeo.services.plan_frame import PlanSummary
from gridgeo.services.publish_plan import publish_plan
from tests.support.commands import Commands
from tests.support.postgis import PROJECT
from tests.support.reopened import reopen_grids

FOLDER = Path(__file__).parents[3] / "../shared/data/hsinchu"
EXTRACT = FOLDER / "nctu.osm.pbf"
# With vertices: a line that is straight in degrees for kilometres is none in metres.
GROUND = shapely.segmentize(shapely.box(120.982, 24.778, 121.014, 24.795), 0.0005)
AREA, NETWORK = "10018010NCTU", NetworkSpec("zongzhi", "综治")
KINDS = ("buildings", "barriers", "compounds", "places", "land_use", "gazetteer")
# Degrees: what each format keeps of a number.
EXACT = ("gpkg", "fgb", "parquet")
WITHIN = {"gpkg": 0, "shp": 0, "fgb": 0, "parquet": 0, "kml": 1e-12, "csv": 1e-9, "geojson": 1e-7}
WITHIN |= {"dxf": 1e-12, "xlsx": 0}
RIGHT_GRIDS = 8  # of the addresses that are placed, those in the grid of their true place

pytestmark = [
    pytest.mark.db,
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER.exists(), reason="the folder ../shared/data does not exist"),
]


@dataclass
class Town:
    """What was made of the extract."""

    session: Session
    reports: dict[str, ImportReport]
    summary: PlanSummary


@pytest.fixture(scope="module")
def town(module_database_url: str) -> Iterator[Town]:
    engine = make_engine(module_database_url)
    with Session(engine) as session:
        here = {"code": [AREA], "name": ["交大"], "level": ["community"]}
        import_areas(session, gpd.GeoDataFrame(here, geometry=[GROUND], crs="EPSG:4326"))
        reports = {
            kind: run_import(session, EXTRACT, ImportRequest(kind, layer=kind)) for kind in KINDS
        }
        # The extract counts nobody: the counted areas of the same ground tell who lives there.
        counted = read_layer(FOLDER / "hsinchu.gpkg", layer="areas")
        counted = counted[counted.representative_point().within(GROUND)]
        assert import_households(session, counted[counted["households"] > 0]).rejected == []
        build_units(session, AREA)
        import_network(session, NETWORK, None)
        summary = create_plan(session, NETWORK.code, effort="fast")
        publish_plan(session, summary.plan_id)
        session.commit()
        yield Town(session, reports, summary)
    engine.dispose()


def test_broken_rings_are_named_and_the_rest_goes_in(town: Town) -> None:
    left_out = Counter(bad.reason for bad in town.reports["buildings"].rejected)
    assert left_out["has a broken shape, such as a ring left open"] == 8
    assert left_out["is no MultiPolygon or Polygon"] == 9
    for kind, report in town.reports.items():
        assert report.inserted == report.read - len(report.rejected), kind
        assert report.inserted > 0.9 * report.read
        assert all(bad.advice for bad in report.rejected)


def test_every_household_has_a_grid(town: Town) -> None:
    living = town.session.scalar(text("SELECT sum(households) FROM households"))
    grids = published_grids(town.session, NETWORK.code)
    assert grids.households.sum() == town.summary.households == living
    assert shapely.union_all(shapely.from_wkb(list(grids.wkb))).symmetric_difference(
        GROUND
    ).area == pytest.approx(0, abs=1e-12)  # fmt: skip


@pytest.mark.parametrize("kind", [*KINDS, "areas", "households", "units"])
def test_each_layer_goes_out_in_each_format_and_is_the_same_when_it_is_reopened(
    town: Town, tmp_path: Path, kind: str
) -> None:
    for name, chosen in FORMATS.items():
        path = tmp_path / f"{kind}{chosen.suffix}"
        if name == "shp" and kind in ("barriers", "places"):
            continue  # lines, points and surfaces side by side
        count = export_layer(town.session, kind, path)
        if name in ("xlsx", "dxf"):
            continue
        found = preview_import(town.session, path, ImportRequest(kind))
        assert (found.effect.states.new, found.read) == (0, count), name
        # A shapefile turns rings round; decimals of a degree are cut. No other column may differ.
        assert set(found.effect.columns) <= (set() if name in EXACT else {"geometry"}), name


def test_land_use_divides_blocks_where_that_is_asked_for_and_is_undone(town: Town) -> None:
    taken = town.reports["land_use"]
    assert taken.import_id is not None
    begun = town.session.begin_nested()
    try:
        usual = build_units(town.session, AREA)
        finer = build_units(town.session, AREA, along_land_use=True)
        assert finer.units > usual.units
        assert finer.households == usual.households
        undone = undo_import(town.session, taken.import_id, actor="a")
        assert undone.deleted == taken.inserted > 0
        assert town.session.scalar(text("SELECT count(*) FROM land_use")) == 0
        assert build_units(town.session, AREA, along_land_use=True).units == usual.units
    finally:
        begun.rollback()


@pytest.mark.parametrize("name", FORMATS)
def test_the_grids_go_out_in_each_format_and_come_back(
    town: Town, tmp_path: Path, name: str
) -> None:
    path = tmp_path / f"grids{FORMATS[name].suffix}"
    reopen_grids(town.session, NETWORK.code, path, town.summary.grids, WITHIN[name])


def test_the_example_of_the_page_runs_on_the_extract(
    commands: Commands, module_database_url: str, town: Town, tmp_path: Path
) -> None:
    """That of docs/import.md: what was imported already is there, what is broken is named."""
    page = (PROJECT / "docs/import.md").read_text(encoding="utf-8")
    example = re.search(r"^gridgeo (import buildings extract.osm.pbf .*)$", page, re.MULTILINE)
    assert example is not None
    shutil.copy(EXTRACT, tmp_path / "extract.osm.pbf")
    words = shlex.split(example[1])
    town.session.rollback()  # what the previews before have locked
    ended = commands.run(*words, folder=tmp_path, GRIDGEO_DATABASE_URL=module_database_url)
    assert ended.returncode == 0, ended.stderr
    assert "416 unchanged, 24 rejected" in ended.stdout
    assert len((tmp_path / "broken.csv").read_text(encoding="utf-8-sig").splitlines()) == 25


def test_house_numbers_that_the_gazetteer_was_not_made_of_are_rather_queued_than_placed(
    town: Town,
) -> None:
    """The figures of docs/addresses.md: either half looked up among streets and the other half."""
    rows = town.session.execute(
        text("SELECT address, ST_X(geometry), ST_Y(geometry) FROM standard_addresses ORDER BY code")
    ).all()
    parsed = [parse_address(row.address) for row in rows]
    full = [
        (row, one.street + one.number)
        for row, one in zip(rows, parsed, strict=True)
        if one.street and one.number
    ]
    places = Counter(number for _, number in full)
    alone = [row for row, number in full if places[number] == 1]
    off = misses(town.session, alone[::2], alone[1::2])
    off += misses(town.session, alone[1::2], alone[::2])
    assert (len(full), len(alone), len(off)) == (86, 68, 8)
    assert (sum(m <= 50 for m, _ in off), sum(m > 200 for m, _ in off)) == (5, 0)
    assert sum(same for _, same in off) == RIGHT_GRIDS


def misses(session: Session, known: list, asked: list) -> list[tuple[float, bool]]:
    """Give for those of the asked addresses that are placed how far off, and whether in the grid.

    The grid is that of the true place, in the network that was published.
    """
    with session.begin_nested() as savepoint:
        session.execute(text("DELETE FROM gazetteer"))
        build_gazetteer(session, ["streets"])
        places = np.array([shapely.Point(lon, lat) for _, lon, lat in known], dtype=object)
        add_addresses(session, [address for address, _, _ in known], places)
        answers = list(Geocoder(session).geocode_all([address for address, _, _ in asked]))
        savepoint.rollback()
    found = [(a.best.found, row) for a, row in zip(answers, asked, strict=True) if a.clear]
    snapshot = load_snapshot(session)

    def grid_at(lon: float, lat: float) -> str | None:
        [answer] = snapshot.locate(lon, lat, [NETWORK.code])
        return answer.grid.code if answer.grid else None

    return [
        (
            float(np.hypot(*((one.lon - lon, one.lat - lat) * metres_scale(lat)))),
            grid_at(one.lon, one.lat) == grid_at(lon, lat),
        )
        for one, (_, lon, lat) in found
    ]
