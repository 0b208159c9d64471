"""Giving back to the system what large pieces of work took for a while."""

import ctypes


def give_back_memory() -> None:
    """Return what was freed: rows, shapes and drafts of indexes, about as much as is kept.

    Where the C library is not glibc there is no such call, and its allocator sees to it by itself.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
