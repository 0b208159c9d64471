import os

import numba.core.caching
import pytest

from gridgeo.geometry.compiled import compiled, keep_compiled, source_digest


def double(number):
    return 2 * number


def test_a_function_is_compiled_and_kept_on_disk():
    fast = compiled(double)
    assert fast(21) == 42
    assert fast.stats.cache_path


def test_an_account_with_no_folder_to_keep_it_in_compiles_all_the_same(monkeypatch):
    monkeypatch.setattr(numba.core.caching.FunctionCache._impl_class, "_locator_classes", [])
    with pytest.raises(RuntimeError, match="no locator"):
        numba.njit(cache=True)(double)
    assert compiled(double)(21) == 42


def test_what_is_kept_is_of_exactly_these_sources(tmp_path):
    """A loop that calls one in another file must not outlive a change there."""
    kernels = tmp_path / "kernels"
    kernels.mkdir()
    (kernels / "loop.py").write_text("@compiled\ndef loop(): ...\n")
    (kernels / "constants.py").write_text("LIMIT = 1\n")
    (tmp_path / "elsewhere.py").write_text("WORD = 1\n")
    before = source_digest(tmp_path)
    (tmp_path / "elsewhere.py").write_text("WORD = 2\n")
    assert source_digest(tmp_path) == before
    (kernels / "constants.py").write_text("LIMIT = 2\n")
    assert source_digest(tmp_path) != before


def test_only_long_unused_states_are_removed(tmp_path):
    old, recent = keep_compiled(tmp_path, "old"), keep_compiled(tmp_path, "recent")
    os.utime(old, (0, 0))
    present = keep_compiled(tmp_path, "present")
    assert sorted(tmp_path.iterdir()) == sorted([recent, present])


def test_where_nothing_may_be_written_no_folder_is_named(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert keep_compiled(blocked, "x") is None
