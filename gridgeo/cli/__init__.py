"""The command line: one module a command, gathered here into one application."""

import sys
from typing import Any

import typer

from gridgeo.cli.screen import Console
from gridgeo.domain.errors import GridgeoError

app = typer.Typer(
    name="gridgeo",
    help="Plan, check, publish and serve grids of 300-500 households.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


INTERRUPTED = 130  # what shells expect after Ctrl+C

# Newer releases of Typer carry a Click of their own; this name is in both.
_UsageError: type[Exception] = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "UsageError"
)


def main() -> None:
    """Run the application; an error that the user can mend is one sentence and an exit status."""
    try:
        sys.exit(app(prog_name="gridgeo", standalone_mode=False))
    except GridgeoError as error:
        _complain(error.message)
        sys.exit(error.exit_status)
    except typer.Abort:
        _complain("Nothing was done.")
        sys.exit(1)
    except _UsageError as error:
        _explain(error)
        sys.exit(2)
    except SystemError as error:
        # Compiled loops hand Ctrl+C on in this wrapping.
        if not isinstance(error.__cause__ or error.__context__, KeyboardInterrupt):
            raise
        sys.exit(INTERRUPTED)


def _explain(error: Any) -> None:
    """Say in one sentence what is wrong with the command line; a bare command gives its help."""
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(error.ctx.get_help())
        return
    path = error.ctx.command_path if error.ctx is not None else "gridgeo"
    _complain(f"{error.format_message().rstrip('.')}; see {path} --help.")


def _complain(sentence: str) -> None:
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(f"gridgeo: {sentence}", markup=False)


# Each module registers its command on ``app``; hence the import at the end.
from gridgeo.cli import align as align  # noqa: E402
from gridgeo.cli import audit as audit  # noqa: E402
from gridgeo.cli import check as check  # noqa: E402
from gridgeo.cli import compose as compose  # noqa: E402
from gridgeo.cli import coordinates as coordinates  # noqa: E402
from gridgeo.cli import coverage as coverage  # noqa: E402
from gridgeo.cli import crosswalk as crosswalk  # noqa: E402
from gridgeo.cli import db as db  # noqa: E402
from gridgeo.cli import db_recover as db_recover  # noqa: E402
from gridgeo.cli import demo as demo  # noqa: E402
from gridgeo.cli import edit as edit  # noqa: E402
from gridgeo.cli import export as export  # noqa: E402
from gridgeo.cli import findings as findings  # noqa: E402
from gridgeo.cli import fix as fix  # noqa: E402
from gridgeo.cli import geocode as geocode  # noqa: E402
from gridgeo.cli import history as history  # noqa: E402
from gridgeo.cli import import_ as import_  # noqa: E402
from gridgeo.cli import imports as imports  # noqa: E402
from gridgeo.cli import jobs as jobs  # noqa: E402
from gridgeo.cli import locate as locate  # noqa: E402
from gridgeo.cli import networks as networks  # noqa: E402
from gridgeo.cli import notice as notice  # noqa: E402
from gridgeo.cli import patrols as patrols  # noqa: E402
from gridgeo.cli import plan as plan  # noqa: E402
from gridgeo.cli import publish as publish  # noqa: E402
from gridgeo.cli import purge as purge  # noqa: E402
from gridgeo.cli import report as report  # noqa: E402
from gridgeo.cli import rollback as rollback  # noqa: E402
from gridgeo.cli import serve as serve  # noqa: E402
from gridgeo.cli import staff as staff  # noqa: E402
from gridgeo.cli import thresholds as thresholds  # noqa: E402
from gridgeo.cli import tiles as tiles  # noqa: E402
from gridgeo.cli import units as units  # noqa: E402
from gridgeo.cli import users as users  # noqa: E402
from gridgeo.cli import worker as worker  # noqa: E402
