"""Tables of points out: no spreadsheet program runs what stands in their cells."""

import csv
import io

import pyarrow as pa
import pytest

from gridgeo.domain.errors import BadInputError
from gridgeo.io.point_tables import write_point_batches
from gridgeo.io.points import open_points


def written(batch: pa.RecordBatch) -> list[list[str]]:
    sink = io.BytesIO()
    with write_point_batches(sink, "csv", batch.schema) as writer:
        writer.write_batch(batch)
    return list(csv.reader(io.StringIO(sink.getvalue().decode())))


def test_cells_that_begin_like_a_formula_get_an_apostrophe_and_numbers_do_not():
    risky = ['=WEBSERVICE("http://x")', "@SUM(1)", "+1+1", "-1+cmd|' /C calc'!A0", "\t=1", "＝1"]
    plain = ["-120.5", "+86139", "-1.5e-7", "-.5", "5.", "和平路=1号", "'=1", ""]
    for kind in (pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())):
        cells = pa.array([*risky, *plain, None]).cast(kind)
        rows = written(pa.RecordBatch.from_arrays([cells, cells], names=["=name", "b"]))
        assert rows[0] == ["'=name", "b"]
        found = [row[0] for row in rows[1:]]
        assert found == [*(f"'{one}" for one in risky), *plain, ""]


def test_numbers_of_other_kinds_are_left_alone():
    batch = pa.RecordBatch.from_pydict({"x": pa.array([-1.5, None]), "n": pa.array([-1, 2])})
    assert written(batch)[1:] == [["-1.5", "-1"], ["", "2"]]


def test_points_of_ten_million_columns_are_refused(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"lon,lat" + b"," * 10_000_000 + b"\n1,2\n")
    with pytest.raises(BadInputError, match="longer than 1 MB"):
        open_points(tmp_path / "a.csv")
