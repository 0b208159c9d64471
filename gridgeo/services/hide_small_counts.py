"""Use case: small counts are told to those alone who may see the households themselves."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories.areas import communities_below
from gridgeo.domain.small_numbers import choose_hidden, is_small
from gridgeo.topology.crosswalk import Crosswalk
from gridgeo.topology.crosswalk_rows import Row

Seen = Sequence[str] | None  # areas whose households somebody may see; None is everywhere


def hide_in_crosswalk(session: Session, walk: Crosswalk, seen: Seen) -> Crosswalk:
    """Leave out what a pair of grids shares where that is 1 to 4 households or persons.

    So that nobody computes it from the counts of the grids, another pair of the same grid is left
    out with it. The agreement of communities then counts what is told.
    """
    if seen is None:
        return walk
    names = _names_seen(session, seen)
    rows = walk.rows
    hidden = choose_hidden(
        [row.households or 0 for row in rows],
        [_is_small(row) and row.community not in names for row in rows],
        ([row.a for row in rows], [row.b for row in rows]),
    )
    return replace(
        walk,
        rows=[_hide_row(row) if hide else row for row, hide in zip(rows, hidden, strict=True)],
    )


def hide_in_parts(
    session: Session, units: Sequence[dict[str, Any]], seen: Seen
) -> list[dict[str, Any]]:
    """Leave out the households in the parts of a unit where 1 to 4 live in one of them."""
    known = None if seen is None else set(communities_below(session, seen).codes)
    return [
        one if known is None or one["area_code"] in known else _hide_parts(one) for one in units
    ]


def hide_in_shares(
    session: Session, shares: Sequence[dict[str, Any]], seen: Seen
) -> list[dict[str, Any]]:
    """Leave out how many addresses are placed where 1 to 4 are, or are not."""
    known = None if seen is None else set(communities_below(session, seen).codes)
    return [
        one if known is None or one["area_code"] in known else _hide_share(one) for one in shares
    ]


def _is_small(row: Row) -> bool:
    return is_small(row.households) or is_small(row.persons)


def _hide_row(row: Row) -> Row:
    return replace(
        row,
        households=None,
        households_share_of_a=None,
        households_share_of_b=None,
        persons=None,
        persons_share_of_a=None,
        persons_share_of_b=None,
    )


def _names_seen(session: Session, seen: Sequence[str]) -> set[str]:
    """Give the communities by name, as the rows have them; one that has a namesake is not seen."""
    codes = set(communities_below(session, seen).codes)
    every = communities_below(session)
    named = list(zip(every.codes, every.names, strict=True))
    return {name for code, name in named if code in codes} - {
        name for code, name in named if code not in codes
    }


def _hide_parts(one: dict[str, Any]) -> dict[str, Any]:
    if not any(is_small(part["households"]) for part in one["parts"]):
        return one
    return {**one, "parts": [{**part, "households": None} for part in one["parts"]]}


def _hide_share(one: dict[str, Any]) -> dict[str, Any]:
    addresses, placed = one["addresses"], one["placed"]
    parts = (addresses, placed, addresses - placed, *one["levels"].values())
    if not any(map(is_small, parts)):
        return one
    told = None if is_small(addresses) else addresses
    return {**one, "addresses": told, "placed": None, "share": None, "levels": {}}
