"""The soft goals of a plan, from what is given and what is asked."""

from dataclasses import replace

from gridgeo.planner.given import Given
from gridgeo.planner.wishes import Wishes

BALANCE_OF_LOADS = 2.0  # where a workload is given, its balance is a goal beside compactness


def usual_wishes(given: Given, keep: float) -> Wishes:
    """Weigh the goals of a plan; ``keep`` goes from 0 to 1 and counts with present grids only."""
    usual = Wishes(keep=0.0 if given.present is None else keep)
    return usual if given.load is None else replace(usual, balance=BALANCE_OF_LOADS)
