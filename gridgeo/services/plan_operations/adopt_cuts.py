"""Take into a draft what the network's last publication cut, where the draft has not cut itself."""

from dataclasses import replace

import numpy as np
import shapely
from sqlalchemy.orm import Session

from gridgeo.db.repositories import cut_units
from gridgeo.db.repositories.plans import UnitRows
from gridgeo.geometry.cut_coverage import with_vertices
from gridgeo.services.plan_operations.cut_ground import lead_through
from gridgeo.services.plan_operations.draft import Draft


def adopt_cuts(session: Session, draft: Draft) -> Draft:
    """Give a draft with the published parts in place of units that it still has whole.

    Parameters
    ----------
    session : Session
        Only read from.
    draft : Draft
        Where it has cut a unit itself, its own parts stay.
    """
    parts, roots = cut_units.published_parts(session, draft.network.code, draft.communities.codes)
    own = cut_units.roots_of(session, draft.units.ids.tolist())
    root, first, count = np.unique(own, return_index=True, return_counts=True)
    whole = dict(zip(root[count == 1].tolist(), first[count == 1].tolist(), strict=True))
    chosen = np.array([one in whole for one in roots.tolist()], dtype=bool)
    if not chosen.any():
        return draft
    origin = np.array([whole[one] for one in roots[chosen].tolist()], dtype=np.int64)
    fitted = _fitted(parts.take(np.flatnonzero(chosen)), draft.units.take(origin))
    corners = np.unique(shapely.get_coordinates(fitted.ground), axis=0)
    return lead_through(draft, fitted, origin, corners)


def _fitted(parts: UnitRows, whole: UnitRows) -> UnitRows:
    """Lead parts through the vertices that the draft has given to what they were cut from."""
    corners = np.unique(shapely.get_coordinates(whole.ground), axis=0)
    places, bent = with_vertices(parts.ground, corners)
    ids, ground = parts.ids.copy(), parts.ground.copy()
    ids[places], ground[places] = -1 - np.arange(len(places)), bent
    return replace(parts, ids=ids, ground=ground)
