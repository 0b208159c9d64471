"""Use case: make a network again what it was at an earlier version, as its next version.

Nothing of the past is rewritten: what stands is closed, what stood is opened once more under its
old codes, and versions in between stay to be read.
"""

import numpy as np
import shapely
from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, changes, exceptions, networks, past_versions
from gridgeo.db.repositories import publications as store
from gridgeo.db.repositories.areas import communities_below
from gridgeo.db.repositories.open_grids import OpenGrids
from gridgeo.db.repositories.past_versions import PastGrids
from gridgeo.db.repositories.publications import Publication
from gridgeo.domain.enums import CountUnit
from gridgeo.domain.errors import ConflictError, NotFoundError
from gridgeo.domain.network import NetworkSpec
from gridgeo.services.count_grids import count_open_grids
from gridgeo.services.network_view import GridSet
from gridgeo.services.publish_checks import require_covered, require_tiling
from gridgeo.services.publish_plan import require_after
from gridgeo.services.publish_relation import require_relation
from gridgeo.services.record_lineage import record_lineage


def areas_to_roll_back(session: Session, network_code: str, version: int) -> list[str]:
    """Give the communities that going back to a version would change.

    Raises
    ------
    NotFoundError
        If there is no such network or version.
    """
    networks.load_network(session, network_code)
    if changes.get_version(session, network_code, version) is None:
        raise NotFoundError(
            f"The network '{network_code}' has no version {version}.", field="version"
        )
    return past_versions.touched_areas(session, network_code, version)


def roll_back(
    session: Session, network_code: str, version: int, reason: str, *, actor: str = "system"
) -> Publication:
    """Publish an earlier version of a network once more.

    Parameters
    ----------
    session : Session
        The caller commits: until then nobody sees anything, afterwards everybody sees all of it.
    network_code : str
    version : int
        What the network was when this version had been published.
    reason : str
        Why; kept in the audit log.
    actor : str
        Who goes back.

    Raises
    ------
    NotFoundError
        If there is no such network or version.
    ConflictError
        If the network is like that already.
    RefusedError
        If that version, on today's ground, overlaps, leaves a gap or a household out, or breaks
        the relation to another network: the sentence says where.
    """
    network = networks.load_network(session, network_code)
    store.lock_network(session, network.code)
    areas = areas_to_roll_back(session, network.code, version)
    require_after(session, network.code, None)
    if areas:
        _require_sound(session, network, version, areas)
    store.begin_version(session)
    past_versions.put_back(session, network.code, version)
    published = store.finish_version(session, network.code, source="rollback", actor=actor)
    if published is None:
        raise ConflictError(f"The network '{network.code}' is as it was at version {version}.")
    record_lineage(session, published)
    count_open_grids(session, network.code)
    details = {"version": published.version, "back_to": version, "reason": reason}
    audit.append(session, actor, "rollback", "network", network.code, details)
    return published


def _require_sound(session: Session, network: NetworkSpec, version: int, areas: list[str]) -> None:
    """Hold the past grids of the communities that change to what every publication must be."""
    communities = communities_below(session, areas)
    past = past_versions.load_past(session, network.code, version)
    inner = np.asarray(shapely.point_on_surface(past.ground))
    here = np.isin(past.area_codes.astype(str), communities.codes)
    here[shapely.STRtree(inner).query(communities.ground, "intersects")[1]] = True
    near = np.unique(shapely.STRtree(past.ground).query(communities.ground, "intersects")[1])
    grids = _grid_set(past, np.flatnonzero(here), network)
    beside = _beside(past, near[~here[near]])
    accepted = exceptions.load_exceptions(session, network.code).values()
    subject = f"Version {version} of '{network.code}'"
    require_tiling(subject, grids, network, communities, beside, accepted)
    require_relation(session, subject, grids, network, communities, exceptions=accepted)
    require_covered(session, subject, grids, communities)


def _grid_set(past: PastGrids, chosen: np.ndarray, network: NetworkSpec) -> GridSet:
    households = past.households[chosen]
    counted = households if network.unit is CountUnit.HOUSEHOLDS else past.persons[chosen]
    return GridSet(
        past.codes[chosen],
        past.kinds[chosen],
        past.settings[chosen],
        past.area_codes[chosen],
        counted,
        households,
        past.ground[chosen],
    )


def _beside(past: PastGrids, chosen: np.ndarray) -> OpenGrids:
    none = np.zeros(len(chosen), dtype=np.int64)
    return OpenGrids(
        none, none, past.codes[chosen], past.codes[chosen], past.kinds[chosen], past.ground[chosen]
    )
