import subprocess
import sys


def test_only_the_wanted_drivers_exist_and_nothing_is_printed():
    script = (
        "from gridgeo.io.drivers import ALLOWED\n"
        "import pyogrio\n"
        "print(sorted(set(pyogrio.list_drivers()) - ALLOWED))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
    assert done.stderr == ""
