"""``gridgeo db keep-logs``, ``copy-base`` and ``recover``: back to a point in time."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from gridgeo.cli.db import db
from gridgeo.cli.screen import Console

Folder = Annotated[
    Path, typer.Argument(file_okay=False, help="Where logs and copies lie; another disk is best.")
]


@db.command("keep-logs")
def keep_logs_command(folder: Folder) -> None:
    """Keep every write-ahead log in a folder from now on; the server is restarted once."""
    from gridgeo.config import get_settings
    from gridgeo.services.point_in_time import keep_logs

    console = Console(highlight=False)
    with console.status("Restarting the database …"):
        keep_logs(get_settings(), folder)
    console.print(f"Logs go to {folder.absolute()}. Now: gridgeo db copy-base {folder}")


@db.command("copy-base")
def copy_base_command(folder: Folder) -> None:
    """Copy the whole server beside its logs, while it is in use; once a week, say."""
    from gridgeo.config import get_settings
    from gridgeo.services.point_in_time import copy_base

    console = Console(highlight=False)
    with console.status("Copying …"):
        made = copy_base(get_settings(), folder)
    console.print(str(made), soft_wrap=True)


@db.command("recover")
def recover_command(
    folder: Folder,
    to: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f"],
            help="Instant of this machine's clock; the end of the logs when left out.",
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Bring the whole server back to an instant; the present data folder is kept beside."""
    from gridgeo.config import get_settings
    from gridgeo.services.point_in_time import recover

    instant = None if to is None else to.astimezone()
    if not yes:
        where = "the end of the logs" if instant is None else f"{instant:%Y-%m-%d %H:%M:%S %Z}"
        typer.confirm(f"Bring the database back to {where}?", abort=True)
    console = Console(highlight=False)
    with console.status("Recovering …"):
        done = recover(get_settings(), folder, instant)
    console.print(
        f"Recovered from {done.base.name}. The former data folder is {done.former}; remove it"
        " when all is well, and make a new copy: gridgeo db copy-base.",
        soft_wrap=True,
    )
