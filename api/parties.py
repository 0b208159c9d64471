"""The caller as somebody who takes part in a plan's review."""

from sqlalchemy.orm import Session

from api.access import Caller
from gridgeo.domain.errors import ForbiddenError
from gridgeo.domain.review import Party
from gridgeo.services.list_areas import codes_above
from gridgeo.services.list_plans import scope_of_plan


def party_of(session: Session, caller: Caller, plan_id: int) -> Party:
    """Give the caller with those of their roles that cover a plan: its network and all its areas.

    Raises
    ------
    NotFoundError
        If there is no such plan.
    ForbiddenError
        If none of their roles covers it: then not even its state is theirs to know.
    """
    network, areas = scope_of_plan(session, plan_id)
    chains = codes_above(session, areas)
    grants = [one for one in caller.grants if one.network_code in (None, network)]
    roles = {grant.role for grant in grants}
    covering = {
        role
        for role in roles
        if all(
            any(g.role is role and (g.area_code is None or g.area_code in chain) for g in grants)
            for chain in chains
        )
    }
    if not covering:
        raise ForbiddenError("This plan lies beyond what your roles cover.")
    return Party(caller.name, frozenset(covering), person=caller.scopes is None)
