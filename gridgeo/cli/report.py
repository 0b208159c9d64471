"""``gridgeo report``: a published network against its standard, as one HTML page."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from gridgeo.cli import app
from gridgeo.cli.database import database_session
from gridgeo.cli.instants import local_instant
from gridgeo.cli.screen import Console


@app.command("report")
def report_command(
    network: Annotated[str, typer.Argument(help="Code of the network.")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="The HTML file to write.")],
    as_of: Annotated[
        datetime | None, typer.Option(help="Day or time, local; now by default.")
    ] = None,
) -> None:
    """Write a report that opens in any browser, without a network, and prints on A4 or A3."""
    from gridgeo.io.outputs import require_outputs
    from gridgeo.io.text import write_text
    from gridgeo.services.report_network import report_network

    instant = local_instant(as_of, "as-of")
    require_outputs({"output": output})
    with Console(stderr=True).status("Writing the report …"), database_session() as session:
        page = report_network(session, network, instant)
    write_text(output, page)
    Console().print(
        f"The report of {network} is in {output} ({len(page.encode()) / 1e6:.1f} MB).",
        soft_wrap=True,
        highlight=False,
    )
