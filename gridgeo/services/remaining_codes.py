"""How many codes each community has left for new grids: a code is never given twice."""

from collections import Counter
from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import networks, plans
from gridgeo.db.repositories.areas import communities_below
from gridgeo.services.list_networks import require_network


def remaining_codes(
    session: Session, network_code: str, area: str | None = None
) -> list[dict[str, Any]]:
    """Give for each community the codes that were given, and those that are left.

    Parameters
    ----------
    session : Session
        Only read from.
    network_code : str
    area : str, optional
        Only communities in this area.

    Returns
    -------
    list of dict
        ``area``, ``name``, ``prefix``, ``given`` (published ever, or held by an open plan),
        ``remaining``, those with the fewest left first.

    Raises
    ------
    NotFoundError
        If there is no such network or area.
    """
    require_network(session, network_code)
    template = networks.load_network(session, network_code).code_template
    communities = communities_below(session, None if area is None else [area])
    digits = template.digits
    used = plans.used_codes(session, network_code, [])
    given = Counter(code[:-digits] for code in used if code[-digits:].isdecimal())
    rows = []
    for code, name in zip(communities.codes, communities.names, strict=True):
        prefix = template.prefix(code)
        held = given[prefix]
        left = 10**digits - 1 - held
        rows.append(
            {"area": code, "name": name, "prefix": prefix, "given": held, "remaining": left}
        )
    return sorted(rows, key=lambda row: (row["remaining"], row["area"]))
