import stat

import pytest

from gridgeo.domain.errors import UnavailableError
from gridgeo.io.drafts import drafted


def test_a_file_is_there_when_it_is_whole(tmp_path):
    path = tmp_path / "out.txt"
    with drafted(path) as draft:
        draft.write_text("half")
        assert not path.exists()
    assert path.read_text() == "half"
    assert list(tmp_path.iterdir()) == [path]


def test_what_stood_there_stays_when_writing_fails(tmp_path):
    path = tmp_path / "out.txt"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), drafted(path) as draft:
        draft.write_text(str(1 // 0))
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_writer_s_own_failure_is_told_as_one_of_the_file(tmp_path):
    with (
        pytest.raises(UnavailableError, match=r"out\.db"),
        drafted(tmp_path / "out.db", failures=(RuntimeError,)),
    ):
        raise RuntimeError("no room")
    assert list(tmp_path.iterdir()) == []


def test_files_that_come_along_are_moved_too(tmp_path):
    with drafted(tmp_path / "grids.shp") as draft:
        for ending in (".shp", ".dbf"):
            draft.with_suffix(ending).write_text(ending)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["grids.dbf", "grids.shp"]


@pytest.mark.parametrize(("name", "draft_name"), [("OUT.GPKG", "OUT.GPKG"), ("out", "out.gpkg")])
def test_the_draft_ends_as_its_writer_wants(tmp_path, name, draft_name):
    with drafted(tmp_path / name, ending=".gpkg") as draft:
        assert draft.name == draft_name
        draft.write_text("x")
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with (
        pytest.raises(UnavailableError, match="No such file"),
        drafted(tmp_path / "missing" / "x.txt"),
    ):
        pass


def test_a_draft_has_the_rights_of_any_new_file(tmp_path):
    with drafted(tmp_path / "x.txt") as draft:
        draft.write_text("x")
    plain = tmp_path / "plain.txt"
    plain.write_text("x")
    modes = [stat.S_IMODE(one.stat().st_mode) for one in (tmp_path / "x.txt", plain)]
    assert modes[0] == modes[1]
