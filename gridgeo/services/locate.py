"""Which grid of each network a point falls in: a snapshot of what is published, in memory.

A snapshot never changes. Whoever serves keeps one, asks `snapshot_state` now and then, and puts
a newer one in its place in a single assignment, so that no answer mixes versions.
"""

import math
import os
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories.snapshots import all_areas, published_networks
from gridgeo.domain.errors import BadInputError, ConflictError
from gridgeo.services.grid_table import read_grid_table
from gridgeo.services.list_networks import unknown_network
from gridgeo.services.locate_bytes import MOST_STARTS, NetworkBytes
from gridgeo.services.located import AreaLink, NetworkAnswer
from gridgeo.services.network_snapshot import NetworkSnapshot

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
    _writers: dict[str, NetworkBytes] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        most = MOST_STARTS // max(1, len(self.networks))
        writers = {
            code: NetworkBytes(one, self.chains, most) for code, one in self.networks.items()
        }
        object.__setattr__(self, "_writers", writers)

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

    def locate_bytes(self, lon: float, lat: float, networks: Sequence[str] | None = None) -> bytes:
        """Write what `locate` answers without an accuracy as JSON, for a place on the globe.

        Raises
        ------
        NotFoundError
            If a network is unknown.
        """
        if networks is None:
            parts = [writer.answer(lon, lat) for writer in self._writers.values()]
        else:
            try:
                parts = [self._writers[code].answer(lon, lat) for code in networks]
            except KeyError as error:
                raise unknown_network(error.args[0], list(self.networks)) from None
        return b"[%b]" % b",".join(parts)

    @property
    def writers(self) -> dict[str, Callable[[float, float], bytes]]:
        """What writes the answer of each network alone, for a place on the globe."""
        return {code: writer.answer for code, writer in self._writers.items()}


def load_snapshot(
    session: Session, as_of: datetime | None = None, previous: Snapshot | None = None
) -> Snapshot:
    """Read what is published, now or at an instant, and index it.

    Parameters
    ----------
    as_of : datetime, optional
        Aware instant; now when left out.
    previous : Snapshot, optional
        An earlier one: networks whose version, name and standard are the same are taken over, and
        of the others only the grids that it has not are read.

    Raises
    ------
    ConflictError
        If publications keep coming in while it reads; ask again.
    """
    for _ in range(ATTEMPTS):
        state = snapshot_state(session, as_of)
        areas = all_areas(session)
        rows = published_networks(session, as_of)
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # indexes are built beside the reading
            building = {
                row["code"]: _get(session, row, areas, previous, pool, as_of) for row in rows
            }
            networks = {code: get() for code, get in building.items()}
        # Each statement sees what was committed before it; only an unchanged version is whole.
        if state == snapshot_state(session, as_of):
            return Snapshot(as_of, networks, _chains(areas))
    raise ConflictError("Networks are being published one after the other; ask again.")


def snapshot_state(session: Session, as_of: datetime | None = None) -> Hashable:
    """Give what `load_snapshot` would hold, to be compared with what was held before.

    Differs after a publication, when a network is renamed or gets another standard, and when the
    database was made anew, even with the same numbers of versions. One small query.
    """
    return tuple(repr(dict(row)) for row in published_networks(session, as_of))


def _get(
    session: Session,
    row: RowMapping,
    areas: Sequence[RowMapping],
    previous: Snapshot | None,
    pool: ThreadPoolExecutor,
    as_of: datetime | None,
) -> Callable[[], NetworkSnapshot]:
    """Take a network over, or read it and have its index built; give what waits for it."""
    before = previous.networks.get(row["code"]) if previous is not None else None
    if before is not None and before.facts == dict(row):
        return lambda: before
    # Another database has other rows under the same numbers.
    same = before is not None and before.facts["database_oid"] == row["database_oid"]
    table = read_grid_table(
        session, row, areas, as_of, before.table if before is not None and same else None
    )
    return pool.submit(NetworkSnapshot.build, dict(row), table, before).result


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
