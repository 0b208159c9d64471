"""A plainly asked place, answered from the snapshot in one step: the busiest question of all.

Reads the bytes of a query string and writes the bytes of an answer; what is asked in any other way
is for the route, which gives the same answers.
"""

import re
from collections.abc import Callable

from api.answers import plain_answer
from api.places import within
from api.snapshots import Box, Current

# A number written so is what its float is written as, too: no digit too many, none that is lost,
# and no exponent. Most callers send such numbers, and need not wait for the same text twice.
_SPELLED = rb"(-?[1-9]\d{0,2}\.\d{0,11}[1-9])"
_NETWORK = rb"[a-z][a-z0-9_-]{0,31}"
_USUAL = re.compile(rb"lon=%b&lat=%b(?:&network=(%b))?" % (_SPELLED, _SPELLED, _NETWORK))
_NUMBER = re.compile(rb"-?\d{1,3}(?:\.\d{1,20})?")
_NAME = re.compile(_NETWORK)
_MOST_QUERY = 512

Question = tuple[bytes, bytes, tuple[bytes, ...]]


class QuickLookup:
    """Answers plain questions from what is in force; of one event loop.

    What an answer needs is kept at hand for as long as what is published stays the same.
    """

    def __init__(self) -> None:
        self._of: Current | None = None
        self._bounds: Box | None = None
        self._writers: dict[bytes, Callable[[float, float], bytes]] = {}

    def answer(self, current: Current, query: bytes) -> bytes | None:
        """Answer a lookup whose question is plain; None where the route has to.

        Raises
        ------
        NotFoundError
            If a network is unknown.
        """
        if current is not self._of:
            self._take(current)
        asked = read_question(query)
        if asked is None:
            return None
        lon_text, lat_text, networks = asked
        lon, lat = float(lon_text), float(lat_text)
        if not within(lon, lat, self._bounds):
            return None  # outside, or swapped: the route says which
        write = self._writers.get(networks[0]) if len(networks) == 1 else None
        if write is not None:
            return plain_answer(lon_text, lat_text, b"[%b]" % write(lon, lat))
        named = [code.decode() for code in networks] or None
        return plain_answer(lon_text, lat_text, current.held.snapshot.locate_bytes(lon, lat, named))

    def _take(self, current: Current) -> None:
        self._of, self._bounds = current, current.held.bounds
        writers = current.held.snapshot.writers
        self._writers = {code.encode(): write for code, write in writers.items()}


def read_question(query: bytes) -> Question | None:
    """Read ``lon`` and ``lat`` as answers write them, and the networks; None for all else."""
    usual = _USUAL.fullmatch(query)
    if usual is None:
        return _read_parts(query)
    lon, lat, network = usual.groups()
    return lon, lat, () if network is None else (network,)


def _read_parts(query: bytes) -> Question | None:
    """Read ``lon``, ``lat`` and any ``network`` in any order, each written plainly."""
    if len(query) > _MOST_QUERY:
        return None
    position: dict[bytes, bytes] = {}
    networks: list[bytes] = []
    for part in query.split(b"&"):
        name, _, value = part.partition(b"=")
        if name == b"network" and _NAME.fullmatch(value):
            networks.append(value)
        elif name in (b"lon", b"lat") and name not in position and _NUMBER.fullmatch(value):
            position[name] = b"%r" % float(value)
        else:
            return None
    if len(position) != 2:
        return None
    return position[b"lon"], position[b"lat"], tuple(networks)
