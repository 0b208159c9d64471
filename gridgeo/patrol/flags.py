"""What may be wrong with a track point: bits that are set beside it, never a deletion."""

from enum import IntFlag

import numpy as np
from numpy.typing import NDArray


class Flag(IntFlag):
    """One bit a reason; they fit a PostgreSQL smallint."""

    JUNK = 1  # (0, 0), (1, 1), (180, 90), no number, not on the globe
    OUTSIDE = 2  # far from all grids
    CLOCK = 4  # recorded before there were devices, or after it was received
    DUPLICATE = 8  # sent twice by its device
    SHARED = 16  # reported for another worker already
    INACCURATE = 32
    JUMP = 64  # far off both neighbours
    SPEED = 128  # faster than the mode that counts
    DESK = 256  # lies where a telephone was left
    GCJ02 = 512  # was in GCJ-02 and has been moved; counts all the same


# A moved point is as good as any other.
HARMLESS = int(Flag.GCJ02)

WORDS_ZH = {
    Flag.JUNK: "无效坐标",
    Flag.OUTSIDE: "远离辖区",
    Flag.CLOCK: "时钟错误",
    Flag.DUPLICATE: "重复上报",
    Flag.SHARED: "多人共用轨迹",
    Flag.INACCURATE: "精度过低",
    Flag.JUMP: "漂移点",
    Flag.SPEED: "速度异常",
    Flag.DESK: "手机静置",
    Flag.GCJ02: "火星坐标已纠正",
}


def is_used(flags: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Say for each point whether it counts."""
    used: NDArray[np.bool_] = (flags & ~np.int16(HARMLESS)) == 0
    return used


def count_flags(flags: NDArray[np.int16]) -> dict[str, int]:
    """Count the points that have each flag, by its name in small letters; only those that occur."""
    counts = {str(flag.name).lower(): int(np.count_nonzero(flags & flag.value)) for flag in Flag}
    return {name: count for name, count in counts.items() if count}
