"""Tables as files to import."""

from pathlib import Path

import pytest

from gridgeo.domain.errors import BadInputError
from gridgeo.io.import_file import read_import_file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_with_coordinates_gives_points(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(
        "编码,地址,经度,纬度\n001,和平路1号,116.5,39.9\n002,和平路2号,,\n", encoding=encoding
    )
    frame = read_import_file(file)
    assert frame["编码"].tolist() == ["001", "002"]
    assert frame.geometry[0].coords[0] == (116.5, 39.9)
    assert frame.geometry[1] is None
    assert frame.crs == "EPSG:4326"


def test_a_table_without_coordinates_has_no_points(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("code,building_code\n1,b1\n")
    assert read_import_file(file, crs="EPSG:4490").geometry.isna().all()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "is no table"), ("code,lon\n", "has no rows")],
)
def test_a_table_without_rows_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(text)
    with pytest.raises(BadInputError, match=sentence):
        read_import_file(file)


def test_a_missing_file_and_an_unknown_system_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="no file"):
        read_import_file(tmp_path / "a.csv")
    (tmp_path / "a.csv").write_text("code\n1\n")
    with pytest.raises(BadInputError, match="no coordinate system"):
        read_import_file(tmp_path / "a.csv", crs="moon")
