"""Commands from the command server behave as the installed programs do."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.commands import Commands

pytestmark = pytest.mark.slow

INSTALLED = Path(sys.executable).with_name("gridgeo")
WAIT_S = 120


def run(program: object, *arguments: str, **options: object) -> tuple[int, str, str]:
    done = subprocess.run(
        [str(program), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=WAIT_S,
        **options,  # type: ignore[call-overload]
    )
    return done.returncode, done.stdout, done.stderr


def python(commands: Commands) -> str:
    return str(commands.folder / "python")


@pytest.mark.parametrize("arguments", [["db"], ["plan", "--sed", "1"], ["check", "x"]])
def test_a_command_says_what_the_installed_one_says(
    commands: Commands, tmp_path: Path, arguments: list[str]
) -> None:
    cold = run(INSTALLED, *arguments, cwd=tmp_path)
    assert run(commands.gridgeo, *arguments, cwd=tmp_path) == cold


def test_streams_folder_environment_and_arguments_are_the_callers(
    commands: Commands, tmp_path: Path
) -> None:
    code = (
        "import os, sys, gridgeo.config as config;"
        "print(sys.stdin.read(), os.getcwd(), sys.argv, config.load_settings().data_dir);"
        "print('also', file=sys.stderr); sys.exit(7)"
    )
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        environment = {**os.environ, "GRIDGEO_DATA_DIR": str(folder / "var")}
        done = run(python(commands), "-c", code, "x y", cwd=folder, env=environment, input="given")
        wanted = f"given {folder} ['-c', 'x y'] {folder / 'var'}\n"
        assert done == (7, wanted, "also\n")


def test_what_one_command_changes_the_next_does_not_see(commands: Commands) -> None:
    code = "import gridgeo.config as c; print(hasattr(c, 'seen')); c.seen = 1"
    for _ in range(2):
        assert run(python(commands), "-c", code) == (0, "False\n", "")


def test_an_error_is_shown_and_fails(commands: Commands) -> None:
    status, printed, told = run(python(commands), "-", input="print('first'); 1 / 0")
    assert (status, printed) == (1, "first\n")
    assert told.rstrip().endswith("ZeroDivisionError: division by zero")


def test_other_uses_of_python_are_the_interpreters(commands: Commands, tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("print(__file__)")
    assert run(python(commands), "one.py", cwd=tmp_path) == (0, f"{tmp_path / 'one.py'}\n", "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_reaches_the_command(commands: Commands, number: signal.Signals) -> None:
    code = (
        "import signal, sys, time;"
        f"signal.signal({int(number)}, lambda *_: sys.exit(9));"
        f"print('ready', flush=True); time.sleep({WAIT_S})"
    )
    with subprocess.Popen(
        [python(commands), "-c", code], stdout=subprocess.PIPE, text=True
    ) as client:
        assert client.stdout is not None
        assert client.stdout.readline() == "ready\n"
        client.send_signal(number)
        assert client.wait(WAIT_S) == 9


def test_a_killed_client_takes_its_command_along(commands: Commands) -> None:
    code = f"import time; print('ready', flush=True); time.sleep({WAIT_S})"
    with subprocess.Popen(
        [python(commands), "-c", code], stdout=subprocess.PIPE, text=True
    ) as client:
        assert client.stdout is not None
        assert client.stdout.readline() == "ready\n"
        client.kill()
        assert client.stdout.read() == ""  # nobody holds the stream any more


def test_a_command_that_a_signal_ends_ends_its_client_so(commands: Commands) -> None:
    code = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    assert run(python(commands), "-c", code) == (-signal.SIGKILL, "", "")
