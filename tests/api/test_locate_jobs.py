"""Tables of points sent as a job: the answers of a batch, in a file to be fetched."""

import csv
import io
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

from api.point_bodies import ARROW, CSV, PARQUET
from tests.support.finish_jobs import finish_jobs
from tests.support.small_town import LEFT

pytestmark = pytest.mark.db
PATH = "/api/v1/locate/jobs?network=zongzhi"
TABLE = pa.table(
    {
        "id": ["a", "b", "c"],
        "lon": [116.305, 10.0, None],
        "lat": [39.91, 10.0, 39.91],
        "as_of": [None, None, None],
    },
    pa.schema([("id", "string"), ("lon", "float64"), ("lat", "float64"), ("as_of", "string")]),
)


def as_csv(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pacsv.write_csv(table, sink)
    return sink.getvalue().to_pybytes()


def as_arrow(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


def as_parquet(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return sink.getvalue()


READ = {
    CSV: lambda body: pa.Table.from_pylist(list(csv.DictReader(io.StringIO(body.decode())))),
    ARROW: lambda body: pa.ipc.open_stream(body).read_all(),
    PARQUET: lambda body: pq.read_table(pa.BufferReader(body)),
}


@pytest.mark.parametrize(
    ("kind", "write"), [(CSV, as_csv), (ARROW, as_arrow), (PARQUET, as_parquet)]
)
def test_a_job_answers_every_row_of_the_table(
    signed_in, town_url: str, closed_folder: Path, kind, write
):
    client = signed_in("planner")
    answer = client.post(PATH, content=write(TABLE), headers={"Content-Type": kind})
    assert answer.status_code == 202, answer.text
    finish_jobs(town_url, closed_folder)
    job = client.get(answer.headers["location"]).json()
    assert (job["state"], job["result"]["points"]) == ("done", 3), job
    result = client.get(job["links"]["result"])
    rows = READ[kind](result.content).to_pylist()
    assert [row["id"] for row in rows] == ["a", "b", "c"]
    assert [row["zongzhi_grid"] or None for row in rows] == [f"{LEFT}001", None, None]
    assert [row["zongzhi_reason"] or None for row in rows] == [None, "outside", "no_coordinates"]


def test_a_job_that_cannot_be_read_fails_with_a_sentence(signed_in, town_url, closed_folder):
    client = signed_in("planner")
    answer = client.post(PATH, content=b"PAR1 nothing", headers={"Content-Type": PARQUET})
    finish_jobs(town_url, closed_folder)
    job = client.get(answer.headers["location"]).json()
    assert job["state"] == "failed"
    assert "parquet" in job["error"]


def test_what_is_no_table_is_refused_at_once_and_leaves_no_file(signed_in, closed_folder):
    client = signed_in("planner")
    assert (
        client.post(PATH, content=b"{}", headers={"Content-Type": "text/html"}).status_code == 415
    )
    empty = client.post(PATH, content=b"", headers={"Content-Type": CSV})
    assert (empty.status_code, empty.json()["field"]) == (422, "body")
    assert list((closed_folder / "jobs").glob(".upload-*")) == []


def test_nobody_without_an_account_may_send_one(public):
    answer = public.post(PATH, content=as_csv(TABLE), headers={"Content-Type": CSV})
    assert answer.status_code == 401
