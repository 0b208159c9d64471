"""Fields of a file of units, beside households: counts, groups, pins, settings, homes to come."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridgeo.domain.errors import BadInputError
from gridgeo.io.vector import require_field
from gridgeo.planner.reserve import Development
from gridgeo.services.network_file import counts_of
from gridgeo.services.pinned_units import require_held
from gridgeo.services.plan_options import COUNTS, HomesOptions
from gridgeo.services.unit_file import UnitFile, blank

_SETTINGS = {"urban": False, "rural": True, "城镇": False, "农村": True, "乡村": True}


def read_counts(units: UnitFile, named: dict[str, str]) -> dict[str, NDArray[np.int64]]:
    """Read households and those of `COUNTS` whose fields are named."""
    found = {"households": units.households}
    for name in COUNTS:
        if name in named:
            found[name] = counts_of(units.frame, named[name], units.ids, name)
    return found


def read_groups(units: UnitFile, together: str | None) -> NDArray[np.int64] | None:
    """Give the values of a field numbers; -1 where there is none, None without a field."""
    if together is None:
        return None
    require_field(units.frame, together, "together")
    column = units.frame[together]
    codes, _ = pd.factorize(column.where(~blank(column)), use_na_sentinel=True)
    return np.asarray(codes, dtype=np.int64)


def find_pinned(
    units: UnitFile, ids: tuple[str, ...], present: NDArray[np.int64] | None
) -> NDArray[np.bool_] | None:
    """Find the units of some ids; None where none are named.

    Parameters
    ----------
    units : UnitFile
    ids : tuple of str
    present : int64, shape (n,), or None
        Present grid of each unit, -1 where there is none.

    Raises
    ------
    BadInputError
        If there is no such unit, or it lies in no present grid.
    """
    if not ids:
        return None
    unknown = sorted(set(ids) - set(units.ids))
    if unknown:
        raise BadInputError(f"There is no unit '{unknown[0]}' to pin.", field="pinned")
    pinned = np.isin(np.array(units.ids, dtype=object), ids)
    if present is not None:
        require_held(units.ids, pinned, present)
    return pinned


def read_rural(units: UnitFile, setting: str | None) -> NDArray[np.bool_]:
    """Say which units are rural by a field; none where no field is named.

    Raises
    ------
    BadInputError
        If a value is neither urban nor rural.
    """
    if setting is None:
        return np.zeros(len(units.ids), dtype=np.bool_)
    require_field(units.frame, setting, "setting")
    words = units.frame[setting].astype("string").str.strip().str.lower()
    known = words.map(_SETTINGS)
    wrong = np.flatnonzero(known.isna())
    if len(wrong):
        raise BadInputError(
            f"'{units.ids[wrong[0]]}' has {_held(words, wrong[0])} in the field '{setting}';"
            " it has to be urban or rural.",
            field="setting",
        )
    return np.asarray(known, dtype=np.bool_)


def read_homes(units: UnitFile, homes: HomesOptions) -> Development:
    """Read what is being built in each unit.

    Raises
    ------
    BadInputError
        If a count, a share or a day cannot be used.
    """
    frame = units.frame
    require_field(frame, homes.planned, "planned")
    blank = frame[homes.planned].isna()  # where nothing is built
    planned = counts_of(
        frame.assign(**{homes.planned: frame[homes.planned].where(~blank, 0)}),
        homes.planned,
        units.ids,
        "planned",
    )
    sites = planned > 0
    return Development(
        planned,
        _read_occupancy(units, homes.occupancy, sites),
        _read_days(units, homes.ready, sites),
    )


def _read_days(units: UnitFile, ready: str, sites: NDArray[np.bool_]) -> NDArray[np.datetime64]:
    require_field(units.frame, ready, "ready")
    text = units.frame[ready].astype("string").str.slice(0, 10)
    days = pd.to_datetime(text, errors="coerce", format="mixed").to_numpy()
    wrong = np.flatnonzero(sites & np.isnat(days))
    if len(wrong):
        raise BadInputError(
            f"'{units.ids[wrong[0]]}' has planned households, but {_held(text, wrong[0])} in the"
            f" field '{ready}' instead of the day on which they are ready, as in 2027-06-01.",
            field="ready",
        )
    ready_on: NDArray[np.datetime64] = days.astype("datetime64[D]")
    return ready_on


def _read_occupancy(
    units: UnitFile, occupancy: str, sites: NDArray[np.bool_]
) -> NDArray[np.float64]:
    try:
        share = float(occupancy)
    except ValueError:
        require_field(units.frame, occupancy, "occupancy")
    else:
        if not 0.0 <= share <= 1.0:
            raise BadInputError(
                f"An occupancy is a share from 0 to 1, as in 0.6, not '{occupancy}'.",
                field="occupancy",
            )
        return np.full(len(units.ids), share)
    column = units.frame[occupancy]
    shares = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64)
    wrong = np.flatnonzero(sites & ~((shares >= 0.0) & (shares <= 1.0)))
    if len(wrong):
        raise BadInputError(
            f"'{units.ids[wrong[0]]}' has planned households, but {_held(column, wrong[0])} in the"
            f" field '{occupancy}'; an occupancy is a share from 0 to 1, as in 0.6.",
            field="occupancy",
        )
    return np.where(sites, shares, 0.0)


def _held(column: "pd.Series[Any]", row: np.integer) -> str:
    """Quote what stands in a row of a column."""
    value = column.iloc[int(row)]
    return "nothing" if pd.isna(value) else f"'{value}'"
