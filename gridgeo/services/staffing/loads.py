"""What each worker has to do, and whose share is not fair."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import shapely
from sqlalchemy.orm import Session

from gridgeo.domain.posting import SERVING
from gridgeo.domain.workload import hectares, walking_minutes
from gridgeo.services.staffing.town import Town, load_town
from gridgeo.staffing.fairness import TOLERANCE, find_flat_towns, load_ratios


def worker_loads(
    session: Session,
    network: str,
    area: str | None,
    *,
    tolerance: float = TOLERANCE,
    at: datetime | None = None,
) -> dict[str, Any]:
    """Give the load of each worker, held against the mean of their town, and unfair patterns.

    A grid that several people serve is shared evenly among them: a team of five that walks three
    grids together has three grids, not fifteen.

    Parameters
    ----------
    session : Session
        Only read from.
    network : str
    area : str or None
        District, town or community; None for all.
    tolerance : float
        How far a load may differ from the mean of its town before it is listed as uneven.
    at : datetime, optional
        Aware instant; now by default.

    Raises
    ------
    NotFoundError
        If there is no such network or area, or it has no grids there.
    """
    town = load_town(session, network, area, at or datetime.now(UTC))
    rows = _loads(town)
    names, group = np.unique([row["town"] or "" for row in rows], return_inverse=True)
    ratios = load_ratios(np.array([row["load"] for row in rows], dtype=np.float64), group)
    for row, ratio in zip(rows, ratios.tolist(), strict=True):
        row["ratio"] = round(ratio, 2)
        row["uneven"] = abs(ratio - 1) > tolerance
    rows.sort(key=lambda row: (-row["ratio"], row["worker"]))
    return {
        "network": network,
        "area": area,
        "tolerance": tolerance,
        "towns": len(names),
        "uneven": sum(row["uneven"] for row in rows),
        "workers": rows,
        "flat_towns": _flat_towns(town),
    }


def _loads(town: Town) -> list[dict[str, Any]]:
    """Give a row for each person who serves grids, sorted by code."""
    place = town.place_of
    serving: dict[int, set[str]] = {}
    for posting in town.postings:
        if posting["role"] in SERVING:
            serving.setdefault(place[posting["grid_id"]], set()).add(posting["worker_code"])
    area_m2 = shapely.area(town.ground)
    figures = {
        "households": town.column("households"),
        "persons": town.column("persons"),
        "area_ha": hectares(area_m2),
        "walking_min": walking_minutes(area_m2, town.doors),
        "load": town.load,
    }
    names = {posting["worker_code"]: posting["name"] for posting in town.postings}
    found: dict[str, dict[str, Any]] = {}
    for grid, people in sorted(serving.items()):
        for worker in sorted(people):
            row = found.setdefault(worker, _empty(town, worker, names[worker], grid))
            row["grids"].append(town.grids[grid]["code"])
            for name, column in figures.items():
                row[name] += float(column[grid]) / len(people)
    for row in found.values():
        row.update({name: round(row[name], 1) for name in figures})
    return [found[worker] for worker in sorted(found)]


def _empty(town: Town, worker: str, name: str, grid: int) -> dict[str, Any]:
    nothing = dict.fromkeys(("households", "persons", "area_ha", "walking_min", "load"), 0.0)
    return {
        "worker": worker,
        "name": name,
        "town": town.grids[grid]["town"],
        "grids": [],
        **nothing,
    }


def _flat_towns(town: Town) -> list[dict[str, Any]]:
    """List towns that give every community the same number of workers whatever its size."""
    codes = sorted({row["area_code"] for row in town.grids})
    number = {code: place for place, code in enumerate(codes)}
    people: list[set[str]] = [set() for _ in codes]
    homes = np.zeros(len(codes), dtype=np.int64)
    facts: list[Any] = [None] * len(codes)
    by_grid = {row["id"]: number[row["area_code"]] for row in town.grids}
    for row in town.grids:
        homes[number[row["area_code"]]] += row["households"]
        facts[number[row["area_code"]]] = row
    for posting in town.postings:
        if posting["role"] in SERVING:
            people[by_grid[posting["grid_id"]]].add(posting["worker_code"])
    posts = np.array([len(members) for members in people], dtype=np.int64)
    towns, group = np.unique([row["town"] or "" for row in facts], return_inverse=True)
    return [
        {
            "town": str(towns[flat.town]),
            "name": facts[int(flat.communities[0])]["town_name"],
            "workers_each": flat.workers,
            "communities": [
                {
                    "code": codes[place],
                    "name": facts[place]["area_name"],
                    "households": int(homes[place]),
                    "fair": fair,
                }
                for place, fair in zip(flat.communities.tolist(), flat.fair.tolist(), strict=True)
            ],
        }
        for flat in find_flat_towns(posts, homes, group)
    ]
