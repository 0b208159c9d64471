"""What a heat map holds, its classes, and the grids under it."""

from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import heat as stored
from gridgeo.domain.errors import BadInputError
from gridgeo.patrol.heat import corner_of
from gridgeo.patrol.heat_classes import MEASURES, VIRIDIS, Measure
from gridgeo.services.patrols.day_heat import ALL
from gridgeo.services.patrols.frame import NetworkFrame, network_frame
from gridgeo.services.patrols.heat_maps import HeatQuestion, heat_map


def measure_named(name: str) -> Measure:
    """Find a measure.

    Raises
    ------
    BadInputError
        If there is none of this name.
    """
    if name not in MEASURES:
        raise BadInputError(f"Show one of: {', '.join(MEASURES)}.", field="measure")
    return MEASURES[name]


def legend(measure: Measure) -> list[dict[str, Any]]:
    """Give the classes with their colours; the last one has no upper end."""
    ends = [*measure.limits[1:], None]
    return [
        {"from": low, "to": high, "colour": colour}
        for low, high, colour in zip(measure.limits, ends, VIRIDIS, strict=True)
    ]


def describe_heat(session: Session, question: HeatQuestion) -> dict[str, Any]:
    """Say what a heat map holds: sums, bounds, legends, roles to choose from."""
    found = heat_map(session, question)
    sums = found.summary()
    bounds = None
    if sums is not None:
        west, north = corner_of(sums.west, sums.north)
        east, south = corner_of(sums.east + 1, sums.south + 1)
        bounds = [round(float(value), 6) for value in (west, south, east, north)]
    return {
        "token": found.token,
        "bounds": bounds,
        "cells": 0 if sums is None else sums.count,
        "passes": 0 if sums is None else sums.passes,
        "minutes": 0.0 if sums is None else round(sums.seconds / 60, 1),
        "roles": stored.roles_of(session, question.network),
        "legends": {name: legend(one) for name, one in MEASURES.items()},
    }


def background(session: Session, question: HeatQuestion) -> NetworkFrame | None:
    """Give the grids under a heat map; none where all networks are shown together."""
    return None if question.network == ALL else network_frame(session, question.network)
