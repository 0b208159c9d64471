"""Commands are run as processes of their own: too slow for the fast tests."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.commands import Commands

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def run(commands: Commands) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Run ``gridgeo`` in a folder with arguments."""

    def run_command(folder: Path, *arguments: object) -> "subprocess.CompletedProcess[str]":
        return commands.run(*arguments, folder=folder)

    return run_command
