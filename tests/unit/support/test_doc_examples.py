"""The mechanism that runs the documentation's examples finds them, and fails when they do."""

from pathlib import Path

import pytest

from tests.support.doc_examples import matches, read_examples, run_page

PAGE = """\
# A page

```bash test
echo 7 > number
```

```bash
exit 1
```

~~~python test db
print(open("number").read())
~~~
```text output
7
```
"""


def test_only_marked_blocks_are_examples() -> None:
    first, second = read_examples(PAGE)
    assert (first.line, first.language, first.needs_database) == (3, "bash", False)
    assert (second.line, second.language, second.needs_database) == (11, "python", True)
    assert (first.output, second.output) == (None, "7\n")


def test_a_word_that_means_nothing_is_named() -> None:
    with pytest.raises(ValueError, match="line 1: 'databse' means nothing"):
        read_examples("```bash test databse\n```\n")


def test_examples_of_a_page_share_a_folder_in_their_order(tmp_path: Path) -> None:
    run_page(read_examples(PAGE), tmp_path)
    assert (tmp_path / "number").read_text() == "7\n"


@pytest.mark.parametrize("code", ["false", "false | cat", "echo $UNSET_NAME", "cd missing; true"])
def test_any_failing_command_fails_the_page(tmp_path: Path, code: str) -> None:
    with pytest.raises(AssertionError, match="line 1 ended with status"):
        run_page(read_examples(f"```bash test\n{code}\n```\n"), tmp_path)


def test_another_output_fails_the_page(tmp_path: Path) -> None:
    page = "```bash test\necho 8\n```\n```text output\n7\n```\n"
    with pytest.raises(AssertionError, match="printed"):
        run_page(read_examples(page), tmp_path)


def test_an_example_sees_no_settings_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRIDGEO_DATABASE_URL", "postgresql://real/data")
    page = '```bash test\necho "${GRIDGEO_DATABASE_URL:-none}"\n```\n```text output\nnone\n```\n'
    run_page(read_examples(page), tmp_path)


@pytest.mark.parametrize(
    ("printed", "expected", "same"),
    [
        ("a  \nb\n", "a\nb", True),
        ("12.3 s\n", "… s", True),
        ("a\nb\nc\n", "a\n…\nc", True),
        ("a.b", "axb", False),
        ("axb", "a.b", False),
        ("a\nb", "a", False),
    ],
)
def test_an_ellipsis_stands_for_anything(printed: str, expected: str, same: bool) -> None:
    assert matches(printed, expected) is same
