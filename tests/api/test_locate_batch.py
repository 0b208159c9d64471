"""Tables of points over HTTP: every form gives the answers of single lookups, and drops no row."""

import csv
import io

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from api.point_bodies import ARROW, CSV, JSON, MOST_POINTS, PARQUET, PIECE_ROWS
from tests.support.small_town import EAST, LEFT, NORTH, RIGHT, SOUTH, WEST

pytestmark = pytest.mark.db
PATH = "/api/v1/locate/batch"
POINTS = [
    {"id": "a", "lon": 116.305, "lat": 39.91},
    {"id": "b", "lon": 116.31, "lat": 39.91},  # on a border
    {"id": "c", "lon": 39.91, "lat": 116.305},
    {"id": "d", "lon": 10.0, "lat": 10.0},
    {"id": "e", "lon": None, "lat": 39.91},
    {"id": "f", "lon": 999.0, "lat": 39.91},
    {"id": "g", "lon": 116.335, "lat": 39.915},
]
GRIDS = [f"{LEFT}001", f"{LEFT}001", None, None, None, None, f"{RIGHT}002"]
REASONS = [None, None, "swapped_axes", "outside", "no_coordinates", "out_of_range", None]


def as_arrow(rows):
    sink = pa.BufferOutputStream()
    table = pa.Table.from_pylist(rows)
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


def as_parquet(rows):
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    return sink.getvalue().to_pybytes()


