"""Grid workers and their postings: leads of communities, workers of grids, a shared team."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from gridgeo.demo.chance import stream
from gridgeo.demo.names import people

TEAM_SIZE = 5
_TEAM_EVERY = 150  # one city-management team for so many grids of 综治
_VACANT = 0.03
_EDUCATION = {"junior": 0.14, "senior": 0.33, "college": 0.35, "bachelor": 0.18}
_PARTY_SHARE, _BLANK_SHARE = 0.3, 0.05
_SINCE = pd.Timestamp("2025-01-01", tz="Asia/Shanghai").tz_convert("UTC")
_MOVED = pd.Timestamp("2025-06-16", tz="Asia/Shanghai").tz_convert("UTC")

# worker, network, grid, role, from, to
Posting = tuple[str, str, str, str, pd.Timestamp, pd.Timestamp | None]


@dataclass(slots=True)
class Staff:
    """The tables of workers and postings; nobody in them exists."""

    workers: pd.DataFrame
    postings: pd.DataFrame


def post_people(grids: gpd.GeoDataFrame, seed: int) -> Staff:
    """Post a worker to each base grid of 综治, a lead to each community, teams to those of 城管.

    A few grids are vacant and left to the neighbour's worker; a few workers changed grids in the
    middle of June 2025.
    """
    rng = stream(seed, "people")
    base = grids[(grids["network_code"] == "zongzhi") & (grids["kind"] == "base")]
    rows: list[Posting] = []
    number = _post_workers(base, rows, rng)
    number = _post_leads(base, rows, number)
    number = _post_teams(grids, rows, number, max(1, round(len(base) / _TEAM_EVERY)))
    postings = pd.DataFrame(
        rows, columns=["worker_code", "network_code", "grid_code", "role", "valid_from", "valid_to"]
    )
    postings["valid_to"] = pd.to_datetime(postings["valid_to"], utc=True)
    return Staff(_workers(number, rng), postings)


def worker_code(number: int) -> str:
    """Give the code of a worker by number, counted from 0."""
    return f"W{number + 1:05d}"


def _post_workers(base: gpd.GeoDataFrame, rows: list[Posting], rng: np.random.Generator) -> int:
    codes = base["code"].tolist()
    vacant = rng.random(len(codes)) < _VACANT
    vacant[0] = False
    number = -1
    for code, empty in zip(codes, vacant.tolist(), strict=True):
        number += not empty
        role = "stand_in" if empty else "worker"
        rows.append((worker_code(number), "zongzhi", code, role, _SINCE, None))
    _swap_some(rows, rng)
    return number + 1


def _swap_some(rows: list[Posting], rng: np.random.Generator) -> None:
    """Let neighbours in the list change places on 16 June: two postings end, two begin."""
    for first in sorted(rng.choice(len(rows) - 1, size=max(1, len(rows) // 60), replace=False)):
        one, two = rows[first], rows[first + 1]
        if "stand_in" in (one[3], two[3]) or one[5] is not None or two[5] is not None:
            continue
        rows[first], rows[first + 1] = (*one[:5], _MOVED), (*two[:5], _MOVED)
        rows.append((two[0], *one[1:4], _MOVED, None))
        rows.append((one[0], *two[1:4], _MOVED, None))


def _post_leads(base: gpd.GeoDataFrame, rows: list[Posting], number: int) -> int:
    for _, grids in base.groupby("area_code", sort=True):
        rows += [
            (worker_code(number), "zongzhi", code, "lead", _SINCE, None) for code in grids["code"]
        ]
        number += 1
    return number


def _post_teams(grids: gpd.GeoDataFrame, rows: list[Posting], number: int, teams: int) -> int:
    """Post whole teams, each to three grids of 城管 that follow each other."""
    codes = grids.loc[grids["network_code"] == "chengguan", "code"].tolist()
    for team in range(teams):
        mine = codes[team * 3 : team * 3 + 3]
        for member in range(number, number + TEAM_SIZE):
            rows += [
                (worker_code(member), "chengguan", code, "team", _SINCE, None) for code in mine
            ]
        number += TEAM_SIZE
    return number


def _workers(count: int, rng: np.random.Generator) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "code": [worker_code(number) for number in range(count)],
            "name": people(rng, count),
            "phone": pd.Series([None] * count, dtype=object),  # no invented number is nobody's
            **_facts(count, rng),
        }
    )


def _facts(count: int, rng: np.random.Generator) -> dict[str, object]:
    """Draw what the structure of a staff is told by; of one in twenty nobody wrote it down."""
    facts = {
        "sex": rng.choice(["female", "male"], count, p=[0.62, 0.38]),
        "birth_year": rng.integers(1966, 2002, count),
        "education": rng.choice(list(_EDUCATION), count, p=list(_EDUCATION.values())),
        "party_member": rng.random(count) < _PARTY_SHARE,
    }
    blank = rng.random(count) < _BLANK_SHARE
    return {
        name: pd.Series(values.tolist(), dtype=object).mask(blank, None)
        for name, values in facts.items()
    }
