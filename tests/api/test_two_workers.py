"""Workers follow a publication by themselves, soon, and never mix two versions."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.db, pytest.mark.slow]
SOAK = Path(__file__).parents[2] / "scripts" / "soak.py"


def test_two_workers_under_load_show_the_right_version_soon():
    # Two seconds on a machine of one's own; a busy one gets more.
    options = ["--seconds", "14", "--publish-s", "4", "--side", "20", "--late-s", "6"]
    command = [sys.executable, str(SOAK), *options]
    run = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout.splitlines()[-1])
    assert report["faults"] == 0
    assert report["answers"]["publication"] >= 2
    assert {"lookup", "tile"} <= report["answers"].keys()
