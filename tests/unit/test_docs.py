"""The documentation's examples run, and its links lead somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridgeo.config import Settings
from gridgeo.embedded import stop_cluster
from tests.support.commands import Commands
from tests.support.doc_examples import DATA_DIR, PROJECT, pages, read_examples, run_page
from tests.support.postgis import throw_away_folder


def parameters() -> list[object]:
    """Return one parameter a page that has examples; those with a database are marked."""
    made: list[object] = []
    for page in pages():
        examples = read_examples(page.read_text())
        marks = [pytest.mark.slow]
        if any(example.needs_database for example in examples):
            marks.append(pytest.mark.db)
        if examples:
            made.append(pytest.param(page, id=str(page.relative_to(PROJECT)), marks=marks))
    return made


@pytest.fixture
def page_folder() -> Iterator[Path]:
    """A folder for one page; a database that its examples started is stopped."""
    with throw_away_folder() as folder:
        yield folder
        if (folder / DATA_DIR).is_dir():
            stop_cluster(Settings(data_dir=folder / DATA_DIR, database_url=None))


@pytest.mark.parametrize("page", parameters())
def test_the_examples_of_a_page_run(
    page: Path, page_folder: Path, commands: Commands, request: pytest.FixtureRequest
) -> None:
    examples = read_examples(page.read_text())
    url = None
    if any(example.needs_database for example in examples):
        url = request.getfixturevalue("database_url")
    run_page(examples, page_folder, url, commands.folder)


@pytest.mark.parametrize("page", pages(), ids=lambda p: str(p.relative_to(PROJECT)))
def test_the_links_of_a_page_lead_to_files_that_exist(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    local = [t for t in targets if not re.match(r"[a-z]+:", t)]
    assert [t for t in local if not (page.parent / t).exists()] == []


def test_every_setting_is_explained() -> None:
    text = (PROJECT / "docs" / "operations.md").read_text()
    names = [f"GRIDGEO_{field.upper()}" for field in Settings.model_fields]
    assert [name for name in names if f"| `{name}` |" not in text] == []
