"""How inner loops are compiled: once, kept on disk, and free of the interpreter's lock."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numba

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def compiled(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Compile a function at its first call; threads run it side by side.

    An account without a home, running code that it may not write to, has no place for the compiled
    form (``NUMBA_CACHE_DIR`` would name one): it compiles anew in each process.
    """
    fast: Callable[Parameters, Result]
    try:
        fast = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:
        fast = numba.njit(nogil=True)(function)
    return fast
