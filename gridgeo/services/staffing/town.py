"""The grids of an area with their people at an instant: what all staffing services begin with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories import staffing
from gridgeo.db.repositories.areas import communities_below, from_wkb
from gridgeo.db.repositories.networks import load_network
from gridgeo.domain.errors import NotFoundError
from gridgeo.domain.posting import SERVING, PostingRole
from gridgeo.domain.workload import Workload, hectares, walking_minutes
from gridgeo.geometry.crs import metric_crs, transform
from gridgeo.services.network_facts import monthly_events
from gridgeo.staffing.standing_in import Staffing

WGS84 = CRS.from_epsg(4326)


@dataclass(frozen=True, slots=True)
class Town:
    """Base grids of one network in an area, sorted by code, with their people.

    Attributes
    ----------
    grids : sequence of row, length n
        ``id``, ``code``, ``name``, ``status``, ``area_code``, ``area_name``, ``town``,
        ``households``, ``persons``.
    ground : object, shape (n,)
        In a metric CRS.
    barriers : object, shape (k,)
        Rivers and railways around, in the same CRS.
    doors : int64, shape (n,)
        Buildings in each grid.
    load : float64, shape (n,)
        By the network's weights; households where it has none.
    postings : sequence of row
        ``grid_id``, ``worker_code``, ``role``, ``name``, ``away``.
    pairs : int64, shape (q, 2)
        Cover pairs, by positions of grids.
    """

    grids: Sequence[RowMapping]
    ground: NDArray[np.object_]
    barriers: NDArray[np.object_]
    doors: NDArray[np.int64]
    load: NDArray[np.float64]
    postings: Sequence[RowMapping]
    pairs: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.grids)

    @property
    def people(self) -> list[str]:
        """Codes of all who are posted, sorted."""
        return sorted({row["worker_code"] for row in self.postings})

    @property
    def place_of(self) -> dict[int, int]:
        """Position of each grid by its key."""
        return {row["id"]: place for place, row in enumerate(self.grids)}

    def column(self, name: str) -> NDArray[np.int64]:
        """Give a count of the grids."""
        return np.array([row[name] for row in self.grids], dtype=np.int64)

    def staffing(self) -> Staffing:
        """Give who could serve which grid, by positions in ``people`` and ``grids``."""
        number = {code: place for place, code in enumerate(self.people)}
        place = self.place_of
        posted, leads = [], []
        for role in SERVING:
            posted += [
                (number[row["worker_code"]], place[row["grid_id"]])
                for row in self.postings
                if row["role"] == role
            ]
        leads += [
            (number[row["worker_code"]], place[row["grid_id"]])
            for row in self.postings
            if row["role"] == PostingRole.LEAD
        ]
        return Staffing(_rows(posted), _rows(leads), self.pairs, self.load, len(number))

    def absent(self) -> NDArray[np.bool_]:
        """Say who of ``people`` is on leave."""
        away = {row["worker_code"] for row in self.postings if row["away"]}
        return np.array([code in away for code in self.people], dtype=np.bool_)


def load_town(session: Session, network: str, area: str | None, at: datetime) -> Town:
    """Load the grids of a network in an area (everywhere, where none is named) and their people.

    Raises
    ------
    NotFoundError
        If there is no such network or area, or it has no published grids there.
    """
    spec = load_network(session, network)
    communities = communities_below(session, None if area is None else [area])
    rows = staffing.grids_to_serve(session, network, communities.codes, at)
    if not rows:
        raise NotFoundError(
            f"The network '{network}' has no published grids in this area; publish a plan first.",
            field="network",
        )
    ids = [row["id"] for row in rows]
    degrees = from_wkb([row["wkb"] for row in rows])
    bounds = list(shapely.total_bounds(degrees))
    crs = metric_crs(WGS84, bounds)
    doors = _count_doors(staffing.doors_in(session, ids, at), ids)
    ground = transform(degrees, WGS84, crs)
    place = {key: position for position, key in enumerate(ids)}
    pairs = [
        (place[row["grid_a_id"]], place[row["grid_b_id"]])
        for row in staffing.pairs_at(session, ids, at)
    ]
    return Town(
        grids=rows,
        ground=ground,
        barriers=transform(from_wkb(staffing.lines_to_cross(session, bounds)), WGS84, crs),
        doors=doors,
        load=_loads(
            spec.workload or Workload(),
            rows,
            ground,
            doors,
            staffing.work_in(session, ids, at),
            monthly_events(session, spec.workload or Workload(), degrees, communities.codes),
        ),
        postings=staffing.postings_at(session, ids, at),
        pairs=_rows(pairs),
    )


def _count_doors(homes: Sequence[int], ids: Sequence[int]) -> NDArray[np.int64]:
    found, count = np.unique(np.array(homes, dtype=np.int64), return_counts=True)
    by_grid = dict(zip(found.tolist(), count.tolist(), strict=True))
    return np.array([by_grid.get(key, 0) for key in ids], dtype=np.int64)


def _loads(
    workload: Workload,
    rows: Sequence[RowMapping],
    ground: NDArray[np.object_],
    doors: NDArray[np.int64],
    work: dict[int, tuple[int, int]],
    events: dict[str, NDArray[np.float64]],
) -> NDArray[np.float64]:
    """Give the load of each grid; key persons and shops are those of its units."""
    area = shapely.area(ground)
    own = np.array([work.get(row["id"], (0, 0)) for row in rows], dtype=np.int64).reshape(-1, 2)
    return workload.load(
        {
            "households": np.array([row["households"] for row in rows]),
            "persons": np.array([row["persons"] for row in rows]),
            "hectares": hectares(area),
            "walking_minutes": walking_minutes(area, doors),
            "key_persons": own[:, 0],
            "shops": own[:, 1],
            **events,
        }
    )


def _rows(pairs: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)
