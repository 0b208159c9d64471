"""Descent of grids: which closed grid handed how many households and how much ground to which."""

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from sqlalchemy.orm import Session

from gridgeo.db.repositories import publications
from gridgeo.db.repositories.place_points import load_places
from gridgeo.db.repositories.publications import Publication
from gridgeo.geometry.crosswalk import shared_ground
from gridgeo.geometry.crs import metric_crs, transform
from gridgeo.geometry.shared_counts import count_points

WGS84 = CRS.from_epsg(4326)
LEAST_SHARE = 0.01  # of the old grid's ground; less than that is drawing, not descent


def record_lineage(session: Session, published: Publication) -> None:
    """Keep the descent between the grids that a publication closed and those that it opened.

    A place in several old grids came from the one with the lowest code. Call it after
    `gridgeo.db.repositories.publications.finish_version`, in the same transaction.
    """
    old, new = publications.closed_and_opened(session, published.network_code)
    if not len(old.ids) or not len(new.ids):
        return
    ground = np.concatenate([old.ground, new.ground])
    bounds = shapely.total_bounds(ground)
    places = load_places(session, list(bounds))
    points = np.asarray(shapely.points(places.x, places.y))
    moved = count_points(old.ground, new.ground, points, places.households)
    crs = metric_crs(WGS84, list(bounds))
    metres = transform(old.ground, WGS84, crs)
    shared = shared_ground(metres, transform(new.ground, WGS84, crs))
    pairs = pd.DataFrame(
        {
            "old": shared.first,
            "new": shared.second,
            "area_share": np.minimum(1.0, shared.area_m2 / shapely.area(metres)[shared.first]),
        }
    ).merge(
        pd.DataFrame({"old": moved.first, "new": moved.second, "households": moved.counts}),
        how="left",
    )
    pairs["households"] = pairs["households"].fillna(0).astype(np.int64)
    pairs["parent_grid_id"] = old.ids[pairs["old"]]
    pairs["child_grid_id"] = new.ids[pairs["new"]]
    descends = (pairs["households"] > 0) | (pairs["area_share"] >= LEAST_SHARE)
    other = pairs["parent_grid_id"] != pairs["child_grid_id"]
    publications.store_lineage(session, published, pairs[descends & other])
