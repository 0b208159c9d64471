"""What the planning commands show: a progress bar, a plan's figures, a table of alternatives."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from gridgeo.cli.screen import Console

if TYPE_CHECKING:
    from collections.abc import Callable

    from gridgeo.planner.alternatives import Alternative
    from gridgeo.services.plan_file import FilePlan
    from gridgeo.services.plan_frame import PlanSummary

FIGURES: "tuple[tuple[str, Callable[[Alternative], str]], ...]" = (
    ("grids", lambda one: f"{one.figures.grids:,}"),
    ("in the band", lambda one: f"{one.figures.in_band:,}"),
    ("mean compactness", lambda one: f"{one.figures.polsby_popper:.3f}"),
    ("fewest, most", lambda one: f"{one.figures.fewest:,}, {one.figures.most:,}"),
    ("imbalance", lambda one: f"{one.figures.imbalance:.1%}"),
    ("on streets or walls", lambda one: _or_none(one.figures.on_streets, ".0%")),
    ("change hands", lambda one: _or_none(one.figures.moved_hh, ",")),
    ("grids unchanged", lambda one: _or_none(one.figures.kept, ",")),
    ("the same as", lambda one: one.same_as or ""),
)
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
    if told["laid_over"]:
        lines.append(f"{told['laid_over']:,} dedicated grids lie over the others.")
    lines += [note["sentence"] for note in told["notes"][:SHOWN]]
    if plan.disruption is not None:
        lines.append(_changes(plan))
    for line in lines:
        console.print(line, markup=False)


def tell_edit(plan: "FilePlan", output: Path) -> None:
    """Print the grids that an edit changed: their counts before and after, held to the band."""
    console = Console(highlight=False, soft_wrap=True)
    for line in [*_edited(plan), f"{_changes(plan)} Written to {output}."]:
        console.print(line, markup=False)


def tell_draft(summary: "PlanSummary", explanation: "Mapping[str, Any]") -> None:
    """Print the figures of a draft in the database, what misses the band and what changes hands."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(
        f"Plan {summary.plan_id} for {summary.network_code}: {summary.units:,} units with"
        f" {summary.households:,} households make {summary.grids:,} grids: {summary.in_band:,} in"
        f" the band, {summary.over:,} over, {summary.under:,} under ({summary.explained:,} of these"
        f" explained); mean compactness {summary.mean_polsby_popper:.3f}.",
        markup=False,
    )
    misses, changes = explanation["misses"], explanation["disruption"]
    lines = [f"{one['code']}: {one['sentence']}" for one in misses[:SHOWN]]
    if len(misses) > SHOWN:
        lines.append(f"… and {len(misses) - SHOWN} more outside the band, in the plan.")
    lines += [note["sentence"] for note in explanation["notes"][:SHOWN]]
    if changes is not None:
        grids = changes["grids"]
        lines.append(
            f"{changes['households']:,} households, {changes['buildings']:,} buildings and"
            f" {changes['workers'] or 0:,} workers change hands; {grids['unchanged']:,} present"
            f" grids stay as they are, {grids['changed']:,} change, {grids['gone']:,} go,"
            f" {grids['new']:,} are new."
        )
    for line in lines:
        console.print(line, markup=False)


def compare(made: "Sequence[Alternative]", places: Sequence[str]) -> None:
    """Print the table from which an alternative is chosen; ``places`` says where each one is."""
    from rich.table import Table

    table = Table("", *(one.name.value for one in made))
    for title, show in FIGURES:
        table.add_row(title, *(show(one) for one in made))
    console = Console(highlight=False, soft_wrap=True)
    Console(highlight=False).print(table)
    for one, place in zip(made, places, strict=True):
        console.print(f"{one.name.value}: {place}", markup=False)


def _edited(plan: "FilePlan") -> list[str]:
    """Say what became of each grid that lost or gained units."""
    parts, grids = plan.layers.assignment, plan.layers.grids.set_index("code")
    changed = parts[parts["grid_code"] != parts["present_code"]]
    touched = sorted({*changed["grid_code"], *changed["present_code"]} - {""})
    lines = []
    for code in touched:
        if code in grids.index:
            row = grids.loc[code]
            lines.append(f"{code}: {row['households']:,} households, {row['status']}.")
        else:
            lines.append(f"{code}: gone.")
    return lines


def _or_none(figure: float | None, form: str) -> str:
    return "–" if figure is None else format(figure, form)


def _changes(plan: "FilePlan") -> str:
    found = plan.disruption
    if found is None:
        return ""
    counts = [f"{number:,} {name}" for name, number in found.counts.items()]
    return (
        f"{' and '.join(counts)} change hands; {found.unchanged:,} present grids stay as they are,"
        f" {found.changed:,} change, {found.gone:,} go, {found.new:,} are new."
    )
