"""Files of offices as sources: admitted by what they hold, then read piece by piece.

`open_source` is the way in. Nothing here believes a file's name, and nothing is handed to GDAL
before `gridgeo.io.sources.admit` has looked at its first bytes.
"""

from gridgeo.io.sources.open_source import open_source
from gridgeo.io.sources.source import LayerInfo, Source

__all__ = ["LayerInfo", "Source", "open_source"]
