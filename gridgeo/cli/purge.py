"""``gridgeo purge`` and ``gridgeo erase``: personal data that has to go."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from gridgeo.cli import app
from gridgeo.cli.database import database_session
from gridgeo.cli.screen import Console

erase = typer.Typer(no_args_is_help=True, help="Forget somebody who asks for it.")
app.add_typer(erase, name="erase")

ACTOR = "command line"


@app.command()
def purge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Take away tracks and personal data that are older than the rules allow."""
    from gridgeo.config import get_settings
    from gridgeo.services.events import sweep_photos
    from gridgeo.services.purge import Retention
    from gridgeo.services.purge import purge as run_purge

    settings = get_settings()
    rule = Retention(settings.track_months, settings.personal_months)
    if not dry_run and not yes:
        typer.confirm("Take away for good what gridgeo purge --dry-run shows?", abort=True)
    console = Console(stderr=True)
    with database_session() as session, console.status("Purging …") as status:
        done = run_purge(
            session,
            rule,
            datetime.now(UTC).date(),
            dry_run=dry_run,
            actor=ACTOR,
            progress=lambda kind: status.update(f"Purging {kind} …"),
        )
    photos = 0
    if not dry_run:  # what no event tells of any more, once that is committed
        with database_session() as session:
            photos = sweep_photos(session, settings.data_dir)
    table = Table("what", "older than", "would go" if dry_run else "gone", highlight=False)
    for one in done:
        table.add_row(one.kind, one.before.isoformat(), f"{one.rows:,}")
    Console().print(table)
    if photos:
        typer.echo(f"{photos:,} photographs of events that tell nothing any more were deleted.")


@erase.command("household")
def household_command(
    code: Annotated[str, typer.Argument(help="Code of the household.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Forget a household; the grids and their counts stay."""
    from gridgeo.services.erase_household import erase_household

    if not yes:
        typer.confirm(f"Forget the household {code} for good?", abort=True)
    with database_session() as session:
        erased = erase_household(session, code, actor=ACTOR)
    rows = ", ".join(f"{count} {kind}" for kind, count in erased.items() if count)
    typer.echo(
        f"Erased: {rows}. No import brings the code back, unless gridgeo erase let-back {code}."
    )


@erase.command("let-back")
def let_back_command(code: Annotated[str, typer.Argument(help="Code of the household.")]) -> None:
    """Let an erased household be imported again."""
    from gridgeo.services.erase_household import let_back

    with database_session() as session:
        let_back(session, code, actor=ACTOR)
    typer.echo(f"The household {code} may be imported again.")
