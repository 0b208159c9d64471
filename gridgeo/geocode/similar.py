"""Names that were meant although they are written otherwise: slips, and parts left out."""

from collections.abc import Iterable

from rapidfuzz.distance import DamerauLevenshtein

LEAST = 0.5  # similarity below which two names are different ones
_PART = 0.9  # of a name that is written with less or more around it
_SHORTEST_PART = 3  # characters; a shorter part stands in too many names


def similarity(written: str, known: str) -> float:
    """Say how likely a name that was written means a known one: 1 the same, 0 another.

    One slip (a wrong, missing, additional or swapped character) is allowed in names of up to four
    characters, two in longer ones.
    """
    if written == known:
        return 1.0
    if _is_part(written, known) or _is_part(known, written):
        return _PART
    longest = max(len(written), len(known))
    most = 1 if longest <= 4 else 2
    slips = DamerauLevenshtein.distance(written, known, score_cutoff=most)
    return 0.0 if slips > most or longest <= 2 else 1.0 - 0.5 * slips / longest


def most_similar(written: str, known: Iterable[str], most: int = 5) -> list[tuple[str, float]]:
    """Give the known names that may be meant, the likeliest first.

    Parameters
    ----------
    written : str
    known : iterable of str
    most : int
        How many are given at most.
    """
    scored = [(name, similarity(written, name)) for name in known]
    likely = [one for one in scored if one[1] >= LEAST]
    return sorted(likely, key=lambda one: (-one[1], one[0]))[:most]


def _is_part(part: str, whole: str) -> bool:
    if not len(part) < len(whole):
        return False
    if whole.startswith(part) and len(whole) - len(part) <= 3:
        return len(part) >= 2
    return len(part) >= _SHORTEST_PART and whole.endswith(part)
