"""``gridgeo findings``: what the checks of the database found, and exceptions from it."""

from datetime import datetime
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from gridgeo.cli import app
from gridgeo.cli.database import database_session
from gridgeo.cli.screen import Console
from gridgeo.domain.enums import Severity

findings = typer.Typer(no_args_is_help=True, help="List findings; accept one, or withdraw that.")
app.add_typer(findings, name="findings")


@findings.command("list")
def list_command(
    *,
    network: Annotated[str | None, typer.Option(help="Only findings of this network.")] = None,
    plan: Annotated[
        int | None, typer.Option(help="Of this plan, not of what is published.")
    ] = None,
    rule: Annotated[str | None, typer.Option(help="Only this rule.")] = None,
    severity: Annotated[Severity | None, typer.Option(help="Only this severity.")] = None,
    grid: Annotated[str | None, typer.Option(help="Only findings of this grid.")] = None,
    area: Annotated[str | None, typer.Option(help="Only findings that touch this area.")] = None,
    accepted: Annotated[
        bool, typer.Option("--accepted", help="Those that somebody accepted.")
    ] = False,
    most: Annotated[int, typer.Option(min=1, max=10_000, help="How many are shown.")] = 50,
) -> None:
    """Show what the last checks found, in the order in which it was first seen."""
    from gridgeo.domain.finding_filter import FindingFilter
    from gridgeo.services.list_findings import count_findings, list_findings

    wanted = FindingFilter(network, plan, severity, rule, grid, area, accepted=accepted)
    with database_session() as session:
        items, _ = list_findings(session, wanted, limit=most)
        total = sum(row["findings"] for row in count_findings(session, wanted))
    console = Console()
    if items:
        console.print(_table(items, accepted))
    kind = "accepted findings" if accepted else "open findings"
    console.print(f"{total} {kind}, {len(items)} shown.", highlight=False)


@findings.command("accept")
def accept_command(
    finding: Annotated[str, typer.Argument(help="Id of the finding, as the list shows it.")],
    *,
    reason: Annotated[str, typer.Option(help="Why it stays.")],
    by: Annotated[str, typer.Option(help="Name of who answers for it.")],
    until: Annotated[
        datetime | None, typer.Option(help="Day from which it has to be looked at again.")
    ] = None,
) -> None:
    """Accept a finding for as long as it does not grow or change."""
    from gridgeo.cli.instants import local_instant
    from gridgeo.services.accept_finding import accept_finding

    ends_at = local_instant(until, "until")
    with database_session() as session:
        granted = accept_finding(session, finding, reason, actor=by, ends_at=ends_at)
        rule = granted.rule
    Console().print(f"Finding {finding} ({rule}) is accepted by {by}.", markup=False)


@findings.command("withdraw")
def withdraw_command(
    finding: Annotated[str, typer.Argument(help="Id of the finding.")],
    *,
    by: Annotated[str, typer.Option(help="Name of who withdraws the exception.")],
) -> None:
    """Withdraw an exception: the finding is open again."""
    from gridgeo.services.accept_finding import withdraw_exception

    with database_session() as session:
        withdraw_exception(session, finding, actor=by)
    Console().print(f"Finding {finding} is open again.", markup=False)


def _table(items: list[dict[str, Any]], accepted: bool) -> Table:
    columns = ("accepted by", "reason") if accepted else ("severity", "best fix")
    table = Table("id", "rule", *columns, "sentence", highlight=False)
    for one in items:
        granted = one["accepted"] or {}
        fixes = one["fixes"]
        apart = (
            (granted["granted_by"], granted["reason"])
            if accepted
            else (one["severity"], fixes[0]["en"] if fixes else "")
        )
        table.add_row(one["id"], one["rule"], *map(escape, apart), escape(one["sentence"]))
    return table
