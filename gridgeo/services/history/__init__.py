"""History: the versions of a network, the life of a grid, who changed a border, when and why."""

from gridgeo.services.history.borders import border_between, border_near
from gridgeo.services.history.lives import list_versions, read_life

__all__ = ["border_between", "border_near", "list_versions", "read_life"]
