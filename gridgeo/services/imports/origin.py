"""Where the rows of an import come from: kept with it, so that anybody can tell later."""

from dataclasses import dataclass, field

from pyproj import CRS

from gridgeo.io.source_crs import SourceCrs, of_crs


@dataclass(frozen=True, slots=True)
class Origin:
    """A file, and how it was read.

    Attributes
    ----------
    source : str
        The file's name.
    crs : SourceCrs
    dataset, layer, encoding : str or None
    mapping : dict
        Column to field of the file.
    actor : str
        Who imports it.
    """

    source: str
    crs: SourceCrs
    dataset: str | None = None
    layer: str | None = None
    encoding: str | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    actor: str = "system"


def origin_of_frame(crs: CRS | None, source: str, actor: str) -> Origin:
    """Describe a frame that a caller made."""
    known = CRS.from_epsg(4326) if crs is None else crs
    return Origin(source, of_crs(known), dataset=source or None, actor=actor)
