"""Parquet and Arrow whose few bytes would fill the memory, as imports, look-ups and bodies read."""

import resource
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from pyarrow import ipc

from api.point_bodies import PARQUET, read_point_body
from gridgeo.domain.errors import BadInputError
from gridgeo.io.point_tables import read_point_batches
from gridgeo.io.sources import limits, open_source
from tests.unit.io.sources.test_admit import refused

LONG = "0" * 1_000_000
ROWS = 3_000


def shared(kind: pa.DataType) -> pa.DictionaryArray:
    """Give a text of a megabyte that stands in every row."""
    return pa.DictionaryArray.from_arrays(pa.array([0] * ROWS, pa.int32()), pa.array([LONG], kind))


def points(**columns: object) -> pa.Table:
    return pa.table({"lon": np.linspace(114, 115, ROWS), "lat": np.full(ROWS, 32.0), **columns})


def table_refused(path: Path, words: str) -> None:
    """Look-ups refuse it too, from a file and from the body of a request."""
    with pytest.raises(BadInputError, match=words):
        list(read_point_batches(path, "parquet").batches)
    with pytest.raises(BadInputError, match=words):
        read_point_body(path.read_bytes(), PARQUET)


@pytest.fixture
def little_memory():
    """Let what is read take two gigabytes more than there is: a trap of three ends the test."""
    held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (held + (2 << 30), before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.binary(), pa.large_binary()])
@pytest.mark.parametrize("told", [True, False])
def test_a_text_of_many_rows_is_weighed_as_often_as_it_stands(tmp_path, kind, told, little_memory):
    texts = shared(kind)
    pq.write_table(points(code=texts), tmp_path / "a.parquet", store_schema=told)
    refused(tmp_path / "a.parquet", "take 2,861 MB")
    table_refused(tmp_path / "a.parquet", "take 2,861 MB")


def lists() -> pa.Array:
    return pa.ListArray.from_arrays(pa.array(range(ROWS + 1), pa.int32()), shared(pa.string()))


def structures() -> pa.Array:
    return pa.StructArray.from_arrays([shared(pa.string())], names=["a"])


def blocks() -> pa.Array:
    return pa.array([b"0" * 16] * ROWS, pa.binary(16))


@pytest.mark.parametrize("column", [lists, structures, blocks])
def test_columns_of_lists_and_the_like_are_left_out_unread(tmp_path, column, little_memory):
    pq.write_table(points(code=column(), name=["a"] * ROWS), tmp_path / "a.parquet")
    with open_source(tmp_path / "a.parquet") as source:
        assert source.layer().fields == ("lon", "lat", "name")
        assert source.notes == ("Columns of lists, structures or bytes are left out: code.",)
        assert sum(len(rows) for rows in source.batches(source.layer())) == ROWS
    table_refused(tmp_path / "a.parquet", "'code' of .* holds lists, structures or bytes")


def forged(path: Path) -> None:
    """Say in the footer that all unpacks to a byte."""
    about = pq.read_metadata(path)
    data = path.read_bytes()
    length = int.from_bytes(data[-8:-4], "little")
    footer = data[-8 - length : -8]
    group = about.row_group(0)
    columns = [group.column(i) for i in range(group.num_columns)]
    sizes = {group.total_byte_size} | {one.total_uncompressed_size for one in columns}
    for size in sizes:
        written = varint(2 * size)
        if len(written) > 3:
            assert written in footer
            footer = footer.replace(written, bytes([0x82, *[0x80] * (len(written) - 2), 0]))
    path.write_bytes(data[: -8 - length] + footer + data[-8:])
    assert pq.read_metadata(path).row_group(0).total_byte_size == 1


def varint(value: int) -> bytes:
    parts = []
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes([*parts, value])


@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_sizes_that_a_footer_tells_falsely_are_not_believed(tmp_path, version):
    texts = pa.table({"lon": [1.0] * 40, "lat": [1.0] * 40, "t": [f"{i}{LONG}" for i in range(40)]})
    pq.write_table(texts, tmp_path / "a.parquet", compression="zstd", use_dictionary=False,
                   data_page_version=version)  # fmt: skip
    forged(tmp_path / "a.parquet")
    refused(tmp_path / "a.parquet", "packed .* times, as only traps are")
    table_refused(tmp_path / "a.parquet", "packed .* times, as only traps are")


