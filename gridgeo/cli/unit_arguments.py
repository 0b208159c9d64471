"""Arguments that all commands on a file of units share."""

from pathlib import Path
from typing import Annotated

import typer

Layer = Annotated[str | None, typer.Option("--layer", help="Layer of the units.")]
Households = Annotated[str, typer.Option("--households", help="Field with the counts.")]
IdField = Annotated[str | None, typer.Option("--id", help="Field with the units' ids.")]
Within = Annotated[
    str | None, typer.Option("--within", help="Field; every grid stays inside one value of it.")
]
Band = Annotated[str, typer.Option("--band", help="minimum:target:maximum")]
Barriers = Annotated[
    Path | None,
    typer.Option(
        "--barriers", help="Streets, water, walls and railways for borders to follow or heed."
    ),
]
Seed = Annotated[
    int,
    typer.Option("--seed", min=0, max=2**31 - 1, help="The same seed gives the same plan."),
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, help="Workers.")]
EffortText = Annotated[str, typer.Option("--effort", help="fast, normal, deep or seconds.")]
Crs = Annotated[
    str | None, typer.Option("--crs", help="Coordinate system, where the file names none.")
]
Repair = Annotated[bool, typer.Option("--repair", help="Repair invalid polygons and report them.")]
Output = Annotated[Path, typer.Option("--output", "-o", help="GeoPackage to write.")]
Summary = Annotated[Path | None, typer.Option("--json", help="JSON file for the summary.")]
