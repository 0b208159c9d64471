"""gridgeo: spatial grid planning for districts."""

from importlib.metadata import version

__version__ = version("gridgeo")
