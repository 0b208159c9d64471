"""Which grid of each network a point falls in: a snapshot of what is published, in memory.

A snapshot never changes. Whoever serves keeps one, asks `snapshot_versions` now and then, and puts
a newer one in its place in a single assignment, so that no answer mixes versions.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories.grids import PublishedGrids, published_grids, published_versions
from gridgeo.db.repositories.snapshots import all_areas, published_networks
from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.errors import BadInputError, ConflictError
from gridgeo.services.list_networks import unknown_network
from gridgeo.services.located import AreaLink, NetworkAnswer
from gridgeo.services.network_snapshot import GridTable, NetworkSnapshot

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything published at one instant, ready to answer; safe to use from many threads.

    Attributes
    ----------
    as_of : datetime or None
        The instant asked for; None for now.
    networks : dict of str to NetworkSnapshot
        By code, sorted.
    chains : dict of str to list of AreaLink
        For each area its chain from the district down to itself.
    """

    as_of: datetime | None
    networks: dict[str, NetworkSnapshot]
    chains: dict[str, list[AreaLink]]

    @property
    def versions(self) -> dict[str, int]:
        """The version of each network that the snapshot holds."""
        return {code: network.version for code, network in self.networks.items()}

    def network(self, code: str) -> NetworkSnapshot:
        """Give one network.

        Raises
        ------
        NotFoundError
            If nothing is published under this code; the nearest one is offered.
        """
        if code not in self.networks:
            raise unknown_network(code, list(self.networks))
        return self.networks[code]

    def locate(
        self,
        lon: float,
        lat: float,
        networks: Sequence[str] | None = None,
        accuracy_m: float | None = None,
    ) -> list[NetworkAnswer]:
        """Say which grid of each network a point falls in.

        Parameters
        ----------
        lon, lat : float
            Degrees, EPSG:4326.
        networks : sequence of str, optional
            Only these, in this order; all of them otherwise.
        accuracy_m : float, optional
            How far the true place may be; grids within it are named as neighbours.

        Raises
        ------
        BadInputError
            If the place is not on the globe (swapped axes are named as such), or the accuracy is
            no length.
        NotFoundError
            If a network is unknown.
        """
        _require_place(lon, lat)
        if accuracy_m is not None and not (math.isfinite(accuracy_m) and accuracy_m >= 0):
            raise BadInputError(
                f"The accuracy {accuracy_m:g} is no length in metres.", field="accuracy_m"
            )
        chosen = list(self.networks) if networks is None else list(networks)
        return [
            self.network(code).locate(float(lon), float(lat), accuracy_m, self.chains)
            for code in chosen
        ]


def load_snapshot(
    session: Session, as_of: datetime | None = None, previous: Snapshot | None = None
) -> Snapshot:
    """Read what is published, now or at an instant, and index it.

    Parameters
    ----------
    as_of : datetime, optional
        Aware instant; now when left out.
    previous : Snapshot, optional
        An earlier one: networks whose version, name and standard are the same are taken over.

    Raises
    ------
    ConflictError
        If publications keep coming in while it reads; ask again.
    """
    for _ in range(ATTEMPTS):
        versions = published_versions(session, as_of)
        areas = all_areas(session)
        networks = {
            row["code"]: _kept(previous, row) or _load_network(session, row, areas, as_of)
            for row in published_networks(session, as_of)
        }
        # Each statement sees what was committed before it; only an unchanged version is whole.
        if versions == published_versions(session, as_of):
            return Snapshot(as_of, networks, _chains(areas))
    raise ConflictError("Networks are being published one after the other; ask again.")


def snapshot_versions(session: Session, as_of: datetime | None = None) -> dict[str, int]:
    """Give the version of each network that `load_snapshot` would hold; one small query.

    It equals `Snapshot.versions` as long as a snapshot is the newest.
    """
    return published_versions(session, as_of)


def _kept(previous: Snapshot | None, row: RowMapping) -> NetworkSnapshot | None:
    before = previous.networks.get(row["code"]) if previous is not None else None
    return before if before is not None and before.facts == dict(row) else None


def _load_network(
    session: Session, row: RowMapping, areas: Sequence[RowMapping], as_of: datetime | None
) -> NetworkSnapshot:
    grids = published_grids(session, row["code"], as_of)
    order = np.argsort(grids.codes, kind="stable")  # by code points, not by a locale
    settings = {area["code"]: area["setting"] for area in areas}
    table = _table(grids, order, _bands(row, grids, settings))
    return NetworkSnapshot.build(dict(row), table)


def _table(
    grids: PublishedGrids, order: NDArray[np.int64], bands: NDArray[np.object_]
) -> GridTable:
    return GridTable(
        codes=grids.codes[order],
        names=grids.names[order],
        kinds=grids.kinds[order],
        statuses=grids.statuses[order],
        area_codes=grids.area_codes[order],
        households=grids.households[order],
        persons=grids.persons[order],
        bands=bands[order],
        geometry=shapely.from_wkb(grids.wkb[order]),
    )


def _bands(
    network: RowMapping, grids: PublishedGrids, settings: dict[str, str]
) -> NDArray[np.object_]:
    """Give the band of each base grid by its area's setting; urban where it lies in no area."""
    by_setting = {
        setting: HouseholdBand(*numbers) for setting, numbers in (network["bands"] or {}).items()
    }
    bands = np.full(len(grids), None, dtype=object)
    for i in np.flatnonzero(grids.kinds == "base"):
        bands[i] = by_setting.get(settings.get(grids.area_codes[i], "urban"))
    return bands


def _chains(areas: Sequence[RowMapping]) -> dict[str, list[AreaLink]]:
    by_code = {area["code"]: area for area in areas}
    chains = {}
    for area in areas:
        chain: list[AreaLink] = []
        seen: set[str] = set()
        link: RowMapping | None = area
        while link is not None and link["code"] not in seen:  # a wrong parent must not loop
            seen.add(link["code"])
            chain.insert(0, AreaLink(link["code"], link["name"], link["level"]))
            link = by_code.get(link["parent_code"])
        chains[area["code"]] = chain
    return chains


def _require_place(lon: float, lat: float) -> None:
    for name, value, limit in (("lon", lon, 180), ("lat", lat, 90)):
        if not math.isfinite(value):
            raise BadInputError(f"'{name}' must be a finite number of degrees.", field=name)
        if abs(value) <= limit:
            continue
        if name == "lat" and abs(value) <= 180 and abs(lon) <= 90:
            raise BadInputError(
                f"Latitude {value:g} is beyond 90 degrees: longitude and latitude look swapped.",
                field=name,
            )
        raise BadInputError(
            f"'{name}' is {value:g}, but must lie between -{limit} and {limit} degrees.",
            field=name,
        )
