"""Staffing in figures: ratios, vacancies, and the structure of the staff as counts."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories import workers
from gridgeo.domain.posting import SERVING, PostingRole
from gridgeo.domain.suppression import suppress
from gridgeo.services.staffing.town import Town, load_town

_AGES = ((35, "under_35"), (50, "35_to_49"), (60, "50_to_59"), (200, "60_and_over"))
_UNKNOWN = "unknown"
_RESIDENTS = 10_000


def staffing_figures(
    session: Session, network: str, area: str | None, at: datetime | None = None
) -> dict[str, Any]:
    """Give the staffing of an area and of each of its communities.

    A grid is vacant when nobody but a stand-in is posted to it. Counts of people by sex, age,
    education and party membership under 5 are not told.

    Parameters
    ----------
    session : Session
        Only read from.
    network : str
    area : str or None
        District, town or community; None for all.
    at : datetime, optional
        Aware instant; now by default.

    Raises
    ------
    NotFoundError
        If there is no such network or area, or it has no grids there.
    """
    moment = at or datetime.now(UTC)
    town = load_town(session, network, area, moment)
    by_community: dict[str, list[int]] = {}
    for place, row in enumerate(town.grids):
        by_community.setdefault(row["area_code"], []).append(place)
    facts = workers.facts_of(session, town.people)
    return {
        "network": network,
        "area": area,
        "at": moment,
        **_figures(town, range(len(town))),
        "structure": _structure(facts, moment.year),
        "communities": [
            {
                "code": code,
                "name": town.grids[members[0]]["area_name"],
                "town": town.grids[members[0]]["town_name"],
                **_figures(town, members),
            }
            for code, members in sorted(by_community.items())
        ],
    }


def _figures(town: Town, members: Iterable[int]) -> dict[str, Any]:
    rows = [town.grids[place] for place in members]
    keys = {row["id"] for row in rows}
    serving = [p for p in town.postings if p["grid_id"] in keys and p["role"] in SERVING]
    own = {p["grid_id"] for p in serving if p["role"] != PostingRole.STAND_IN}
    stood_in = {p["grid_id"] for p in serving} - own
    people = {p["worker_code"] for p in serving}
    persons = sum(row["persons"] for row in rows)
    return {
        "grids": len(rows),
        "households": sum(row["households"] for row in rows),
        "persons": persons,
        "workers": len(people),
        "on_leave": len({p["worker_code"] for p in serving if p["away"]}),
        "leads": len({p["worker_code"] for p in town.postings if _leads(p, keys)}),
        "workers_per_grid": round(len(people) / len(rows), 2),
        "workers_per_10000": round(len(people) * _RESIDENTS / persons, 2) if persons else None,
        "vacant": [row["code"] for row in rows if row["id"] not in own],
        "vacant_and_stood_in": len(stood_in),
    }


def _leads(posting: RowMapping, grids: set[int]) -> bool:
    return bool(posting["role"] == PostingRole.LEAD and posting["grid_id"] in grids)


def _structure(facts: Iterable[RowMapping], year: int) -> dict[str, dict[str, int | None]]:
    """Count the staff by what is known of them."""
    rows = list(facts)
    party = {True: "member", False: "no_member", None: _UNKNOWN}
    return {
        "sex": _count(row["sex"] or _UNKNOWN for row in rows),
        "age": _count(_age(row["birth_year"], year) for row in rows),
        "education": _count(row["education"] or _UNKNOWN for row in rows),
        "party": _count(party[row["party_member"]] for row in rows),
    }


def _count(values: Iterable[str]) -> dict[str, int | None]:
    return suppress(dict(sorted(Counter(values).items())))


def _age(birth_year: int | None, year: int) -> str:
    if birth_year is None:
        return _UNKNOWN
    return next(name for limit, name in _AGES if year - birth_year < limit)
