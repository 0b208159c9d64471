"""``gridgeo notice``: notice sheets (公示牌) of grids as one PDF."""

from pathlib import Path
from typing import Annotated

import typer

from gridgeo.cli import app
from gridgeo.cli.database import database_session
from gridgeo.cli.screen import Console
from gridgeo.cli.step_bar import step_bar


@app.command("notice")
def notice_command(
    network: Annotated[str, typer.Argument(help="Code of the network.")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="The PDF file to write.")],
    area: Annotated[
        str | None, typer.Option(help="All base grids of this district, town or community.")
    ] = None,
    grid: Annotated[str | None, typer.Option(help="Only this grid, by code.")] = None,
    paper: Annotated[str, typer.Option(help="a4 or a3.")] = "a4",
) -> None:
    """Write a sheet for each grid: map, border in words, people, duty telephone, QR code."""
    from gridgeo.config import load_settings
    from gridgeo.domain.errors import BadInputError
    from gridgeo.io.binary import write_bytes
    from gridgeo.io.outputs import require_ending, require_outputs
    from gridgeo.reports.notice_sheet import lay_out_sheets
    from gridgeo.services.staffing.notice_sheets import find_face, write_notice_sheets

    if paper not in ("a3", "a4"):
        raise BadInputError(f"There is no paper '{paper}' here; take a3 or a4.", field="paper")
    require_outputs({"output": output})
    require_ending(output, ".pdf", "output")
    settings = load_settings()
    face = find_face(settings.glyph_font)
    with step_bar("Drawing maps") as tell, database_session() as session:
        sheets = write_notice_sheets(
            session,
            network,
            face=face,
            area=area,
            grid=grid,
            public_url=settings.public_url,
            actor="command line",
            progress=lambda done, total: tell("Drawing maps", done / total),
        )
    with Console(stderr=True).status("Laying out the sheets …"):
        made = lay_out_sheets(sheets, face, "a3" if paper == "a3" else "a4")
    write_bytes(output, made)
    Console().print(
        f"{len(sheets)} notice sheets are in {output} ({len(made) / 1e6:.1f} MB).",
        soft_wrap=True,
        highlight=False,
    )
