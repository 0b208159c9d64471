"""What the planning commands show: a progress bar, a plan's figures, a table of alternatives."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from collections.abc import Callable

    from gridgeo.planner.alternatives import Alternative
    from gridgeo.services.plan_file import FilePlan
    from gridgeo.services.plan_frame import PlanSummary

SHOWN = 5  # misses that are told on the screen; all of them are in the files


@contextmanager
def planning(title: str = "Planning units") -> "Iterator[Callable[[int, int], None]]":
    """Show a bar with the time left while units are planned; give what tells it how far it is."""
    screen = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} units"),
        TimeRemainingColumn(),
        console=screen,
        transient=True,
        disable=not screen.is_terminal,
    )
    with bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def tell_plan(plan: "FilePlan", output: Path) -> None:
    """Print a plan's figures, what misses the band and why, and what changes hands."""
    told = plan.summary
    console = Console(highlight=False, soft_wrap=True)
    lines = [
        f"{told['units']:,} units with {told['households']:,} households make {told['grids']:,}"
        f" grids: {told['in_band']:,} in the band, {told['over']:,} over, {told['under']:,} under"
        f" ({told['explained']:,} of these proved unavoidable);"
        f" mean compactness {told['mean_polsby_popper']:.3f}; written to {output}."
    ]
    misses = told["misses"]
    lines += [f"{one['code']}: {one['sentence']}" for one in misses[:SHOWN]]
    if len(misses) > SHOWN:
        lines.append(f"… and {len(misses) - SHOWN} more outside the band, in the layer findings.")
    if told["set_apart"]:
        lines.append(f"{told['set_apart']:,} grids are set apart, for places or for new homes.")
    lines += [note["sentence"] for note in told["notes"][:SHOWN]]
    if plan.disruption is not None:
        lines.append(_changes(plan))
    for line in lines:
        console.print(line, markup=False)


def tell_draft(summary: "PlanSummary") -> None:
    """Print the figures of a draft in the database."""
    Console(highlight=False, soft_wrap=True).print(
        f"Plan {summary.plan_id} for {summary.network_code}: {summary.units:,} units with"
        f" {summary.households:,} households make {summary.grids:,} grids: {summary.in_band:,} in"
        f" the band, {summary.over:,} over, {summary.under:,} under ({summary.explained:,} of these"
        f" explained); mean compactness {summary.mean_polsby_popper:.3f}.",
        markup=False,
    )


def compare(made: "Sequence[Alternative]", places: Sequence[str]) -> None:
    """Print the table from which an alternative is chosen; ``places`` says where each one is."""
    from rich.table import Table

    table = Table(
        *("plan", "grids", "in band", "compactness", "households", "imbalance"),
        *("on streets", "change hands", "unchanged", "in"),
    )
    for one, place in zip(made, places, strict=True):
        figures = one.figures
        table.add_row(
            one.name.value if one.same_as is None else f"{one.name.value} (as {one.same_as})",
            f"{figures.grids:,}",
            f"{figures.in_band:,}",
            f"{figures.polsby_popper:.3f}",
            f"{figures.fewest:,}-{figures.most:,}",
            f"{figures.imbalance:.1%}",
            "–" if figures.on_streets is None else f"{figures.on_streets:.0%}",
            "–" if figures.moved_hh is None else f"{figures.moved_hh:,}",
            "–" if figures.kept is None else f"{figures.kept:,}",
            place,
        )
    Console(highlight=False).print(table)


def _changes(plan: "FilePlan") -> str:
    found = plan.disruption
    if found is None:
        return ""
    counts = [f"{number:,} {name}" for name, number in found.counts.items()]
    return (
        f"{' and '.join(counts)} change hands; {found.unchanged:,} present grids stay as they are,"
        f" {found.changed:,} change, {found.gone:,} go, {found.new:,} are new."
    )
