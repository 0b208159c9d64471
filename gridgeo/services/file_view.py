"""What the topology rules see of a network in files: grids, the ground to cover, counts, codes."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.code_template import CodeTemplate
from gridgeo.domain.enums import GridKind
from gridgeo.domain.errors import BadInputError
from gridgeo.domain.thresholds import Thresholds
from gridgeo.io.vector import require_field
from gridgeo.services.file_surroundings import Places, read_homes, read_surroundings
from gridgeo.services.network_file import NetworkFile, read_boundary
from gridgeo.topology.code_scheme import CodeScheme
from gridgeo.topology.view import NetworkView

AREA_FIELD = "area_code"  # of the grids, where the file has it: prefix of their codes
KIND_FIELD = "kind"
PARENT_FIELD = "parent_code"  # the base grid of a micro-grid, as imports and exports have it


@dataclass(frozen=True, slots=True)
class ViewOptions:
    """What a check is told about a network beside its grids.

    Parameters
    ----------
    within, within_layer
        The file with the ground that the grids must cover; None where nobody says.
    households_field, drawn_field : str or None
        Fields of the grids with their counts, now and when they were drawn.
    band : HouseholdBand or None
        Standard of every grid.
    template : CodeTemplate or None
        What codes must look like.
    retired : Path or None
        Text file with the codes of grids that have ended, one a line.
    places : Places
        Files with households, barriers, buildings and compounds.
    thresholds : Thresholds
    """

    within: Path | None = None
    within_layer: str | None = None
    households_field: str | None = None
    drawn_field: str | None = None
    band: HouseholdBand | None = None
    template: CodeTemplate | None = None
    retired: Path | None = None
    places: Places = field(default_factory=Places)
    thresholds: Thresholds = field(default_factory=Thresholds)


def network_view(network: NetworkFile, options: ViewOptions) -> NetworkView:
    """Lay out a network for the rules.

    Raises
    ------
    BadInputError
        If a file cannot be read, a field is missing, or a count is none.
    """
    boundary = households = drawn = None
    kinds = _kinds(network)
    if options.within is not None:
        boundary = read_boundary(options.within, network.crs, layer=options.within_layer)
    if options.households_field is not None:
        households = network.counts(options.households_field, "households")
    if options.drawn_field is not None:
        drawn = network.counts(options.drawn_field, "drawn")
    return NetworkView(
        network=network.name,
        codes=network.codes,
        polygons=network.polygons,
        crs=network.crs,
        boundary=boundary,
        households=households,
        homes=read_homes(options.places, network.crs),
        band=_bands(options.band, kinds),
        thresholds=options.thresholds,
        kinds=kinds,
        parents=_parents(network),
        drawn=drawn,
        scheme=_scheme(network, options),
        surroundings=read_surroundings(options.places, network.crs),
    )


def _kinds(network: NetworkFile) -> NDArray[np.object_] | None:
    """Read the grids' kinds where the file says them; a word that is none of them is base."""
    if KIND_FIELD not in network.frame.columns:
        return None
    words = network.frame[KIND_FIELD].astype(object).to_numpy()
    known = np.isin(words.astype(str), [kind.value for kind in GridKind])
    return np.where(known, words, GridKind.BASE.value)


def _parents(network: NetworkFile) -> NDArray[np.object_] | None:
    """Read which base grid each micro-grid names, where the file says it."""
    if PARENT_FIELD not in network.frame.columns:
        return None
    column = network.frame[PARENT_FIELD].astype(object)
    return np.array([None if pd.isna(name) else str(name).strip() for name in column], dtype=object)


def _bands(
    band: HouseholdBand | None, kinds: NDArray[np.object_] | None
) -> HouseholdBand | tuple[HouseholdBand | None, ...] | None:
    """Hold base grids against the standard, where the file tells them from the others."""
    if band is None or kinds is None:
        return band
    return tuple(band if kind == GridKind.BASE.value else None for kind in kinds)


def _scheme(network: NetworkFile, options: ViewOptions) -> CodeScheme | None:
    if options.template is None and options.retired is None:
        return None
    areas: tuple[str | None, ...] = (None,) * len(network.codes)
    if AREA_FIELD in network.frame.columns:
        require_field(network.frame, AREA_FIELD, "template")
        column = network.frame[AREA_FIELD].astype(object)
        areas = tuple(None if value is None else str(value) for value in column)
    return CodeScheme(options.template, areas, _retired(options.retired))


def _retired(path: Path | None) -> frozenset[str]:
    if path is None:
        return frozenset()
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(
            f"'{path}' is no text file (UTF-8) with one code a line.", field="retired"
        ) from error
    return frozenset(line.strip() for line in lines if line.strip())
