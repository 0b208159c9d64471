"""The marks of a piece of JSON, brackets and the ends of texts, found by whole arrays."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.int64]

NAME_BYTES = 64  # of a name that are told apart
_QUOTE, _COLON = ord('"'), ord(":")
_MARKS = np.zeros(256, dtype=bool)
_MARKS[list(b'"[]{}')] = True
_STEPS = np.zeros(256, dtype=np.int8)
_STEPS[list(b"[{")], _STEPS[list(b"]}")] = 1, -1
_SPACES = b" \t\r\n"
_LATER_COLON = re.compile(rb"\s*:")
_SOME = 1 << 15  # names at once
# Of this process alone: nobody can write names that are taken for one another on purpose.
_WEIGHTS = np.random.default_rng().integers(1, 2**63, NAME_BYTES // 8, dtype=np.uint64) | 1


@dataclass(frozen=True, slots=True)
class Marks:
    """What a piece of JSON holds.

    Attributes
    ----------
    end : int
        How far it goes without a text that may go on; nothing behind it counts.
    rise : int
        By how many levels it ends deeper than it begins.
    deepest : int
        By how many levels it is deeper than its beginning, at most.
    names : uint64 array
        Different names of members, each as a number.
    starts, ends : int array (names)
        One place of each: its opening and its closing quote.
    """

    end: int
    rise: int
    deepest: int
    names: NDArray[np.uint64]
    starts: Positions
    ends: Positions


def find_marks(text: bytes) -> Marks:
    """Go through a piece of JSON that begins outside of any text."""
    # Of the same length, so that places stay what they are.
    plain = text.replace(b"\\\\", b"__").replace(b'\\"', b"__") if b"\\" in text else text
    letters = np.frombuffer(plain, dtype=np.uint8)
    places = np.flatnonzero(_MARKS[letters])
    kinds = letters[places]
    quotes = kinds == _QUOTE
    starts, ends, end = _texts(plain, places[quotes])
    kept = places < end
    places, kinds, quotes = places[kept], kinds[kept], quotes[kept]
    outside = (np.cumsum(quotes) & 1) == 0
    depth = np.cumsum(_STEPS[kinds] * outside, dtype=np.int64)
    named = _are_names(plain, letters, ends)
    numbers, first = np.unique(_numbers(letters, starts[named], ends[named]), return_index=True)
    return Marks(
        end=end,
        rise=int(depth[-1]) if len(depth) else 0,
        deepest=int(depth.max(initial=0)),
        names=numbers,
        starts=starts[named][first],
        ends=ends[named][first],
    )


def _texts(plain: bytes, quotes: Positions) -> tuple[Positions, Positions, int]:
    """Pair quotes; a text that may go on, or be a name whose colon is to come, is left over."""
    end = len(plain)
    starts, ends = quotes[::2], quotes[1::2]
    if len(starts) > len(ends):
        end, starts = int(starts[-1]), starts[:-1]
    elif len(ends) and not plain[int(ends[-1]) + 1 :].strip(_SPACES):
        end, starts, ends = int(starts[-1]), starts[:-1], ends[:-1]
    return starts, ends, end


def _are_names(plain: bytes, letters: NDArray[np.uint8], ends: Positions) -> NDArray[np.bool_]:
    """Say which texts are names: a colon follows, mostly at once."""
    after = letters[np.minimum(ends + 1, len(letters) - 1)] if len(ends) else ends
    named = np.asarray(after == _COLON)
    for place in np.flatnonzero(np.isin(after, list(_SPACES))):
        named[place] = _LATER_COLON.match(plain, int(ends[place]) + 1) is not None
    return named


def _numbers(letters: NDArray[np.uint8], starts: Positions, ends: Positions) -> NDArray[np.uint64]:
    """Give each name a number; others get the same one by chance only."""
    room = np.arange(NAME_BYTES)
    found = [np.empty(0, np.uint64)]
    for at in range(0, len(starts), _SOME):
        begin, end = starts[at : at + _SOME], ends[at : at + _SOME]
        places = begin[:, None] + 1 + room
        padded = letters[np.minimum(places, len(letters) - 1)] * (places < end[:, None])
        words = np.ascontiguousarray(padded, dtype=np.uint8).view(np.uint64)
        sums = (words * _WEIGHTS).sum(axis=1, dtype=np.uint64)
        found.append(sums + (end - begin).clip(max=NAME_BYTES + 1).astype(np.uint64))
    return np.concatenate(found)
