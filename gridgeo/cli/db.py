"""``gridgeo db``: the database's server, its schema and its backups."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridgeo.cli import app

if TYPE_CHECKING:
    from gridgeo.cli.screen import Console

db = typer.Typer(
    no_args_is_help=True,
    help="Start, stop, look at, migrate, back up and restore the database.",
)
app.add_typer(db, name="db")

BackupFile = Annotated[
    Path,
    typer.Argument(exists=True, dir_okay=False, help="A file made by gridgeo db backup."),
]


@db.command()
def start() -> None:
    """Start the embedded PostGIS unless it runs, and say how to reach it."""
    from gridgeo.config import get_settings
    from gridgeo.embedded import cluster_status, ensure_cluster

    settings = get_settings()
    console = _console()
    with console.status("Starting the database …"):
        ensure_cluster(settings)
    if settings.database_url:
        console.print("GRIDGEO_DATABASE_URL is set: that server is used, nothing was started.")
        return
    state = cluster_status(settings)
    console.print(
        f"Running: process {state.pid}, 127.0.0.1:{state.port}, socket in {state.socket_folder}",
        soft_wrap=True,
    )


@db.command()
def stop() -> None:
    """Stop the embedded PostGIS; open transactions are rolled back."""
    from gridgeo.config import get_settings
    from gridgeo.embedded import stop_cluster

    stopped = stop_cluster(get_settings())
    _console().print("Stopped." if stopped else "It was not running.")


@db.command()
def status() -> None:
    """Show whether the database answers, where it lies, and which version it is."""
    from rich.table import Table

    from gridgeo.config import get_settings
    from gridgeo.embedded import cluster_status, ensure_cluster
    from gridgeo.services.describe_database import describe_database

    settings = get_settings()
    table = Table(show_header=False, box=None)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    answers = True
    if settings.database_url:
        table.add_row("server", "GRIDGEO_DATABASE_URL")
    else:
        state = cluster_status(settings)
        answers = state.running
        table.add_row("embedded", "running" if state.running else "stopped")
        table.add_row("folder", str(state.folder))
        table.add_row("account", state.account)
        if state.running:
            table.add_row("process", str(state.pid))
            table.add_row("address", f"127.0.0.1:{state.port}")
            table.add_row("socket", str(state.socket_folder))
    if answers:
        found = describe_database(ensure_cluster(settings))
        table.add_row("database", f"{found.name}, {found.size_bytes / 2**20:.0f} MiB")
        table.add_row("PostgreSQL", found.server_version)
        table.add_row("PostGIS", found.postgis_version or "not made yet: gridgeo db migrate")
        table.add_row("schema", found.revision or "not made yet: gridgeo db migrate")
    _console().print(table)


@db.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def psql(context: typer.Context) -> None:
    """Open psql on the database; options after -- go to psql."""
    import os

    from gridgeo.config import get_settings
    from gridgeo.db.postgres_url import program_arguments
    from gridgeo.embedded import ensure_cluster
    from gridgeo.embedded.binaries import find_client

    settings = get_settings()
    argument, environment = program_arguments(ensure_cluster(settings))
    program = find_client("psql", settings.postgres_bin)
    os.execve(program, [program, argument, *context.args], environment)  # noqa: S606


@db.command()
def migrate() -> None:
    """Bring the schema to this version of gridgeo."""
    from gridgeo.config import get_settings
    from gridgeo.embedded import ensure_cluster
    from gridgeo.services.migrate_database import migrate_database

    console = _console()
    with console.status("Migrating …"):
        done = migrate_database(ensure_cluster(get_settings()))
    if done.before == done.after:
        console.print(f"The schema is up to date ({done.after}).")
    else:
        console.print(f"The schema went from {done.before or 'nothing'} to {done.after}.")


@db.command()
def backup(
    target: Annotated[
        Path | None, typer.Argument(help="File to write; by default below the data folder.")
    ] = None,
    overwrite: Annotated[bool, typer.Option(help="Replace an existing file.")] = False,
) -> None:
    """Write a consistent backup of the whole database into one file, while it is in use."""
    from gridgeo.config import get_settings
    from gridgeo.embedded import ensure_cluster
    from gridgeo.services.backup_database import backup_database

    settings = get_settings()
    name = f"gridgeo-{datetime.now(UTC):%Y%m%d-%H%M%S}.dump"
    target = target or settings.data_dir / "backups" / name
    console = _console()
    with console.status(f"Writing {target} …"):
        size = backup_database(ensure_cluster(settings), target, overwrite=overwrite)
    console.print(f"{target} ({size / 2**20:.1f} MiB)", soft_wrap=True)


@db.command()
def verify(source: BackupFile) -> None:
    """Prove that a backup can be restored, beside the present data, and count its rows."""
    from gridgeo.config import get_settings
    from gridgeo.embedded import ensure_cluster
    from gridgeo.services.backup_database import verify_backup

    console = _console()
    with console.status(f"Restoring {source} into a scratch database …"):
        counts = verify_backup(ensure_cluster(get_settings()), source)
    for table, rows in counts.items():
        if rows:
            console.print(f"{rows:>12,}  {table}")
    console.print(f"{source} is good: {len(counts)} tables, {sum(counts.values()):,} rows.")


@db.command()
def restore(
    source: BackupFile,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Replace the database by a backup; the former state is kept beside until the next restore."""
    from gridgeo.config import get_settings
    from gridgeo.embedded import ensure_cluster
    from gridgeo.services.backup_database import restore_database

    if not yes:
        typer.confirm(f"Replace the whole database by {source}?", abort=True)
    console = _console()
    with console.status(f"Restoring {source} …"):
        done = restore_database(ensure_cluster(get_settings()), source)
    console.print(
        f"Restored, schema {done.migration.after}. The former state is the database {done.former}, "
        "which the next restore drops.",
        soft_wrap=True,
    )


def _console() -> "Console":
    from gridgeo.cli.screen import Console

    return Console(highlight=False)
