"""How long to search: three names, or seconds; always a number of moves, never a clock.

The same effort gives the same plan on every machine. Seconds are turned into moves at a fixed
nominal speed, so on a slow machine they are longer than real ones.
"""

from dataclasses import dataclass

from gridgeo.domain.errors import BadInputError

NOMINAL_MOVES_PER_S = 1_500_000  # one core of 2020


@dataclass(frozen=True, slots=True)
class Effort:
    """Moves of the annealing for each unit and start, and how many starts.

    Attributes
    ----------
    moves_per_unit : int
        Borders drawn for each unit in one start.
    starts : int
        Independent starts for each number of grids; the best one stays.
    total_moves : int
        If above 0, the moves for the whole problem, shared out by units and starts.
    """

    moves_per_unit: int
    starts: int
    total_moves: int = 0

    def moves(self, units: int, all_units: int) -> int:
        """Give the moves of one start on a domain of ``units`` among ``all_units``."""
        if self.total_moves:
            return max(50 * units, self.total_moves * units // (max(all_units, 1) * self.starts))
        return self.moves_per_unit * units

    @classmethod
    def parse(cls, text: str) -> "Effort":
        """Read ``fast``, ``normal``, ``deep`` or a number of seconds.

        Raises
        ------
        BadInputError
            If the text is neither.
        """
        if text in EFFORTS:
            return EFFORTS[text]
        try:
            seconds = float(text)
        except ValueError:
            seconds = 0.0
        if not 0.0 < seconds <= 86_400.0:
            raise BadInputError(
                f"'{text}' is no effort; say fast, normal, deep or a number of seconds.",
                field="effort",
            )
        return cls(0, 2, total_moves=int(seconds * NOMINAL_MOVES_PER_S))


EFFORTS = {"fast": Effort(100, 1), "normal": Effort(1250, 1), "deep": Effort(8000, 4)}
NORMAL = EFFORTS["normal"]
