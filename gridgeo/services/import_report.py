"""What an import did: the counts, and every row that it left out with the reason."""

import csv
from dataclasses import dataclass, fields
from pathlib import Path

from pyproj import CRS, Transformer
from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit
from gridgeo.db.tables import Import, ImportRejection
from gridgeo.io.drafts import drafted
from gridgeo.io.rows import WGS84, RejectedRow


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Counts of one import; rows that stood in the database already are ``unchanged``."""

    kind: str
    read: int
    inserted: int
    updated: int
    rejected: list[RejectedRow]

    @property
    def unchanged(self) -> int:
        """Rows that were good and the same as before."""
        return self.read - self.inserted - self.updated - len(self.rejected)


def write_rejected(report: ImportReport, path: Path) -> None:
    """Write the rejected rows as CSV (UTF-8 with a mark, as spreadsheets like it).

    Raises
    ------
    UnavailableError
        If the file cannot be written.
    """
    names = [item.name for item in fields(RejectedRow)]
    with drafted(path) as draft, draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([getattr(row, name) for name in names] for row in report.rejected)


def record_import(
    session: Session,
    report: ImportReport,
    crs: CRS,
    *,
    source: str,
    actor: str,
    network_code: str | None = None,
) -> None:
    """Keep where an import came from and what became of its rows, without their values."""
    row = Import(
        kind=report.kind,
        network_code=network_code,
        source=source,
        source_crs=crs.to_string(),
        transform=describe_transform(crs),
        rows_read=report.read,
        inserted=report.inserted,
        updated=report.updated,
        rejected=len(report.rejected),
        imported_by=actor,
    )
    session.add(row)
    session.flush()
    session.add_all(
        ImportRejection(
            import_id=row.id, position=i, row=str(bad.row), column=bad.column, reason=bad.reason
        )
        for i, bad in enumerate(report.rejected, start=1)
    )
    session.flush()
    details = {"inserted": report.inserted, "updated": report.updated, "source": source}
    audit.append(session, actor, "import", report.kind, str(row.id), details)


def describe_transform(crs: CRS) -> str:
    """Name the operation that leads from ``crs`` to EPSG:4326."""
    if crs == CRS.from_user_input(WGS84):
        return "none"
    return Transformer.from_crs(crs, WGS84, always_xy=True).description
