"""Official blocks of a city all the way: in, planned, published, out in each format, reopened."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from gridgeo.db.repositories.grids import published_grids
from gridgeo.db.session import make_engine
from gridgeo.domain.errors import BadInputError
from gridgeo.domain.network import NetworkSpec
from gridgeo.io.export_formats import FORMATS
from gridgeo.io.vector import read_layer
from gridgeo.services.create_plan import create_plan
from gridgeo.services.import_layers import import_areas
from gridgeo.services.import_network import import_network
from gridgeo.services.imports.request import ImportRequest
from gridgeo.services.imports.run import preview_import, run_import
from gridgeo.services.plan_frame import PlanSummary
from gridgeo.services.publish_plan import publish_plan
from tests.support.handed_over import hand_over
from tests.support.reopened import reopen_grids

FOLDER = Path(__file__).parents[3] / "../shared/data/cambridge"
BLOCKS = FOLDER / "DEMOGRAPHICS_AdjustedBlocks2020.geojson"
NETWORK = NetworkSpec("zongzhi", "综治")
# Degrees: what each format keeps of a number; GeoJSON joins vertices nearer than it can tell apart.
WITHIN = {"gpkg": 0, "shp": 0, "fgb": 0, "parquet": 0, "kml": 1e-12, "csv": 2e-9, "geojson": 2e-7}
WITHIN |= {"dxf": 1e-12, "xlsx": 0}  # a workbook has points inside the grids

pytestmark = [
    pytest.mark.db,
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER.exists(), reason="the folder ../shared/data does not exist"),
]


@pytest.fixture(scope="module")
def town(module_database_url: str) -> Iterator[tuple[Session, PlanSummary]]:
    engine = make_engine(module_database_url)
    with Session(engine) as session:
        city = read_layer(FOLDER / "BOUNDARY_CityBoundary.geojson").dissolve()
        import_areas(session, city.assign(code="CAM", name="Cambridge", level="community"))
        # The source counts nobody: a hundred households stand in for those of each block.
        asked = ImportRequest(
            "units",
            mapping={"code": "GEOID20"},
            constants={"area_code": "CAM", "households": "100", "persons": "250"},
        )
        report = run_import(session, BLOCKS, asked)
        assert (report.inserted, report.rejected) == (1044, [])
        import_network(session, NETWORK, None)
        summary = create_plan(session, NETWORK.code, effort="fast")
        publish_plan(session, summary.plan_id)
        session.commit()
        yield session, summary
    engine.dispose()


def test_every_block_is_in_a_grid_of_the_band(town: tuple[Session, PlanSummary]) -> None:
    session, summary = town
    grids = published_grids(session, NETWORK.code)
    assert grids.households.sum() == 104_400
    assert ((grids.households >= 300) & (grids.households <= 500)).all()
    assert len(grids) == summary.grids


@pytest.mark.parametrize(
    ("name", "encoding"), [*((name, "utf-8") for name in FORMATS), ("shp", "gbk"), ("csv", "gbk")]
)
def test_the_grids_go_out_in_each_format_and_come_back(
    town: tuple[Session, PlanSummary], tmp_path: Path, name: str, encoding: str
) -> None:
    session, summary = town
    path = tmp_path / f"grids{FORMATS[name].suffix}"
    reopen_grids(session, NETWORK.code, path, summary.grids, WITHIN[name], encoding=encoding)


def test_blocks_in_gbk_and_gcj02_are_the_blocks_that_are_there(
    town: tuple[Session, PlanSummary], tmp_path: Path
) -> None:
    """Outside China nothing is shifted; a city's border alone does not tell where blocks are."""
    session, _ = town
    counts = {"area_code": "CAM", "households": 100, "persons": 250}
    names = {
        "GEOID20": "单元编码",
        "area_code": "所属社区",
        "households": "户数",
        "persons": "人口",
    }
    path = hand_over(read_layer(BLOCKS).assign(**counts), tmp_path / "街区.shp", names)
    with pytest.raises(BadInputError, match=r"not clear.*EPSG:4326"):
        preview_import(session, path, ImportRequest("units", crs="auto"))
    found = preview_import(session, path, ImportRequest("units", crs="gcj02"))
    states = found.effect.states
    assert (states.new, states.gone, found.rejected) == (0, 0, [])
    assert set(found.effect.columns) <= {"geometry"}  # a shapefile turns rings round
