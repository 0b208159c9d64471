"""Rule ``sliver``: overlaps and gaps so thin that only inexact drawing explains them.

A strip of 3 m along a drawn road is told from a hole: what is thinner than the network's sliver
width is reported here, and not as ``overlap`` or ``gap``. Such a fault keeps its id when it grows
wide, and the other way round.
"""

from dataclasses import replace

from gridgeo.topology import gap, overlap
from gridgeo.topology.finding import Finding
from gridgeo.topology.view import NetworkView

RULE = "sliver"


def find(view: NetworkView) -> list[Finding]:
    """Report each thin overlap of a pair of grids, and each thin gap."""
    return [_sliver(one) for one in (*overlap.find_thin(view), *gap.find_thin(view))]


def _sliver(one: Finding) -> Finding:
    """Call an overlap or a gap a sliver; nobody draws a grid of its own on one."""
    return replace(
        one,
        rule=RULE,
        sliver_of=one.rule,
        zh=f"碎缝：{one.zh}",
        en=f"Sliver: {one.en}",
        fixes=tuple(fix for fix in one.fixes if fix.action != "new_grid"),
    )
