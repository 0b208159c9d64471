from gridgeo.embedded.postmaster import running_postmaster


def test_no_server_runs_in_a_folder_that_is_not_there(tmp_path):
    assert running_postmaster(tmp_path / "pgdata") is None


def test_no_server_runs_where_a_file_takes_the_folders_place(tmp_path):
    (tmp_path / "file").write_text("")
    assert running_postmaster(tmp_path / "file" / "pgdata") is None
