"""Small counts of people are not told: they point at single persons."""

from collections.abc import Mapping

SMALLEST = 5


def suppress(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Hide the counts of a table's row from 1 to 4; None stands for "fewer than 5".

    Where only one would be hidden, the next smallest is hidden too: otherwise the total gives it
    away (complementary suppression).

    Parameters
    ----------
    counts : mapping of class to count
    """
    hidden = {name for name, count in counts.items() if 0 < count < SMALLEST}
    if len(hidden) == 1:
        others = [name for name, count in counts.items() if count >= SMALLEST]
        hidden |= set(sorted(others, key=lambda name: (counts[name], name))[:1])
    return {name: None if name in hidden else count for name, count in counts.items()}
