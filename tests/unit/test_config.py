"""Settings come from the environment, and a bad one is named without being shown."""

from pathlib import Path

import pytest

from gridgeo import config
from gridgeo.config import Settings, load_settings
from gridgeo.domain.errors import BadInputError


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_every_usual_spelling_of_the_url_gets_our_driver(
    monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setenv("GRIDGEO_DATABASE_URL", f"{scheme}://me:pw@host/db")
    assert load_settings().database_url == "postgresql+psycopg2://me:pw@host/db"


def test_an_empty_url_means_the_embedded_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRIDGEO_DATABASE_URL", "")
    assert load_settings().database_url is None


def test_the_url_never_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRIDGEO_DATABASE_URL", "postgresql://me:hush-hush@host/db")
    assert "hush-hush" not in repr(load_settings())


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("GRIDGEO_DATABASE_URL", "mysql://me:secret@host/db"),
        ("GRIDGEO_DATABASE_URL", "me:secret@host"),
        ("GRIDGEO_DB_MEMORY_MB", "12"),
        ("GRIDGEO_PUBLIC_READ", "secret"),
    ],
)
def test_a_bad_value_is_one_sentence_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadInputError, match=variable) as caught:
        load_settings()
    assert "secret" not in caught.value.message
    assert caught.value.field == variable


def test_the_data_folder_is_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GRIDGEO_DATA_DIR", "data")
    assert load_settings().data_dir == tmp_path / "data"


def test_a_checkout_keeps_its_data_inside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GRIDGEO_DATA_DIR", raising=False)
    monkeypatch.setattr(config, "__file__", str(tmp_path / "gridgeo" / "config.py"))
    for name in ("pyproject.toml", "Makefile"):
        (tmp_path / name).touch()
    assert Settings().data_dir == tmp_path / "var"


def test_an_installed_package_uses_the_users_data_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("GRIDGEO_DATA_DIR", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setattr(config, "__file__", str(tmp_path / "gridgeo" / "config.py"))
    assert Settings().data_dir == tmp_path / "share" / "gridgeo"
