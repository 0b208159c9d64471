import numba.core.caching
import pytest

from gridgeo.geometry.compiled import compiled


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
