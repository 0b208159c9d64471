"""The command line: one module a command, gathered here into one application."""

import sys

import typer
from rich.console import Console

from gridgeo.domain.errors import GridgeoError

app = typer.Typer(
    name="gridgeo",
    help="Plan, check, publish and serve grids of 300-500 households.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the application; an error that the user can mend is one sentence and an exit status."""
    try:
        app()
    except GridgeoError as error:
        console = Console(stderr=True, highlight=False, soft_wrap=True)
        console.print(f"gridgeo: {error.message}", markup=False)
        sys.exit(error.exit_status)


# Each module registers its command on ``app``; hence the import at the end.
from gridgeo.cli import check as check  # noqa: E402
from gridgeo.cli import crosswalk as crosswalk  # noqa: E402
from gridgeo.cli import db as db  # noqa: E402
from gridgeo.cli import demo as demo  # noqa: E402
from gridgeo.cli import export as export  # noqa: E402
from gridgeo.cli import fix as fix  # noqa: E402
from gridgeo.cli import import_ as import_  # noqa: E402
from gridgeo.cli import locate as locate  # noqa: E402
from gridgeo.cli import networks as networks  # noqa: E402
from gridgeo.cli import plan as plan  # noqa: E402
from gridgeo.cli import publish as publish  # noqa: E402
from gridgeo.cli import report as report  # noqa: E402
from gridgeo.cli import serve as serve  # noqa: E402
from gridgeo.cli import units as units  # noqa: E402
