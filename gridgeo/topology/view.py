"""A network as the rules see it: arrays in metres, and what several rules need, computed once."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import CountUnit, GridKind, Severity
from gridgeo.domain.thresholds import Thresholds
from gridgeo.geometry.arrangement import NOISE_M2, TOUCH_M, Arrangement, arrange
from gridgeo.geometry.crs import require_metric
from gridgeo.geometry.edge_splits import still_loose
from gridgeo.geometry.half_edges import HalfEdges, half_edges, matched
from gridgeo.geometry.needles import Needles, needles
from gridgeo.geometry.overlaps import PairOverlaps, pair_overlaps
from gridgeo.geometry.shapes import mend_polygon, object_array
from gridgeo.topology.code_scheme import CodeScheme
from gridgeo.topology.finding import Finding, Fix, finding_id, mean_width_m
from gridgeo.topology.frame import OUTSIDE, frame_edges
from gridgeo.topology.homes import Homes
from gridgeo.topology.surroundings import Surroundings


@dataclass(frozen=True, eq=False)
class NetworkView:
    """One network, ready to be checked.

    Parameters
    ----------
    network : str
        Code or name of the network.
    codes : (n,) sequence of str
        One a grid; an empty string is a missing code.
    polygons : (n,) array of Polygon, MultiPolygon, empty or None
        In a metric CRS.
    crs : CRS
        That CRS.
    boundary : BaseGeometry, optional
        The ground that the network has to cover, in the same CRS. Without it a gap is a hole that
        the grids enclose.
    households : (n,) array of int, optional
        Count of each grid, of what ``unit`` says.
    homes : Homes, optional
        Household points: they tell how many homes a fault touches.
    band : HouseholdBand, or (n,) sequence of HouseholdBand or None, optional
        The standard of all grids, or of each; together with ``households`` it turns the band rule
        on.
    unit : CountUnit
        What ``households`` and the standard count.
    thresholds : Thresholds
        The sizes at which faults begin to count.
    kinds : (n,) array of str, optional
        `GridKind` of each grid; base grids where nobody says.
    parents : (n,) array of str or None, optional
        Code of the base grid that each micro-grid names as its own.
    drawn : (n,) array of int, optional
        Households that each grid had when it was drawn, -1 where nobody counted; together with
        ``homes`` or ``households`` it turns the rule ``stale`` on.
    scheme : CodeScheme, optional
        What the codes must look like.
    surroundings : Surroundings, optional
        Barriers, buildings and compounds.

    Raises
    ------
    BadInputError
        If ``crs`` is not metric.
    """

    network: str
    codes: tuple[str, ...]
    polygons: NDArray[np.object_]
    crs: CRS
    boundary: BaseGeometry | None = None
    households: NDArray[np.int64] | None = None
    homes: Homes | None = None
    band: HouseholdBand | Sequence[HouseholdBand | None] | None = None
    unit: CountUnit = CountUnit.HOUSEHOLDS
    thresholds: Thresholds = field(default_factory=Thresholds)
    kinds: NDArray[np.object_] | None = None
    drawn: NDArray[np.int64] | None = None
    scheme: CodeScheme | None = None
    surroundings: Surroundings | None = None
    parents: NDArray[np.object_] | None = None

    def __post_init__(self) -> None:
        require_metric(self.crs)

    @property
    def least_area_m2(self) -> float:
        """The least area worth a finding: the asked one, but never below rounding."""
        return max(self.thresholds.min_area_m2, NOISE_M2)

    @cached_property
    def invalid(self) -> NDArray[np.bool_]:
        """Mask of the grids whose stored geometry is missing, empty or invalid."""
        lacking = shapely.is_missing(self.polygons) | shapely.is_empty(self.polygons)
        answer: NDArray[np.bool_] = lacking | ~shapely.is_valid(self.polygons)
        return answer

    @cached_property
    def ground(self) -> NDArray[np.object_]:
        """The grids as valid, flat polygons: what the other rules judge."""
        ground = shapely.force_2d(self.polygons)
        ground[self.invalid] = [_repaired(shape) for shape in ground[self.invalid]]
        return np.asarray(ground)

    @cached_property
    def area_m2(self) -> NDArray[np.float64]:
        """Area of each grid's valid ground."""
        answer: NDArray[np.float64] = shapely.area(self.ground)
        return answer

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Index of `ground`."""
        return shapely.STRtree(self.ground)

    @cached_property
    def loose(self) -> HalfEdges:
        """Half-edges that no other answers to the bit; the boundary's own are OUTSIDE."""
        edges = half_edges(self.ground)
        if self.boundary is not None:
            edges = edges.joined(frame_edges(self.boundary))
        return edges.select(~matched(edges))

    @cached_property
    def unmatched(self) -> HalfEdges:
        """Half-edges that no neighbour and no boundary answers; the boundary's own are OUTSIDE."""
        # A second chance for borders that noise far below any survey keeps apart.
        return still_loose(self.loose, TOUCH_M)

    @cached_property
    def arrangement(self) -> Arrangement:
        """Faces of the unmatched edges, and who covers them."""
        return arrange(self.unmatched, self.tree, self.boundary)

    @cached_property
    def needles(self) -> Needles:
        """Needles on borders that no neighbour shares, of the grids whose geometry is valid."""
        edges = self.unmatched.select(self.unmatched.owner != OUTSIDE)
        # Mending an invalid grid can leave needles that nobody drew.
        return needles(edges.select(~self.invalid[edges.owner]))

    @cached_property
    def overlaps(self) -> PairOverlaps:
        """Every pair of grids that claim the same ground, however small."""
        return pair_overlaps(self.arrangement, self.ground)

    @cached_property
    def home_grids(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Pairs (home, grid) of the homes in and on the border of each grid, sorted."""
        if self.homes is None:
            return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
        home, grid = self.tree.query(self.homes.points, predicate="intersects")
        order = np.lexsort((grid, home))
        return home[order], grid[order]

    @cached_property
    def bands(self) -> tuple[HouseholdBand | None, ...]:
        """The standard of each grid; None where none is held against it."""
        if self.band is None or isinstance(self.band, HouseholdBand):
            return (self.band,) * len(self.codes)
        return tuple(self.band)

    def take(self, rows: NDArray[np.intp]) -> "NetworkView":
        """Give a view of some of the grids, in the order of the indices."""

        def part(values: NDArray[Any] | None) -> NDArray[Any] | None:
            return None if values is None else values[rows]

        scheme = self.scheme
        if scheme is not None and scheme.area_codes:
            scheme = replace(scheme, area_codes=tuple(scheme.area_codes[i] for i in rows))
        return replace(
            self,
            codes=tuple(self.codes[i] for i in rows),
            polygons=self.polygons[rows],
            households=part(self.households),
            band=tuple(self.bands[i] for i in rows),
            kinds=part(self.kinds),
            drawn=part(self.drawn),
            parents=part(self.parents),
            scheme=scheme,
        )

    def is_kind(self, kind: GridKind) -> NDArray[np.bool_]:
        """Mask of the grids of a kind; where nobody says, all are base grids."""
        if self.kinds is None:
            return np.full(len(self.codes), kind is GridKind.BASE)
        mask: NDArray[np.bool_] = self.kinds == kind.value
        return mask

    @cached_property
    def _to_degrees(self) -> Transformer:
        return Transformer.from_crs(self.crs, CRS.from_epsg(4326), always_xy=True)

    def place(self, geometry: BaseGeometry) -> tuple[float, float]:
        """Longitude and latitude of the centre of a geometry of this view."""
        centre = shapely.centroid(geometry)
        lon, lat = self._to_degrees.transform(centre.x, centre.y)
        return float(lon), float(lat)

    def named(self, indices: NDArray[np.intp] | list[int]) -> tuple[str, ...]:
        """Codes of some grids, sorted; a grid without a code is named by its row."""
        return tuple(sorted({self.codes[i] or f"#{i + 1}" for i in indices}))

    def finding(
        self,
        rule: str,
        severity: Severity,
        grids: NDArray[np.intp] | list[int],
        geometry: BaseGeometry,
        sentences: tuple[str, str],
        *,
        households: int | None = None,
        fixes: tuple[Fix, ...] = (),
        placed: bool = False,
        subject: str = "",
    ) -> Finding:
        """Build a finding of this network.

        Parameters
        ----------
        rule, severity, geometry, households, fixes
            As in `Finding`.
        grids : sequence of int
            Indices of the grids concerned.
        sentences : (zh, en)
        placed : bool
            True for rules that can find several faults at the same grids: the place then is part
            of the finding's id.
        subject : str
            What else the fault is about (a building's code, say): part of its id.
        """
        codes = self.named(grids)
        width = float(mean_width_m(object_array([geometry]))[0])
        place = self.place(geometry) if placed else None
        return Finding(
            rule=rule,
            severity=severity,
            networks=(self.network,),
            codes=codes,
            geometry=geometry,
            area_m2=float(geometry.area),
            width_m=width,
            households=households,
            zh=sentences[0],
            en=sentences[1],
            id=finding_id(rule, [self.network], codes, place, subject),
            fixes=fixes,
        )

    def is_sliver(self, ground: NDArray[np.object_]) -> NDArray[np.bool_]:
        """Say which polygons are thinner than the network's sliver width."""
        mask: NDArray[np.bool_] = mean_width_m(ground) < self.thresholds.sliver_width_m
        return mask

    def homes_among(self, geometry: NDArray[np.object_]) -> list[int | None]:
        """Households in each of some polygons that touch, on a border in the first of them."""
        if self.homes is None:
            return [None] * len(geometry)
        home, place = self.homes.tree.query(geometry, predicate="intersects")[::-1]
        home, first = np.unique(home, return_index=True)
        return [
            int(self.homes.households[home[place[first] == number]].sum())
            for number in range(len(geometry))
        ]

    def homes_in(self, geometry: NDArray[np.object_]) -> list[int | None]:
        """Households in each of some polygons, or None where no homes are known."""
        if self.homes is None:
            return [None] * len(geometry)
        return [int(count) for count in self.homes.within(geometry)]


def _repaired(shape: BaseGeometry | None) -> BaseGeometry:
    """Mend one polygon as far as its ground can be told: rings by what they enclose."""
    if shape is None or shape.is_empty:
        return shapely.Polygon()
    return mend_polygon(shape)
