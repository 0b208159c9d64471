"""How inner loops are compiled: once, kept on disk, and free of the interpreter's lock."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numba

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def compiled(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Compile a function at its first call; threads run it side by side."""
    fast: Callable[Parameters, Result] = numba.njit(cache=True, nogil=True)(function)
    return fast
