"""``gridgeo imports``: what a file holds, what was imported, and the way back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridgeo.cli import app
from gridgeo.cli.database import database_session
from gridgeo.cli.screen import Console

if TYPE_CHECKING:
    from gridgeo.services.imports.inspect_file import LayerInspection

imports = typer.Typer(no_args_is_help=True, help="Look into files; list, show or undo imports.")
app.add_typer(imports, name="imports")

ImportId = Annotated[int, typer.Argument(min=1, max=2**63 - 1, help="As the list shows it.")]


@imports.command("inspect")
def inspect_command(
    file: Annotated[Path, typer.Argument(help="A map, table or workbook; a ZIP with one.")],
    *,
    kind: Annotated[str | None, typer.Option(help="What its rows are.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Of its text.")] = None,
    known: Annotated[
        bool, typer.Option(help="Judge coordinates by what is in the database.")
    ] = False,
) -> None:
    """Say what a file holds: layers, fields, coordinates, and what they probably are, and why."""
    from gridgeo.io.kinds import kind_named
    from gridgeo.services.imports.inspect_file import inspect_file

    name = None if kind is None else kind_named(kind).name
    if known:
        with database_session() as session:
            found = inspect_file(session, file, kind=name, encoding=encoding)
    else:
        found = inspect_file(None, file, kind=name, encoding=encoding)
    console = _console()
    text = f", text in {found.encoding} ({found.encoding_why})" if found.encoding else ""
    console.print(f"{found.name}: {found.format}{text}.", markup=False)
    for note in found.notes:
        console.print(f"  {note}", markup=False)
    for layer in found.layers:
        _show_layer(console, layer)


def _show_layer(console: Console, layer: "LayerInspection") -> None:
    rows = "rows" if layer.rows is None else f"{layer.rows:,} rows"
    console.print(f"{layer.name}: {rows}, {layer.geometry or 'no shapes'}", markup=False)
    for system in layer.crs[:3]:
        console.print(f"  coordinates: {system.crs} ({system.why})", markup=False)
    for one in layer.kinds[:2]:
        console.print(f"  kind: {one.kind} {one.score:.2f} ({one.why})", markup=False)
    for column in layer.columns:
        guess = column["guess"]
        if guess is not None:
            line = f"  {guess['field']} → {column['column']} {guess['score']:.2f} ({guess['why']})"
            console.print(line, markup=False)


@imports.command("list")
def list_command(
    kind: Annotated[str | None, typer.Option(help="Only of this kind.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 20,
) -> None:
    """Show imports, the latest first."""
    from rich.table import Table
    from rich.text import Text

    from gridgeo.services.imports.browse import list_imports

    with database_session() as session:
        rows, _ = list_imports(session, kind, limit=limit)
    if not rows:
        Console().print("Nothing has been imported.")
        return
    names = ("id", "kind", "source", "crs", "read", "inserted", "updated", "removed", "rejected")
    table = Table(*names, "state")
    for row in rows:
        state = "undone" if row["undone_at"] else "can be undone" if row["can_be_undone"] else ""
        table.add_row(*(Text(str(row[name])) for name in names), state)
    Console().print(table)


@imports.command("show")
def show_command(import_id: ImportId) -> None:
    """Show all that is known of one import, with the rows that it left out."""
    from gridgeo.services.imports.browse import get_import

    with database_session() as session:
        row = get_import(session, import_id)
    console = _console()
    for name, value in row.items():
        if value not in (None, [], {}) and name != "rejections":
            console.print(f"{name.replace('_', ' ')}: {_shown(value)}", markup=False)
    for bad in row["rejections"]:
        line = f"row {bad['row']}: {bad['column']} {bad['reason']}"
        console.print(line, markup=False)


@imports.command("undo")
def undo_command(
    import_id: ImportId,
    by: Annotated[str, typer.Option(help="Who takes it back, for the audit log.")] = "system",
) -> None:
    """Take an import back, exactly; refused where later changes would be lost."""
    from gridgeo.services.imports.undo import undo_import

    with database_session() as session:
        undone = undo_import(session, import_id, actor=by)
    _console().print(
        f"Import {import_id} is undone: {undone.deleted} deleted, {undone.changed} changed back,"
        f" {undone.brought_back} brought back."
    )


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{field} → {column}" for column, field in value.items())
    return str(value)


def _console() -> Console:
    return Console(highlight=False, soft_wrap=True)
