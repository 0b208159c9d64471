"""gridgeo: spatial grid planning for districts."""

from importlib.metadata import version

# First of all, since it works only before something loads GDAL.
from gridgeo.io import drivers as drivers

__version__ = version("gridgeo")
