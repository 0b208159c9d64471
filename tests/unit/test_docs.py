"""The documentation's examples run, and its links lead somewhere."""

import re
from pathlib import Path

import pytest

from tests.support.doc_examples import PROJECT, pages, read_examples, run_page


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


@pytest.mark.parametrize("page", parameters())
def test_the_examples_of_a_page_run(
    page: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    examples = read_examples(page.read_text())
    url = None
    if any(example.needs_database for example in examples):
        url = request.getfixturevalue("database_url")
    run_page(examples, tmp_path, url)


@pytest.mark.parametrize("page", pages(), ids=lambda p: str(p.relative_to(PROJECT)))
def test_the_links_of_a_page_lead_to_files_that_exist(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    local = [t for t in targets if not re.match(r"[a-z]+:", t)]
    assert [t for t in local if not (page.parent / t).exists()] == []
