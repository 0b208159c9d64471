"""Fields of a file of units, beside households: counts, groups, pins, settings, homes to come."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridgeo.domain.errors import BadInputError
from gridgeo.io.vector import require_field
from gridgeo.planner.reserve import Development
from gridgeo.services.network_file import counts_of
from gridgeo.services.plan_options import COUNTS, HomesOptions
from gridgeo.services.unit_file import UnitFile

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
    codes, _ = pd.factorize(units.frame[together], use_na_sentinel=True)
    return np.asarray(codes, dtype=np.int64)


def find_pinned(units: UnitFile, ids: tuple[str, ...]) -> NDArray[np.bool_] | None:
    """Find the units of some ids; None where none are named.

    Raises
    ------
    BadInputError
        If there is no such unit.
    """
    if not ids:
        return None
    unknown = sorted(set(ids) - set(units.ids))
    if unknown:
        raise BadInputError(f"There is no unit '{unknown[0]}' to pin.", field="pinned")
    return np.isin(np.array(units.ids, dtype=object), ids)


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
            f"'{units.ids[wrong[0]]}' has '{words.iloc[wrong[0]]}' in the field '{setting}';"
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
    planned = counts_of(units.frame, homes.planned, units.ids, "planned")
    require_field(units.frame, homes.ready, "ready")
    text = units.frame[homes.ready].astype("string").str.slice(0, 10)
    days = pd.to_datetime(text, errors="coerce", format="mixed")
    return Development(
        planned,
        _read_occupancy(units, homes.occupancy),
        days.to_numpy().astype("datetime64[D]"),
    )


def _read_occupancy(units: UnitFile, occupancy: str) -> NDArray[np.float64]:
    try:
        return np.full(len(units.ids), float(occupancy))
    except ValueError:
        require_field(units.frame, occupancy, "occupancy")
        shares = pd.to_numeric(units.frame[occupancy], errors="coerce").fillna(0.0)
        return np.asarray(shares, dtype=np.float64)