def as_csv(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def send(client, body, kind, query="network=zongzhi"):
    return client.post(f"{PATH}?{query}", content=body, headers={"Content-Type": kind})


def rows_of(answer, kind):
    if kind == ARROW:
        return pa.ipc.open_stream(answer.content).read_all().to_pylist()
    if kind == PARQUET:
        return pq.read_table(pa.BufferReader(answer.content)).to_pylist()
    if kind == CSV:
        rows = csv.DictReader(io.StringIO(answer.text))
        return [{name: value or None for name, value in row.items()} for row in rows]
    return answer.json()["answers"]


FORMS = [(ARROW, as_arrow), (PARQUET, as_parquet), (CSV, as_csv)]


@pytest.mark.parametrize(("kind", "write"), FORMS)
def test_every_row_comes_back_with_its_grid_or_its_reason(public, kind, write):
    answer = send(public, write(POINTS), kind)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith(kind)
    rows = rows_of(answer, kind)
    assert [row["id"] for row in rows] == [point["id"] for point in POINTS]
    assert [row["zongzhi_grid"] for row in rows] == GRIDS
    assert [row["zongzhi_reason"] for row in rows] == REASONS
    assert {str(row["zongzhi_version"]) for row in rows if row["zongzhi_grid"]} == {"1"}


def as_json(rows):
    return orjson.dumps({"points": rows})


@pytest.mark.parametrize(("kind", "write"), [*FORMS, (JSON, as_json)])
def test_an_answer_is_streamed_piece_by_piece_in_the_order_of_the_rows(public, kind, write):
    count = 2 * PIECE_ROWS + 7
    rng = np.random.default_rng(1)
    strips = rng.integers(0, 4, count).tolist()
    lons = WEST + 0.01 * np.array(strips) + rng.uniform(0.001, 0.009, count)
    body = write([{"id": n, "lon": lon, "lat": 39.91} for n, lon in enumerate(lons.tolist())])
    path, headers = f"{PATH}?network=zongzhi", {"Content-Type": kind}
    with public.stream("POST", path, content=body, headers=headers) as answer:
        assert "content-length" not in answer.headers  # it begins before the end is known
        answer.read()
    rows = rows_of(answer, kind)
    assert [int(row["id"]) for row in rows] == list(range(count))
    grids = [f"{LEFT}001", f"{LEFT}002", f"{RIGHT}001", f"{RIGHT}002"]
    assert [row["zongzhi_grid"] for row in rows] == [grids[n] for n in strips]


def test_json_takes_what_is_no_point_at_all(public):
    odd = [*POINTS, 7, {"lon": "116.305", "lat": " 39.91 "}, {"lon": True, "lat": []}, {}]
    answer = public.post(PATH, json={"points": odd}, params={"network": "zongzhi"})
    rows = rows_of(answer, JSON)
    assert [row["zongzhi_grid"] for row in rows[:7]] == GRIDS
    assert rows[7]["given"] == 7
    assert rows[8]["zongzhi_grid"] == f"{LEFT}001"
    assert [row["zongzhi_reason"] for row in rows[7:]] == [
        "no_coordinates",
        None,
        "not_a_number",
        "no_coordinates",
    ]


def test_answers_are_those_of_single_lookups_in_all_networks(public):
    steps = [i / 7 for i in range(8)]
    points = [
        {"lon": WEST + (EAST - WEST) * i, "lat": SOUTH + (NORTH - SOUTH) * j}
        for i in steps
        for j in steps
    ]
    rows = rows_of(send(public, as_arrow(points), ARROW, ""), ARROW)
    for point, row in zip(points, rows, strict=True):
        answers = public.get("/api/v1/locate", params=point).json()["answers"]
        for answer in answers:
            code = answer["grid"]["code"] if answer["inside"] else None
            assert row[f"{answer['network']}_grid"] == code


def test_each_row_may_have_its_own_date(public):
    dated = [
        {"lon": 116.305, "lat": 39.91, "as_of": date}
        for date in ("2026-02-01", "2025-12-31", None, "2026-01-11T08:00:00+08:00", "soon", "")
    ]
    expected = [None, "before_first_version", None, None, "bad_date", None]
    for kind, write in FORMS:
        rows = rows_of(send(public, write(dated), kind), kind)
        assert [row["zongzhi_reason"] for row in rows] == expected, kind
        assert [row["zongzhi_grid"] is None for row in rows] == [bool(word) for word in expected]


def test_coordinates_may_be_in_another_system(public):
    rows = [{"x": 116.3113, "y": 39.9114}]
    answer = send(public, as_csv(rows), CSV, "network=zongzhi&crs=gcj02")
    [row] = rows_of(answer, CSV)
    assert row["zongzhi_grid"] == f"{LEFT}001"


@pytest.mark.parametrize(
    ("body", "kind", "query", "status", "field"),
    [
        (b"{}", "application/xml", "", 415, None),
        (b"", "", "", 415, None),
        (b"{", JSON, "", 422, "body"),
        (b'{"points": 3}', JSON, "", 422, "points"),
        (b"PAR1 PAR1", PARQUET, "", 422, "body"),
        (b"\xff\xff\xff\xff\x00\x00\x00\x08 nonsense", ARROW, "", 422, "body"),
        (b"", ARROW, "", 422, "body"),
        (b"", CSV, "", 422, None),
        (b"lon,lat\n1\n", CSV, "", 422, "body"),
        (b"a,b\n1,2\n", CSV, "", 422, "lon"),
        (b"lon,lon\n1,2\n", CSV, "", 422, "body"),
        (b"lon,lat\n1,2\n", CSV, "network=nothing", 404, "network"),
        (b"lon,lat\n1,2\n", CSV, "crs=1", 422, "crs"),
        (b"lon,lat\n1,2\n", CSV, "as_of=2020-01-01", 404, "as_of"),
        (b"lon,lat\n" + b"1,2\n" * (MOST_POINTS + 1), CSV, "", 422, "points"),
    ],
)
def test_what_cannot_be_used_is_refused_before_the_answer_begins(
    public, body, kind, query, status, field
):
    answer = send(public, body, kind, query)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    if field:
        assert answer.json()["field"] == field


def test_no_points_are_no_fault(public):
    assert public.post(PATH, json={"points": []}).json() == {"answers": []}
    assert send(public, b"lon,lat\n", CSV).text.splitlines() == [
        "lon,lat,zongzhi_grid,zongzhi_version,zongzhi_reason"
    ]


def test_a_closed_server_asks_for_leave(closed):
    assert send(closed, b"lon,lat\n1,2\n", CSV).status_code == 401
