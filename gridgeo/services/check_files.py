"""Use case: hold networks in files against the topology rules, without a database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyproj import CRS

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import Relation
from gridgeo.services.file_view import network_view
from gridgeo.services.network_file import NetworkFile, read_network
from gridgeo.topology.between import check_relation
from gridgeo.topology.finding import Finding
from gridgeo.topology.registry import RULES, check
from gridgeo.topology.view import NetworkView

Progress = Callable[[str, float], None]  # (network and rule, share done)


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What the user asked of a check; paths and fields as on the command line."""

    layer: str | None = None
    within: Path | None = None
    within_layer: str | None = None
    min_area_m2: float = 1.0
    sliver_width_m: float = 3.0
    id_field: str | None = None
    households_field: str | None = None
    band: HouseholdBand | None = None
    crs: str | None = None
    rules: tuple[str, ...] | None = None
    relation: Relation = Relation.FREE
    other: Path | None = None
    other_layer: str | None = None
    other_id_field: str | None = None


@dataclass(frozen=True, eq=False)
class NetworkReport:
    """What the check of one network found.

    Parameters
    ----------
    name : str
    grids : int
    area_m2 : float
        Sum over the grids.
    overlap_m2, gap_m2, outside_m2 : float
        All such ground, also what is too small for a finding.
    findings : list of Finding
    crs, source_crs : CRS
        Of the findings' geometry, and of the file.
    """

    name: str
    grids: int
    area_m2: float
    overlap_m2: float
    gap_m2: float
    outside_m2: float
    findings: list[Finding]
    crs: CRS
    source_crs: CRS


def check_files(
    paths: Sequence[Path], options: CheckOptions, progress: Progress | None = None
) -> list[NetworkReport]:
    """Check each network for itself.

    Raises
    ------
    BadInputError
        A file, layer, field or option that cannot be used.
    """
    reports = []
    for number, path in enumerate(paths):
        network = read_network(
            path, layer=options.layer, id_field=options.id_field, crs=options.crs
        )

        def tell(rule: str, share: float, number: int = number, name: str = network.name) -> None:
            if progress is not None:
                progress(f"{name}: {rule}", (number + share) / len(paths))

        reports.append(_check_one(network, options, tell))
    return reports


def _check_one(
    network: NetworkFile, options: CheckOptions, tell: Callable[[str, float], None]
) -> NetworkReport:
    view = _view(network, options)
    chosen = options.rules or tuple(RULES)
    findings = check(view, chosen, progress=tell)
    if options.other is not None:
        other = read_network(
            options.other,
            layer=options.other_layer,
            id_field=options.other_id_field,
            metric=network.crs,
        )
        findings += check_relation(view, _bare_view(other, options), options.relation)
    plane = view.arrangement
    return NetworkReport(
        name=network.name,
        grids=len(network.codes),
        area_m2=float(view.area_m2.sum()),
        overlap_m2=float(plane.area_m2[plane.count > 1].sum()),
        gap_m2=float(plane.area_m2[(plane.count == 0) & plane.inside].sum()),
        outside_m2=float(plane.area_m2[(plane.count > 0) & ~plane.inside].sum()),
        findings=findings,
        crs=network.crs,
        source_crs=network.source_crs,
    )


def _bare_view(network: NetworkFile, options: CheckOptions) -> NetworkView:
    return NetworkView(
        network=network.name,
        codes=network.codes,
        polygons=network.polygons,
        crs=network.crs,
        sliver_width_m=options.sliver_width_m,
    )


def _view(network: NetworkFile, options: CheckOptions) -> NetworkView:
    return network_view(
        network,
        within=options.within,
        within_layer=options.within_layer,
        households_field=options.households_field,
        band=options.band,
        min_area_m2=options.min_area_m2,
        sliver_width_m=options.sliver_width_m,
    )
