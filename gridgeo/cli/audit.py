"""``gridgeo audit``: look through the audit log, verify its chain, export its head."""

from pathlib import Path
from typing import Annotated

import orjson
import typer

from gridgeo.cli import app
from gridgeo.cli.database import database_session
from gridgeo.cli.screen import Console

audit = typer.Typer(no_args_is_help=True, help="List, verify, or export the head of the log.")
app.add_typer(audit, name="audit")


@audit.command("list")
def list_command(
    actor: Annotated[str | None, typer.Option(help="Only what this account or key did.")] = None,
    action: Annotated[str | None, typer.Option(help="Only this action: read, publish …")] = None,
    kind: Annotated[str | None, typer.Option(help="Only this kind of object.")] = None,
    key: Annotated[str | None, typer.Option(help="Only this object.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 50,
) -> None:
    """Show entries, the latest first."""
    from rich.table import Table
    from rich.text import Text

    from gridgeo.services.read_audit import list_entries

    with database_session() as session:
        rows, _ = list_entries(session, actor=actor, action=action, kind=kind, key=key, limit=limit)
    if not rows:
        typer.echo("There are no such entries.")
        return
    table = Table("number", "at", "who", "did", "what", "details")
    for row in rows:
        what = f"{row['object_kind']} {row['object_key']}"
        cells = (row["actor"], row["action"], what, orjson.dumps(row["details"]).decode())
        instant = f"{row['at']:%Y-%m-%d %H:%M:%S}"
        table.add_row(str(row["id"]), instant, *(Text(cell) for cell in cells))
    Console().print(table)


@audit.command("verify")
def verify_command(
    head: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, help="An exported head. May be repeated."),
    ] = None,
) -> None:
    """Go through the whole chain of hashes; the status is 1 if anything was changed."""
    from gridgeo.services.read_audit import read_head, verify_audit

    heads = tuple(read_head(path) for path in head or [])
    with database_session() as session:
        found = verify_audit(session, heads)
    if found.broken is not None:
        typer.echo(f"Entry {found.broken} was changed, or one before it is missing.", err=True)
    for sentence in found.heads:
        typer.echo(sentence, err=True)
    if not found.holds:
        raise typer.Exit(1)
    typer.echo(f"The chain of {found.entries:,} entries holds.")


@audit.command("export-head")
def export_head_command(
    target: Annotated[Path | None, typer.Argument(help="File; by default the screen.")] = None,
) -> None:
    """Write the last entry's number and hash, to be kept where nobody of here can write."""
    from gridgeo.services.read_audit import audit_head

    with database_session() as session:
        content = orjson.dumps(audit_head(session), option=orjson.OPT_INDENT_2).decode()
    if target is None:
        typer.echo(content)
    else:
        target.write_text(content + "\n", encoding="utf-8")
        typer.echo(f"Wrote {target}.")
