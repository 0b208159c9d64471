"""The worked example of imports runs on a fresh database, shows what it says, leaves nothing."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.support.notebooks import PROJECT, run_notebook

IMPORT_HSINCHU = PROJECT / "notebooks" / "import_hsinchu.ipynb"

pytestmark = pytest.mark.db


@pytest.mark.slow
def test_hsinchu_comes_in_is_corrected_follows_an_edition_and_is_taken_back(
    database_url: str, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not (PROJECT / "../shared/data/hsinchu/hsinchu.gpkg").exists():
        pytest.skip("no data in ../shared/data")
    monkeypatch.chdir(PROJECT / "notebooks")
    monkeypatch.setenv("GRIDGEO_DATABASE_URL", database_url)
    shown = run_notebook(IMPORT_HSINCHU)
    assert shown["known"] == 145
    assert shown["looked"]["text"] == "gb18030"
    assert shown["looked"]["fields"]["area_code"] == "所属社区编"  # cut to ten bytes
    best = shown["system"].iloc[0]
    assert (best["crs"], best["clear"]) == ("gcj02", True)
    assert shown["preview"] == {"system": "gcj02", "rows": 2217, "new": 2214, "left out": 3}
    assert list(shown["imported"]["gridgeo_row"]) == ["4", "6", "9"]
    assert shown["corrected"] == {"went in": 2214, "then": 3, "households": 161_151}
    assert shown["edition"] == {
        "new": 1, "changed": {"households": 2}, "gone": 2, "the same": 2213,
    }  # fmt: skip
    assert shown["undone"] == {"deleted": 1, "changed back": 2, "households as before": True}
    assert session.scalar(text("SELECT count(*) FROM units")) == 0


def test_it_stops_cleanly_where_a_database_or_the_data_are_missing(monkeypatch) -> None:
    monkeypatch.delenv("GRIDGEO_DATABASE_URL", raising=False)
    shown = run_notebook(IMPORT_HSINCHU)
    assert "nothing is imported" in shown["find"]
    assert all(value is None for name, value in shown.items() if name != "find")
