"""How tightly a file may be packed: what unpacks to far more than any map does is a trap."""

from gridgeo.domain.errors import BadInputError
from gridgeo.io.sources import limits


def require_loose(name: str, unpacked: int, packed: int) -> None:
    """Refuse what unpacks to too many times its size.

    Parameters
    ----------
    name : str
        Of the file, as its user knows it.
    unpacked, packed : int
        Bytes.

    Raises
    ------
    BadInputError
        Says how many times.
    """
    if unpacked > limits.RATIO_FROM_BYTES and unpacked / packed > limits.MOST_RATIO:
        raise BadInputError(
            f"'{name}' is packed {unpacked / packed:.0f} times, as only traps are.", field="file"
        )
