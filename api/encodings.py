"""Which compression an answer may have, by the request's ``Accept-Encoding``."""

from functools import lru_cache

SUPPORTED = ("br", "gzip")  # the better one first, where a reader likes both alike
IDENTITY = "identity"


@lru_cache(maxsize=256)  # few readers differ
def choose_encoding(accept: str) -> str:
    """Choose ``br``, ``gzip`` or ``identity`` by the weights of RFC 9110, 12.5.3.

    Parameters
    ----------
    accept : str
        The header's value; empty when it was not sent.

    Returns
    -------
    str
        The heaviest of what is accepted. ``identity`` where nothing else is, even if it was
        refused: an answer that must be unpacked by nobody is better than none.
    """
    weights = dict(_weights(accept))
    best = max(SUPPORTED, key=lambda name: _weight_of(name, weights))  # the first of equals
    weight = _weight_of(best, weights)
    return best if weight > 0 and weight >= weights.get(IDENTITY, 0.0) else IDENTITY


def _weight_of(name: str, weights: dict[str, float]) -> float:
    return weights.get(name, weights.get("*", 0.0))


def _weights(accept: str) -> list[tuple[str, float]]:
    """Read names with weights; a weight that is no number from 0 to 1 refuses its name."""
    found = []
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                weight = _number(parameter[2:])
        if name:
            found.append((name.removeprefix("x-"), weight))
    return found


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0 <= value <= 1 else 0.0
