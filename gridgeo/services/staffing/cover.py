"""Cover pairs (AB岗): proposed, kept, and held against any absence."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, staffing
from gridgeo.domain.errors import BadInputError
from gridgeo.domain.posting import SERVING
from gridgeo.services.staffing.town import Town, load_town
from gridgeo.staffing.cover import CoverChoice, CoverWeights, choose_cover, score_links
from gridgeo.staffing.neighbours import Neighbours, find_neighbours
from gridgeo.staffing.standing_in import ServedBy, Service, serve

MOST_LOAD_RATIO = 1.8  # of the mean load: more than that nobody bears for long


def propose_cover(
    session: Session,
    network: str,
    area: str | None,
    *,
    weights: CoverWeights | None = None,
    at: datetime | None = None,
) -> dict[str, Any]:
    """Propose the cover pairs of an area, town by town; nothing is written.

    Pairs lie within one town: nobody stands in across its border.

    Parameters
    ----------
    session : Session
        Only read from.
    network, area : str
        The area may be a district, a town or a community; None for all.
    weights : CoverWeights, optional
    at : datetime, optional
        Aware instant whose grids and people count; now by default.

    Raises
    ------
    NotFoundError
        If there is no such network or area, or no grid.
    """
    town = load_town(session, network, area, at or datetime.now(UTC))
    neighbours, score, choice = _choose(town, weights)
    return {
        "network": network,
        "area": area,
        "grids": len(town),
        "pairs": [
            _pair(town, neighbours, score, link, third)
            for link, third in zip(choice.links.tolist(), choice.third.tolist(), strict=True)
        ],
        "alone": [_name(town, grid) for grid in choice.alone.tolist()],
    }


def keep_cover(
    session: Session,
    network: str,
    area: str | None,
    *,
    actor: str,
    weights: CoverWeights | None = None,
    at: datetime | None = None,
) -> dict[str, Any]:
    """Put the proposed pairs in force from an instant on; those that the grids had end then."""
    moment = at or datetime.now(UTC)
    town = load_town(session, network, area, moment)
    neighbours, _, choice = _choose(town, weights)
    ids = [row["id"] for row in town.grids]
    pairs = [(ids[a], ids[b]) for a, b in neighbours.pairs[choice.links].tolist()]
    ended = staffing.replace_pairs(session, ids, pairs, moment)
    details = {"network": network, "pairs": len(pairs), "ended": ended}
    audit.append(session, actor, "keep_cover", "area", area or "all", details)
    return {"pairs": len(pairs), "ended": ended, "alone": len(choice.alone), "valid_from": moment}


def list_cover(
    session: Session, network: str, area: str | None, at: datetime | None = None
) -> list[dict[str, Any]]:
    """Give the cover pairs in force at an instant, by code."""
    town = load_town(session, network, area, at or datetime.now(UTC))
    return [{"grids": [_name(town, one), _name(town, two)]} for one, two in town.pairs.tolist()]


def who_serves(
    session: Session,
    network: str,
    area: str | None,
    *,
    at: datetime | None = None,
    absent: Sequence[str] = (),
    most_load: float | None = None,
    only_stood_in: bool = False,
) -> dict[str, Any]:
    """Say who serves each grid at an instant, with leaves, vacancies, and whoever else is away.

    Parameters
    ----------
    session : Session
        Only read from.
    network, area : str
        As in `propose_cover`.
    at : datetime, optional
        Aware; now by default.
    absent : sequence of str
        Workers who are away too: "if these five are ill".
    most_load : float, optional
        What one can bear, in the network's load; `MOST_LOAD_RATIO` times the mean by default.
    only_stood_in : bool
        Leave out grids that their own people serve.

    Raises
    ------
    BadInputError
        If somebody of ``absent`` is not posted here.
    """
    town = load_town(session, network, area, at or datetime.now(UTC))
    people = town.people
    unknown = sorted(set(absent) - set(people))
    if unknown:
        raise BadInputError(f"'{unknown[0]}' is not posted to a grid here.", field="absent")
    away = town.absent() | np.array([code in set(absent) for code in people], dtype=np.bool_)
    staff = town.staffing()
    ordinary = serve(staff, np.zeros(len(people), dtype=np.bool_), np.inf)
    limit = most_load or MOST_LOAD_RATIO * _mean_load(ordinary)
    service = serve(staff, away, limit)
    rows = [
        _served(town, people, service, grid)
        for grid in range(len(town))
        if not only_stood_in or service.by[grid] is not ServedBy.OWN
    ]
    return {
        "network": network,
        "area": area,
        "most_load": round(float(limit), 1),
        "away": [code for code, gone in zip(people, away.tolist(), strict=True) if gone],
        "stood_in": sum(by is not ServedBy.OWN for by in service.by),
        "behind": int(service.behind.sum()),
        "grids": rows,
        "heavy": _heavy(people, ordinary, service, float(limit)),
    }


def _choose(
    town: Town, weights: CoverWeights | None
) -> tuple[Neighbours, NDArray[np.int64], CoverChoice]:
    neighbours = find_neighbours(town.ground, town.barriers)
    score = score_links(neighbours, town.load, weights)
    same_people = _same_people(town, neighbours.pairs)
    towns = np.array([row["town"] or "" for row in town.grids], dtype=object)
    one_town = towns[neighbours.pairs[:, 0]] == towns[neighbours.pairs[:, 1]]
    allowed = np.asarray(one_town & ~same_people, dtype=np.bool_)
    return neighbours, score, choose_cover(neighbours, score, allowed, len(town))


def _same_people(town: Town, pairs: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say which pairs are served by the very same people: they cannot stand in for themselves."""
    serving: dict[int, set[str]] = {}
    for row in town.postings:
        if row["role"] in SERVING:
            serving.setdefault(row["grid_id"], set()).add(row["worker_code"])
    people = [serving.get(row["id"], set()) for row in town.grids]
    return np.array(
        [bool(people[a]) and people[a] == people[b] for a, b in pairs.tolist()], dtype=np.bool_
    )


