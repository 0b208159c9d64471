"""Old workbooks are measured before they are read: extents, shared texts, broken chains."""

import contextlib
import struct

import pytest

from gridgeo.domain.errors import BadInputError
from gridgeo.io.sources import open_source
from tests.support.old_workbook import number, record, shared, write_book

FAR = number(0, 0, 1) + number(65_535, 255, 1)


def refused(path, words: str) -> None:
    with pytest.raises(BadInputError, match=words), open_source(path):
        pass


def test_a_plain_one_is_read(tmp_path):
    cells = shared(0, 0, 0) + shared(0, 1, 1) + shared(1, 0, 2) + number(1, 1, 12)
    write_book(tmp_path / "a.xls", [cells], ["编码", "户数", "长" * 9000])
    with open_source(tmp_path / "a.xls") as source:
        layer = source.layer()
        [rows] = source.batches(layer)
    assert layer.fields == ("编码", "户数")
    assert (rows["编码"].iloc[0], rows["户数"].iloc[0]) == ("长" * 9000, "12")


def test_sheets_that_reach_far_are_refused_together(tmp_path):
    write_book(tmp_path / "a.xls", [FAR] * 3)
    refused(tmp_path / "a.xls", "50,331,648 cells, more than 40,000,000")
    claimed = record(0x0200, struct.pack("<2I3H", 0, 0x7FFFFFFF, 0, 256, 0))
    write_book(tmp_path / "b.xls", [claimed])
    refused(tmp_path / "b.xls", "more than 40,000,000")


def test_a_long_text_that_many_cells_share_is_refused(tmp_path):
    cells = b"".join(shared(row, 0, 0) for row in range(12_000))
    write_book(tmp_path / "a.xls", [cells], ["长" * 30_000])
    refused(tmp_path / "a.xls", "each counted as often as it stands")


@pytest.mark.parametrize("at", [30, 48, 76, 512, 1024 + 116, 1024 + 128])
def test_a_broken_chain_is_a_fault_of_the_file(tmp_path, at):
    write_book(tmp_path / "a.xls", [number(0, 0, 1)])
    content = bytearray((tmp_path / "a.xls").read_bytes())
    content[at : at + 4] = b"\x01\x00\x00\x00"
    (tmp_path / "b.xls").write_bytes(content)
    with contextlib.suppress(BadInputError), open_source(tmp_path / "b.xls") as source:
        assert source.format == "Excel"
