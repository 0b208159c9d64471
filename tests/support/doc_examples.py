"""Run the examples of the documentation, so that what a page shows is what happens.

A fenced block whose first words are ``bash test`` or ``python test`` is run, page by page and in
order, in one folder that holds a copy of ``data/samples``; ``db`` after them asks for a database.
A block ``text output`` right after such a block is what it must print; ``…`` stands for anything.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

PROJECT = Path(__file__).resolve().parents[2]
LANGUAGES = ("bash", "python")
WORDS = {"test", "db"}
TIMEOUT_S = 300
DATA_DIR = "var"
INSTALLED = Path(sys.executable).parent


@dataclass(frozen=True)
class Example:
    """One block to run.

    Attributes
    ----------
    line : int
        Line of the page, counted from 1, on which the fence opens.
    language : str
        ``bash`` or ``python``.
    code : str
        Text of the block.
    needs_database : bool
        Whether it asks for a database.
    output : str or None
        What it must print; None when the page does not say.
    """

    line: int
    language: str
    code: str
    needs_database: bool = False
    output: str | None = None


def pages() -> list[Path]:
    """Return the pages whose examples are run, sorted."""
    return sorted([*PROJECT.glob("docs/**/*.md"), *PROJECT.glob("README*.md")])


def read_examples(text: str) -> list[Example]:
    """Return the examples of a page in their order.

    Raises
    ------
    ValueError
        A fence has a word after ``test`` that means nothing.
    """
    examples: list[Example] = []
    previous: Example | None = None
    for token in MarkdownIt().parse(text):
        if token.type != "fence":
            continue
        if previous and token.info.split() == ["text", "output"]:
            examples[-1] = _with_output(previous, token.content)
            previous = None
            continue
        previous = _read_fence(token)
        if previous:
            examples.append(previous)
    return examples


def run_page(
    examples: list[Example],
    folder: Path,
    database_url: str | None = None,
    programs: Path | None = None,
) -> None:
    """Run a page's examples in a folder, one process each.

    Parameters
    ----------
    programs : Path, optional
        Folder of the ``gridgeo`` and ``python`` to run; the installed ones without it.

    Raises
    ------
    AssertionError
        An example failed, or printed something else than the page says.
    """
    samples = PROJECT / "data" / "samples"
    if samples.is_dir():
        shutil.copytree(samples, folder / "data" / "samples", dirs_exist_ok=True)
    for example in examples:
        url = database_url if example.needs_database else None
        result = _run(example, folder, url, programs or INSTALLED)
        place = f"the example in line {example.line}"
        if result.returncode:
            raise AssertionError(
                f"{place} ended with status {result.returncode}:\n{example.code}\n"
                f"{result.stdout}\n{result.stderr}"
            )
        if example.output is not None and not matches(result.stdout, example.output):
            raise AssertionError(f"{place} printed:\n{result.stdout}\nnot:\n{example.output}")


def matches(printed: str, expected: str) -> bool:
    """Compare outputs line by line; ``…`` stands for anything, also for several lines."""
    pattern = ".*".join(map(re.escape, _stripped(expected).split("…")))
    return re.fullmatch(pattern, _stripped(printed), re.DOTALL) is not None


def _read_fence(token: Token) -> Example | None:
    words = token.info.split()
    if len(words) < 2 or words[0] not in LANGUAGES or words[1] != "test":
        return None
    line = (token.map or [0])[0] + 1
    unknown = set(words[1:]) - WORDS
    if unknown:
        raise ValueError(f"line {line}: '{' '.join(sorted(unknown))}' means nothing after 'test'")
    return Example(line, words[0], token.content, "db" in words)


def _with_output(example: Example, output: str) -> Example:
    return Example(example.line, example.language, example.code, example.needs_database, output)


def _run(
    example: Example, folder: Path, database_url: str | None, programs: Path
) -> subprocess.CompletedProcess[str]:
    commands = {
        "bash": ["bash", "-euo", "pipefail", "-c", example.code],
        "python": [str(programs / "python"), "-c", example.code],
    }
    return subprocess.run(
        commands[example.language],
        cwd=folder,
        env=_environment(folder, database_url, programs),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )


def _environment(folder: Path, database_url: str | None, programs: Path) -> dict[str, str]:
    """Keep the machine's own gridgeo settings out: an example must never touch real data."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GRIDGEO_")}
    folders = (str(programs), str(INSTALLED), environment["PATH"])
    environment["PATH"] = os.pathsep.join(dict.fromkeys(folders))
    environment["GRIDGEO_DATA_DIR"] = str(folder / DATA_DIR)
    environment["COLUMNS"] = "120"
    if database_url:
        environment["GRIDGEO_DATABASE_URL"] = database_url
    return environment


def _stripped(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
