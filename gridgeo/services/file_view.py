"""What the topology rules see of a network in a file: grids, the ground to cover, counts."""

from pathlib import Path

from gridgeo.domain.band import HouseholdBand
from gridgeo.services.network_file import NetworkFile, read_boundary
from gridgeo.topology.view import NetworkView


def network_view(
    network: NetworkFile,
    *,
    within: Path | None,
    within_layer: str | None,
    households_field: str | None,
    min_area_m2: float,
    band: HouseholdBand | None = None,
    sliver_width_m: float = 3.0,
) -> NetworkView:
    """Lay out a network for the rules.

    Parameters
    ----------
    network : NetworkFile
    within, within_layer
        The file with the ground that the grids must cover; None where nobody says.
    households_field : str or None
        Field of the grids with their counts.
    min_area_m2, band, sliver_width_m
        As in `NetworkView`.

    Raises
    ------
    BadInputError
        If the boundary cannot be read, or a count is none.
    """
    boundary = households = None
    if within is not None:
        boundary = read_boundary(within, network.crs, layer=within_layer)
    if households_field is not None:
        households = network.counts(households_field, "households")
    return NetworkView(
        network=network.name,
        codes=network.codes,
        polygons=network.polygons,
        crs=network.crs,
        boundary=boundary,
        households=households,
        band=band,
        min_area_m2=min_area_m2,
        sliver_width_m=sliver_width_m,
    )
