import subprocess
import sys
from pathlib import Path

import pytest

GRIDGEO = Path(sys.executable).with_name("gridgeo")
pytestmark = pytest.mark.db


@pytest.mark.parametrize("source", [["--network", "nobody"], ["--plan", "999"]])
def test_what_the_database_does_not_have_is_one_sentence_and_status_two(source, cli_environment):
    done = subprocess.run(
        [GRIDGEO, "check", *source],
        env=cli_environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert source[1] in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_findings_of_the_database_are_not_written_as_a_layer(cli_environment, tmp_path):
    done = subprocess.run(
        [GRIDGEO, "check", "--network", "nobody", "-o", tmp_path / "out.gpkg"],
        env=cli_environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "--output is for networks in files" in done.stderr
