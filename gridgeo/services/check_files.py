"""Use case: hold networks in files against the topology rules, without a database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gridgeo.domain.enums import Relation
from gridgeo.services.file_view import ViewOptions, network_view
from gridgeo.services.network_file import NetworkFile, read_network, require_near
from gridgeo.services.network_report import NetworkReport, report_of
from gridgeo.topology.registry import check
from gridgeo.topology.rim_shift import gather_shift
from gridgeo.topology.shift import RULE as SHIFT
from gridgeo.topology.shift import hold_against
from gridgeo.topology.tiers import Tiers, check_tiers
from gridgeo.topology.view import NetworkView

Progress = Callable[[str, float], None]  # (network and rule, share done)


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What the user asked of a check; paths and fields as on the command line."""

    layer: str | None = None
    id_field: str | None = None
    crs: str | None = None
    view: ViewOptions = field(default_factory=ViewOptions)
    rules: tuple[str, ...] | None = None
    overlay: bool = False  # dedicated grids lie over the base grids
    relation: Relation = Relation.FREE
    other: Path | None = None
    other_layer: str | None = None
    other_id_field: str | None = None


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
    tiers = Tiers.of(network_view(network, options.view), options.overlay)
    findings = check_tiers(tiers, options.rules, lambda base, rules: check(base, rules, tell))
    if options.other is not None:
        other = _other_view(tiers.view, options)
        found = hold_against(tiers.base, other, options.relation)
        if not any(one.rule == SHIFT for one in found):
            require_near(network.name, tiers.base.ground, other.network, other.ground)
        findings += found
    return report_of(tiers, gather_shift(tiers.base, findings), network.source_crs)


def _other_view(view: NetworkView, options: CheckOptions) -> NetworkView:
    """Read the network that a relation is owed to, in the same metres."""
    assert options.other is not None  # noqa: S101 - the caller asks only then
    other = read_network(
        options.other,
        layer=options.other_layer,
        id_field=options.other_id_field,
        crs=options.crs,
        metric=view.crs,
    )
    return NetworkView(
        network=other.name,
        codes=other.codes,
        polygons=other.polygons,
        crs=other.crs,
        homes=view.homes,
        thresholds=view.thresholds,
    )
