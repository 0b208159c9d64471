"""What ``gridgeo align`` shows of two files on the screen."""

from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from gridgeo.cli.screen import Console

if TYPE_CHECKING:
    from gridgeo.services.align_files import AlignReport

MOST_SHOWN = 20  # proposals on the screen; the files hold all of them


def show_alignment(report: "AlignReport", *, written: bool) -> None:
    """Print the figures and the largest proposals.

    Parameters
    ----------
    report : AlignReport
    written : bool
        Whether any file was asked for.
    """
    console = Console(highlight=False)
    done = report.alignment
    console.print(
        f"{report.network.name} aligned to {report.model.name}: {len(report.proposals):,} grids"
        f" change, {done.moved_households:,} of {int(done.ground.households.sum()):,} households"
        f" change hands (no alignment moves fewer than {done.least_households:,}).",
        markup=False,
    )
    if done.uncovered_households:
        console.print(
            f"{done.uncovered_households:,} of them would have no grid any more; --cover leaves"
            " none out.",
            style="yellow",
        )
    if report.left:
        console.print(f"{report.left:,} proposals are left as they are.")
    if report.proposals:
        console.print(_table(report))
    if len(report.proposals) > MOST_SHOWN:
        console.print(f"… and {len(report.proposals) - MOST_SHOWN:,} more.")
    if report.faults:
        console.print(
            f"{len(report.faults):,} grids still break the relation, the first is"
            f" {escape(report.faults[0])}."
        )
    if not written:
        console.print("Nothing is written yet: name a file with -o, --excel, --csv or --json.")


def _table(report: "AlignReport") -> Table:
    from gridgeo.services.align_names import KINDS_ZH

    table = Table("变更", "grid", "households", "now", "in", "out", "with", "group")
    for column in table.columns[2:]:
        column.justify = "right"
    table.columns[1].overflow = "fold"  # codes are never shortened
    largest = sorted(
        report.proposals, key=lambda one: (-one.households_in - one.households_out, one.grid)
    )
    for one in largest[:MOST_SHOWN]:
        counts = (
            one.households_before,
            one.households_after,
            one.households_in,
            one.households_out,
        )
        table.add_row(
            f"{KINDS_ZH[one.kind]} {one.kind}",
            escape(_name(report, one.grid)),
            *(f"{count:,}" for count in counts),
            str(len(one.partners)),
            str(one.group),
        )
    return table


def _name(report: "AlignReport", grid: int) -> str:
    """Name a grid by its code, and by the one it had where that is another."""
    code = report.codes[grid]
    former = report.network.codes[grid] if grid < len(report.network.codes) else code
    return code if former == code else f"{former} → {code}"
