"""Rule ``misplaced``: households that lie outside the community which their address states.

Either the place, the address or the border is wrong. Findings tell how many homes and where to
about 100 m, never where a single one lies.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.enums import Severity
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.homes import roughly
from gridgeo.topology.view import NetworkView

RULE = "misplaced"


@dataclass(frozen=True, eq=False)
class Misplaced:
    """Households outside the community that their address states; all arrays have one length.

    Parameters
    ----------
    points : (k,) array of Point
        In the view's CRS.
    households : (k,) array of int
        How many stand for each.
    stated, here : (k,) arrays of str
        Names of the community in the address, and of that in which the point lies; empty where it
        lies in none.
    away_m : (k,) array of float
        From the stated community.
    """

    points: NDArray[np.object_]
    households: NDArray[np.int64]
    stated: NDArray[np.object_]
    here: NDArray[np.object_]
    away_m: NDArray[np.float64]


def find(view: NetworkView, homes: Misplaced) -> list[Finding]:
    """Report misplaced households, those of each pair of communities together."""
    pairs = sorted(set(zip(homes.stated, homes.here, strict=True)))
    return [
        _finding(view, homes, stated, here, (homes.stated == stated) & (homes.here == here))
        for stated, here in pairs
    ]


def _finding(
    view: NetworkView, homes: Misplaced, stated: str, here: str, rows: NDArray[np.bool_]
) -> Finding:
    count, places = int(homes.households[rows].sum()), int(rows.sum())
    furthest = float(homes.away_m[rows].max())
    _, grids = view.tree.query(homes.points[rows], predicate="intersects")
    where_zh = f"位于{here}" if here else "不在任何社区内"
    where_en = f"lie in {here}" if here else "lie in no community"
    return view.finding(
        RULE,
        Severity.WARNING,
        np.unique(grids),
        roughly(homes.points[rows]),
        (
            f"地址写明在{stated}的 {count} 户（{places} 处住址）{where_zh}，"
            f"最远在该社区外 {furthest:,.0f} 米。",
            f"{count} households ({places} addresses) whose address says {stated} {where_en}, up to"
            f" {furthest:,.0f} m outside it.",
        ),
        households=count,
        fixes=(
            Fix(
                "place_again", (), "核对定位，按地址重新定位", "Place them by their address", count
            ),
            Fix("correct_address", (), "改正地址中的社区", "Correct the community in the address"),
        ),
        subject=f"{stated}>{here}",
    )
