"""Numbers of grids: which ones the band allows for a count, and which are worth a search."""

from gridgeo.domain.band import HouseholdBand

FEW_GRIDS = 8  # up to here the neighbouring numbers of grids are tried too


def possible_sizes(households: int, band: HouseholdBand) -> range:
    """Give the numbers of grids that the band allows for a count; empty where there is none."""
    return range(-(-households // band.maximum), households // band.minimum + 1)


def sizes_to_try(households: int, units: int, band: HouseholdBand) -> list[int]:
    """Give the numbers of grids worth a search, the one nearest to the target first."""
    allowed = [size for size in possible_sizes(households, band) if 1 <= size <= units]
    if not allowed:
        near = {households // band.minimum, -(-households // band.maximum)}
        return sorted({min(max(size, 1), units) for size in near})
    wanted = min(max(round(households / band.target), allowed[0]), allowed[-1])
    reach = 1 if wanted <= FEW_GRIDS else 0
    close = [size for size in allowed if abs(size - wanted) <= reach]
    return sorted(close, key=lambda size: (abs(size - wanted), size))


def all_sizes(households: int, units: int, band: HouseholdBand) -> list[int]:
    """Give every number of grids that may serve where the band is missed anyway.

    One more and one fewer than the band allows belong to it: three grids of 270 are a smaller miss
    than one of 810.
    """
    allowed = possible_sizes(households, band)
    return [size for size in range(max(1, allowed.start - 1), allowed.stop + 1) if size <= units]
