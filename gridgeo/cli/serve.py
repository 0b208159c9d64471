"""``gridgeo serve``: the API, the tiles and the map page over HTTP."""

from typing import Annotated

import typer

from gridgeo.cli import app


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Interface to listen on.")] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Port; the first free one from 8000 when left out."),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer.")] = 1,
) -> None:
    """Serve the API and the map until stopped with Ctrl+C.

    Starts the database of gridgeo's own where no other is set. Every worker follows what is
    published. Long work is done by processes of their own (GRIDGEO_JOB_WORKERS, 1 by default; 0
    leaves it to gridgeo worker). Without GRIDGEO_PUBLIC_READ=1 reading needs a sign-in or an API
    key.
    """
    from gridgeo.cli.database import ready_url
    from gridgeo.cli.screen import Console
    from gridgeo.config import get_settings
    from gridgeo.services.run_server import address_of, open_listener, run_server
    from gridgeo.services.schedulers import check_scheduler

    check_scheduler(get_settings().scheduler)
    with open_listener(host, port) as listener:
        ready_url()
        console = Console(highlight=False, soft_wrap=True)
        console.print(f"gridgeo serves on {address_of(listener)} - stop with Ctrl+C", markup=False)
        run_server(listener, workers, get_settings().job_workers)
