"""Two versions of a network: each question is answered by the one that it means."""

from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyogrio
import pytest

from api.point_bodies import ARROW, CSV, JSON, PARQUET
from gridgeo.db.session import make_engine, open_session
from tests.api.test_locate_batch import as_arrow, as_csv, as_json, as_parquet, rows_of, send
from tests.support import small_town
from tests.support.finish_jobs import finish_jobs
from tests.support.small_town import HOUSEHOLDS, LEFT

pytestmark = pytest.mark.db

PLACE = {"lon": 116.305, "lat": 39.91}  # in the grid that the second version gave up
FIRST = f"{LEFT}001"
DATES = ["2026-01-10", "2026-01-31T23:59:59Z", "2026-02-01T00:00:00Z", "2026-02-01", None]
VERSIONS = [1, 1, None, None, None]
GRIDS = [FIRST, FIRST, None, None, None]
DOWNLOAD = "/api/v1/networks/zongzhi/download"


@pytest.fixture(scope="module", autouse=True)
def second_version(town_url: str) -> None:
    engine = make_engine(town_url)
    with open_session(engine) as session:
        small_town.add_second_version(session)
    engine.dispose()


def test_a_lookup_is_answered_by_the_version_of_its_date(public):
    def answer(**more):
        found = public.get("/api/v1/locate", params=PLACE | {"network": "zongzhi"} | more)
        return found.json()["answers"][0]

    then = answer(as_of="2026-01-31")
    assert (then["version"], then["grid"]["code"]) == (1, FIRST)
    for later in (answer(), answer(as_of="2026-02-01"), answer(as_of="2026-02-01T08:00:00+08:00")):
        assert (later["version"], later["grid"]) == (2, None)
        assert later["nearest"]["code"] == f"{LEFT}002"


@pytest.mark.parametrize(
    ("kind", "write"), [(JSON, as_json), (CSV, as_csv), (ARROW, as_arrow), (PARQUET, as_parquet)]
)
def test_rows_of_one_batch_are_answered_by_the_versions_of_their_dates(public, kind, write):
    rows = [{"n": n, **PLACE, "as_of": word} for n, word in enumerate(DATES)]
    beside = [{"n": 9, "lon": 116.315, "lat": 39.91, "as_of": word} for word in DATES]
    found = rows_of(send(public, write(rows + beside), kind), kind)
    assert [row["zongzhi_grid"] for row in found[:5]] == GRIDS
    assert [row["zongzhi_grid"] for row in found[5:]] == [f"{LEFT}002"] * 5
    assert [str(row["zongzhi_version"]) for row in found[5:]] == ["1", "1", "2", "2", "2"]
    assert [row["zongzhi_reason"] for row in found[2:5]] == ["outside"] * 3


@pytest.mark.parametrize(
    "dates",
    [
        pa.array([date(2026, 1, 31), date(2026, 2, 1)], pa.date32()),
        pa.array([datetime(2026, 1, 31), datetime(2026, 2, 2)], pa.timestamp("us", "UTC")),
    ],
)
def test_dates_may_be_dates_of_the_table(public, dates):
    table = pa.table({"lon": [116.305] * 2, "lat": [39.91] * 2, "as_of": dates})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    found = rows_of(send(public, sink.getvalue().to_pybytes(), ARROW), ARROW)
    assert [row["zongzhi_grid"] for row in found] == [FIRST, None]


def test_rows_of_one_job_are_answered_so_too(signed_in, town_url: str, closed_folder: Path):
    client = signed_in("planner")
    body = as_csv([{**PLACE, "as_of": word or ""} for word in DATES])
    path = "/api/v1/locate/jobs?network=zongzhi"
    started = client.post(path, content=body, headers={"Content-Type": CSV})
    finish_jobs(town_url, closed_folder)
    job = client.get(started.headers["location"]).json()
    assert (job["state"], job["progress"]) == ("done", 1.0), job
    found = rows_of(client.get(job["links"]["result"]), CSV)
    assert [row["zongzhi_grid"] for row in found] == GRIDS


@pytest.mark.parametrize(("version", "households"), [(1, HOUSEHOLDS), (2, HOUSEHOLDS[1:])])
@pytest.mark.parametrize("format", ["gpkg", "geojson", "kml", "fgb"])
def test_a_version_is_downloaded_as_it_was(public, tmp_path, version, households, format):
    answer = public.get(DOWNLOAD, params={"version": version, "format": format})
    assert f'filename="zongzhi-v{version}.{format}"' in answer.headers["content-disposition"]
    path = tmp_path / f"zongzhi.{format}"
    path.write_bytes(answer.content)
    found = pyogrio.read_dataframe(path)["households"]
    assert sorted(map(int, found)) == sorted(households)


def test_a_workbook_says_which_version_it_holds(public, tmp_path):
    for version, valid_from in ((1, small_town.PUBLISHED_ON), (2, small_town.SECOND_ON)):
        path = tmp_path / f"{version}.xlsx"
        query = {"version": version, "format": "xlsx"}
        path.write_bytes(public.get(DOWNLOAD, params=query).content)
        rows = openpyxl.load_workbook(path)["说明"].iter_rows(min_row=2, values_only=True)
        facts = dict(rows)
        assert facts["版本"] == str(version)
        assert datetime.fromisoformat(facts["生效时间"]).astimezone(UTC) == valid_from


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ("version=3", 404, "version"),
        ("version=0", 422, "version"),
        ("version=one", 422, "version"),
        ("version=1&as_of=2026-01-31", 422, "version"),
    ],
)
def test_a_version_that_is_none_is_a_problem_with_its_field(public, query, status, field):
    answer = public.get(f"{DOWNLOAD}?{query}")
    assert (answer.status_code, answer.json()["field"]) == (status, field)
