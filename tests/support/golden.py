"""Hold a result against its golden file; ``make golden`` writes the files anew, to be reviewed."""

import os
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "golden"
REWRITE = "GRIDGEO_REWRITE_GOLDEN"


def assert_golden(name: str, lines: list[str]) -> None:
    """Compare lines with those of a golden file, or write them where that is asked for.

    Raises
    ------
    AssertionError
        The result differs, or there is no such file yet.
    """
    path = FOLDER / name
    if os.environ.get(REWRITE) == "1":
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert path.is_file(), f"{path.name} is missing: make golden writes it"
    assert lines == path.read_text(encoding="utf-8").splitlines()