def _pair(
    town: Town, neighbours: Neighbours, score: NDArray[np.int64], link: int, third: bool
) -> dict[str, Any]:
    one, two = neighbours.pairs[link].tolist()
    return {
        "grids": [_name(town, one), _name(town, two)],
        "score": int(score[link]),
        "border_share": round(float(neighbours.border_share[link]), 3),
        "walking_min": round(float(neighbours.walking_min[link]), 1),
        "loads": [round(float(town.load[one]), 1), round(float(town.load[two]), 1)],
        "third": third,
    }


def _name(town: Town, grid: int) -> dict[str, str]:
    row = town.grids[grid]
    return {"code": row["code"], "name": row["name"], "community": row["area_name"]}


def _mean_load(ordinary: Service) -> float:
    serving = ordinary.load[ordinary.load > 0]
    return float(serving.mean()) if len(serving) else 1.0


def _served(town: Town, people: list[str], service: Service, grid: int) -> dict[str, Any]:
    person = int(service.person[grid])
    return {
        **_name(town, grid),
        "worker": people[person] if person >= 0 else None,
        "by": service.by[grid].value,
        "load": round(float(town.load[grid]), 1),
        "behind": bool(service.behind[grid]),
    }


def _heavy(
    people: list[str], ordinary: Service, service: Service, limit: float
) -> list[dict[str, Any]]:
    """List who gets more than they bear, the most burdened first."""
    over = np.flatnonzero(service.load > limit)
    order = over[np.lexsort((over, -service.load[over]))]
    return [
        {
            "worker": people[person],
            "load": round(float(service.load[person]), 1),
            "ordinary_load": round(float(ordinary.load[person]), 1),
        }
        for person in order.tolist()
    ]
