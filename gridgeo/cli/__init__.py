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
        Console(stderr=True, highlight=False).print(f"gridgeo: {error.message}", markup=False)
        sys.exit(error.exit_status)
