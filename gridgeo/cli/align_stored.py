"""``gridgeo align db:A db:B``: in the database, where proposals can become a plan."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.markup import escape
from rich.table import Table

from gridgeo.cli.screen import Console
from gridgeo.cli.step_bar import step_bar
from gridgeo.domain.enums import Relation
from gridgeo.domain.errors import BadInputError

if TYPE_CHECKING:
    from gridgeo.db.tables import StoredAlignment

PREFIX = "db:"
MOST_SHOWN = 20


def align_stored(
    model: str,
    network: str,
    relation: Relation,
    areas: Sequence[str],
    *,
    with_band: bool,
    accept: bool,
    only: Sequence[str],
    outputs: Mapping[str, Path | None],
) -> None:
    """Align, show and keep proposals; with ``accept`` make a draft plan of them.

    Parameters
    ----------
    model, network : str
        As on the command line, ``db:CODE``.
    relation : Relation
    areas : sequence of str
        Codes of areas; everything when empty.
    with_band : bool
    accept : bool
    only : sequence of str
        Codes whose proposals are taken.
    outputs : mapping of str to Path or None
        ``output`` (GeoPackage), ``csv``, ``excel``, ``json``.
    """
    from gridgeo.cli.database import database_session
    from gridgeo.services.accept_alignment import accept_alignment
    from gridgeo.services.align_networks import align_networks
    from gridgeo.services.cut_units import list_cut_units
    from gridgeo.services.list_alignments import list_proposals
    from gridgeo.services.write_alignment import write_proposals

    codes = [_code(one) for one in (network, model)]
    with step_bar("align") as tell, database_session() as session:
        row = align_networks(
            session,
            codes[0],
            codes[1],
            relation,
            list(areas) or None,
            with_band=with_band,
            progress=lambda done, total, note: tell(note, done / total),
        )
        proposals, _ = list_proposals(session, row.id, limit=MOST_SHOWN)
        plan_id = accept_alignment(session, row.id, list(only) or None) if accept else None
        cut: list[dict[str, Any]] = []
        if row.summary["cut_units"] and any(outputs.get(form) for form in ("excel", "json")):
            cut, _ = list_cut_units(session, row.id)
        _write(row, cut, outputs)
        if (path := outputs.get("output")) is not None:
            write_proposals(session, row.id, path)
        _show(row, proposals, plan_id)
        broken = bool(row.summary["faults"])
    if broken:
        raise typer.Exit(1)


def _code(name: str) -> str:
    if not name.startswith(PREFIX):
        raise BadInputError(
            f"'{name}' is a file, the other network is not; align two files, or two networks of"
            " the database (db:CODE)."
        )
    return name.removeprefix(PREFIX)


def _write(
    row: "StoredAlignment", cut: Sequence[dict[str, Any]], outputs: Mapping[str, Path | None]
) -> None:
    import orjson

    from gridgeo.io.drafts import drafted
    from gridgeo.io.spreadsheet import write_csv, write_workbook
    from gridgeo.io.text import write_text
    from gridgeo.services.cut_units import cut_units_sheet
    from gridgeo.services.handover_list import handover_sheet

    sheet = handover_sheet(row.handover)
    if (path := outputs.get("csv")) is not None:
        with drafted(path) as draft:
            write_csv(draft, sheet)
    if (path := outputs.get("excel")) is not None:
        with drafted(path, ending=".xlsx") as draft:
            write_workbook(draft, {"移交清单": sheet, "被切单元": cut_units_sheet(cut)})
    if (path := outputs.get("json")) is not None:
        content = {"alignment": row.id, **row.summary, "handover": row.handover, "cut": list(cut)}
        write_text(path, orjson.dumps(content, option=orjson.OPT_INDENT_2).decode() + "\n")


def _show(
    row: "StoredAlignment", proposals: Sequence[Mapping[str, Any]], plan_id: int | None
) -> None:
    from gridgeo.services.align_names import KINDS_ZH
    from gridgeo.topology.align.proposals import ProposalKind

    console = Console(highlight=False)
    facts = row.summary
    console.print(
        f"Alignment {row.id} of {row.network_code} to {row.model_code}:"
        f" {facts['proposals']:,} grids change, {facts['moved_households']:,} of"
        f" {facts['households']:,} households change hands"
        f" (no alignment moves fewer than {facts['least_households']:,}).",
        markup=False,
    )
    if proposals:
        table = Table("变更", "grid", "households", "now", "in", "out", "group")
        for column in table.columns[2:]:
            column.justify = "right"
        table.columns[1].overflow = "fold"  # codes are never shortened
        for one in proposals:
            counts = ("households_before", "households_after", "households_in", "households_out")
            kind = ProposalKind(one["kind"])
            table.add_row(
                f"{KINDS_ZH[kind]} {kind}",
                escape(one["code"]),
                *(f"{one[name]:,}" for name in counts),
                str(one["group"]),
            )
        console.print(table)
    if facts["proposals"] > len(proposals):
        console.print(f"… and {facts['proposals'] - len(proposals):,} more.")
    if facts["cut_units"]:
        console.print(
            f"{facts['cut_units']:,} units are cut by borders of {row.model_code} and go to one"
            " side whole; --excel and --json list them.",
            style="yellow",
            markup=False,
        )
    if plan_id is None:
        console.print("Nothing is changed yet: --accept makes a draft plan of it.")
    else:
        console.print(f"Plan {plan_id} was made of it; gridgeo publish {plan_id} puts it in force.")