def test_texts_that_share_their_beginnings_are_refused(tmp_path):
    texts = pa.table({"lon": [1.0] * 9, "lat": [1.0] * 9, "t": [f"{LONG}{i}" for i in range(9)]})
    pq.write_table(texts, tmp_path / "a.parquet", use_dictionary=False,
                   column_encoding={"t": "DELTA_BYTE_ARRAY"})  # fmt: skip
    refused(tmp_path / "a.parquet", "as DELTA_BYTE_ARRAY; save it again")
    table_refused(tmp_path / "a.parquet", "as DELTA_BYTE_ARRAY; save it again")


def test_rows_without_end_that_are_all_the_same_are_refused(tmp_path):
    same = pa.table({"lon": np.zeros(20_000_000), "lat": np.zeros(20_000_000)})
    pq.write_table(same, tmp_path / "a.parquet", compression="zstd")
    refused(tmp_path / "a.parquet", "as only traps are")
    table_refused(tmp_path / "a.parquet", "as only traps are")


def test_columns_without_end_are_refused_before_their_names_are_read(tmp_path, little_memory):
    """Three hundred thousand took 1.5 GB until they were counted; ten million would take fifty."""
    names = [f"c{i}" for i in range(2_000)]
    pq.write_table(pa.table({name: [1] for name in names}), tmp_path / "a.parquet")
    refused(tmp_path / "a.parquet", "2,000 columns")
    table_refused(tmp_path / "a.parquet", "2,000 columns")
    data = (tmp_path / "a.parquet").read_bytes()
    more = 17 << 20
    length = int.from_bytes(data[-8:-4], "little") + more
    (tmp_path / "a.parquet").write_bytes(
        data[:-8] + bytes(more) + length.to_bytes(4, "little") + b"PAR1"
    )
    refused(tmp_path / "a.parquet", "description of the columns .* Keep the columns")
    table_refused(tmp_path / "a.parquet", "description of the columns")


def test_pages_that_lie_elsewhere_and_headers_that_are_none_are_refused(tmp_path):
    pq.write_table(points(t=["a"] * ROWS), tmp_path / "a.parquet")
    whole = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(b"PAR1" + b"\xff" * 400 + whole[404:])
    refused(tmp_path / "a.parquet", "not where they should be|cannot be read")
    rng = np.random.default_rng(0)
    for _ in range(300):  # whatever is broken, it is refused or read, and nothing else
        broken = bytearray(whole)
        broken[int(rng.integers(4, len(broken)))] = int(rng.integers(256))
        (tmp_path / "a.parquet").write_bytes(broken)
        try:
            with open_source(tmp_path / "a.parquet") as source:
                list(source.batches(source.layer()))
        except BadInputError:
            continue


@pytest.mark.parametrize("compression", ["snappy", "zstd", "gzip", None])
@pytest.mark.parametrize("version", ["1.0", "2.6"])
def test_what_programs_write_is_read(tmp_path, compression, version):
    frame = gpd.GeoDataFrame(
        {"code": [f"号{i}" for i in range(5000)], "n": range(5000), "same": "甲" * 500},
        geometry=shapely.points(np.random.default_rng(0).uniform(0, 50, (5000, 2))),
        crs="EPSG:4490",
    )
    frame.to_parquet(tmp_path / "a.parquet", compression=compression, version=version,
                     row_group_size=900, data_page_size=2000)  # fmt: skip
    with open_source(tmp_path / "a.parquet") as source:
        read = pd.concat(list(source.batches(source.layer())))
    assert read["code"].tolist() == frame["code"].tolist()
    assert (read["same"] == "甲" * 500).all()
    assert shapely.equals_identical(read.geometry.to_numpy(), frame.geometry.to_numpy()).all()


@pytest.mark.parametrize("kind", ["stream", "file"])
def test_arrow_that_is_packed_too_tightly_is_refused(tmp_path, kind):
    options = ipc.IpcWriteOptions(compression="zstd")
    make = ipc.new_stream if kind == "stream" else ipc.new_file
    for count, harmless in ((10_000_000, False), (500, True)):
        table = pa.table({"lon": np.zeros(count), "lat": np.zeros(count)})
        with make(tmp_path / "a.arrow", table.schema, options=options) as writer:
            writer.write_table(table)
        if harmless:
            read = list(read_point_batches(tmp_path / "a.arrow", "arrow").batches)
            assert sum(batch.num_rows for batch in read) == count
        else:
            with pytest.raises(BadInputError, match="as only traps are"):
                read_point_batches(tmp_path / "a.arrow", "arrow")
    assert limits.MOST_RATIO > 100
