"""Workload (工作量): what a grid asks of its worker, as a weighted sum of what is counted.

The weights belong to a network. The load only decides which of several plans in the band is the
better balanced one; the band itself counts households or persons and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.errors import BadInputError

Floats = NDArray[np.float64]

TOUR_FACTOR = 0.7124  # Beardwood, Halton and Hammersley 1959; the constant by Johnson et al. 1996
WALK_M_PER_MIN = 70.0
HECTARE_M2 = 10_000.0


@dataclass(frozen=True, slots=True)
class Workload:
    """What one of each adds to the load; a household counts 1 unless told otherwise.

    ``load = households * n_households + persons * n_persons + key_persons * n_key_persons
    + shops * n_shops + events * events_a_month + hectares * area_ha
    + walking_minutes * walking_min``

    Raises
    ------
    BadInputError
        If a weight is negative or not finite, or all are 0.
    """

    households: float = 1.0
    persons: float = 0.0
    key_persons: float = 0.0
    shops: float = 0.0
    events: float = 0.0
    hectares: float = 0.0
    walking_minutes: float = 0.0

    def __post_init__(self) -> None:
        weights = self.weights()
        for name, weight in weights.items():
            if not (np.isfinite(weight) and weight >= 0):
                raise BadInputError(
                    f"The weight of {name} is {weight}; weights are finite and not negative.",
                    field=f"workload.{name}",
                )
        if not any(weights.values()):
            raise BadInputError("All weights of the workload are 0.", field="workload")

    def weights(self) -> dict[str, float]:
        """Give the weights by name."""
        return {item.name: float(getattr(self, item.name)) for item in fields(self)}

    def load(self, counts: Mapping[str, NDArray[np.generic]]) -> Floats:
        """Give the load of each unit.

        Parameters
        ----------
        counts : mapping of str to array, shape (n,)
            By the names of the weights; at least those whose weight is above 0.

        Returns
        -------
        float64, shape (n,)
            In households' worth, if ``households`` weighs 1.

        Raises
        ------
        BadInputError
            If a count that weighs something is missing, or is negative or not finite somewhere.
        """
        wanted = {name: weight for name, weight in self.weights().items() if weight > 0}
        missing = sorted(set(wanted) - set(counts))
        if missing:
            raise BadInputError(
                f"The workload weighs {', '.join(missing)}, but the units have no such count.",
                field="workload",
            )
        columns = {name: np.asarray(counts[name], dtype=np.float64) for name in wanted}
        for name, column in columns.items():
            if not np.isfinite(column).all() or (column < 0).any():
                raise BadInputError(
                    f"A unit's {name} is negative or no number.", field=f"workload.{name}"
                )
        work: Floats = np.sum(
            [wanted[name] * columns[name] for name in wanted], axis=0, dtype=np.float64
        )
        return work


def walking_minutes(area_m2: NDArray[np.generic], doors: NDArray[np.generic]) -> Floats:
    """Estimate how long it takes to walk from door to door, shape (n,).

    The shortest tour of ``n`` points on ground of area ``A`` is ``0.7124 * sqrt(n A)`` long
    (Beardwood, Halton and Hammersley 1959), walked at 70 m a minute.

    Parameters
    ----------
    area_m2 : shape (n,)
        Area of each unit.
    doors : shape (n,)
        Buildings or entrances to call at in each unit.
    """
    ground = np.asarray(area_m2, dtype=np.float64) * np.asarray(doors, dtype=np.float64)
    minutes: Floats = TOUR_FACTOR * np.sqrt(ground) / WALK_M_PER_MIN
    return minutes


def hectares(area_m2: NDArray[np.generic]) -> Floats:
    """Give areas in hectares, shape (n,)."""
    return np.asarray(area_m2, dtype=np.float64) / HECTARE_M2
