"""``gridgeo users`` as an operator types it."""

import pytest

from tests.support.commands import Commands

pytestmark = pytest.mark.db


@pytest.fixture
def run(commands: Commands, database_url: str):
    def run_command(*arguments: str, given: str = "") -> tuple[int, str]:
        ended = commands.run("users", *arguments, given=given, GRIDGEO_DATABASE_URL=database_url)
        return ended.returncode, ended.stdout + ended.stderr

    return run_command


def test_an_account_is_made_granted_closed_and_opened(run):
    assert run("list") == (0, "There are no such accounts; make one with: gridgeo users add.\n")
    status, told = run("add", "li.ming", "--role", "administrator", "--name", "李明")
    assert status == 0
    assert "shown this once" in told
    assert run("add", "li.ming")[0] == 1
    assert run("grant", "li.ming", "--role", "planner") == (0, "li.ming: administrator, planner\n")
    assert run("revoke", "li.ming", "--role", "planner") == (0, "li.ming: administrator\n")
    status, told = run("close", "li.ming")
    assert (status, "would be left" in told) == (1, True)
    second = ("add", "root", "--role", "administrator", "--password-stdin")
    assert run(*second, given="twelve letters\n") == (0, "The account 'root' is made.\n")
    assert run("close", "li.ming") == (0, "'li.ming' is closed.\n")
    assert "closed" in run("list", "李")[1]
    assert run("password", "li.ming", "--password-stdin", given="short\n")[0] == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("add", "x", "--role", "king"), "There is no role 'king'"),
        (("add", "x", "--role", "planner@000"), "There is no area '000'"),
        (("unlock", "nobody"), "There is no account 'nobody'"),
    ],
)
def test_what_does_not_exist_is_named(run, arguments, sentence):
    status, told = run(*arguments)
    assert status == 2
    assert sentence in told
