"""``gridgeo fix`` of a network of the database: only read from, written to files alone."""

import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from gridgeo.cli.crosswalk_sides import read_side_name
from gridgeo.cli.database import database_session
from gridgeo.domain.errors import BadInputError

if TYPE_CHECKING:
    from gridgeo.services.repair_network import NetworkRepair
    from gridgeo.topology.repair import RepairRules


def repair_stored(
    name: str,
    rules: "RepairRules",
    min_area_m2: float,
    of_files: Mapping[str, object],
    tell: Callable[[str, float], None],
) -> "NetworkRepair":
    """Repair the network that ``db:CODE`` or ``db:CODE@DAY`` names; nothing is kept.

    Parameters
    ----------
    name : str
    rules : RepairRules
    min_area_m2 : float
        Smaller changes count as matched borders.
    of_files : mapping
        Options that are for files alone; None where one was not given.
    tell : callable
        Told each step before it begins, and the share of the work that is done.

    Raises
    ------
    BadInputError
        For a plan, for a day that is none, or for an option that is for files.
    NotFoundError
        If there is no such network, or nothing of it was published.
    """
    from gridgeo.services.crosswalk_networks import Published
    from gridgeo.services.repair_network import repair_network

    for option, value in of_files.items():
        if value is not None:
            raise BadInputError(
                f"--{option} is for files; '{name}' is repaired within its communities, with the"
                " counts of the database.",
                field=option,
            )
    side = read_side_name(name, None, None, None, None)
    if not isinstance(side, Published):
        raise BadInputError(
            f"'{name}' is a draft, whose units fit by construction; name a published network as in"
            " db:zz, or mend a draft's parts with its operation 'repair'.",
            field="network",
        )
    with database_session() as session:
        return repair_network(
            session, side.network, rules, min_area_m2, as_of=side.as_of, progress=tell
        )


def how_to_bring_in(name: str, done: "NetworkRepair", written: Path) -> str:
    """Say how the file becomes the network's next version, and what that does not do."""
    network, _, day = name.removeprefix("db:").partition("@")
    place = shlex.quote(str(written))
    lines = [
        "The database is as it was. To make this its next version:",
        f"gridgeo import network {place} --layer grids --network {network}",
    ]
    if day:
        lines.append(f"These are the grids of {day}: what was changed since would be undone.")
    if done.repair.emptied:
        lines.append("An import closes no grid: those without ground left stay as they are.")
    return "\n".join(lines)
