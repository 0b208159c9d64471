"""GDAL, loaded when the first file is read or written with it: it takes 30 MB of each process.

`gridgeo.io` has said by then which drivers may open a file (`gridgeo.io.drivers`).
"""

from types import ModuleType


def gdal() -> ModuleType:
    """Give pyogrio, through which everything here speaks to GDAL."""
    import pyogrio

    loaded: ModuleType = pyogrio
    return loaded
