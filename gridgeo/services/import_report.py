"""What an import did: the counts, and every row that it left out with the reason."""

from dataclasses import dataclass, replace

import pandas as pd
from sqlalchemy.orm import Session

from gridgeo.db import bulk
from gridgeo.db.repositories import audit
from gridgeo.db.tables import Import
from gridgeo.io.rows import RejectedRow
from gridgeo.services.imports.origin import Origin


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Counts of one import; rows that stood in the database already are ``unchanged``.

    ``gone`` rows came with an earlier edition of the same file and are not in this one; ``removed``
    says how many of them were deleted.
    """

    kind: str
    read: int
    inserted: int
    updated: int
    rejected: list[RejectedRow]
    gone: int = 0
    removed: int = 0
    import_id: int | None = None

    @property
    def unchanged(self) -> int:
        """Rows that were good and the same as before."""
        return self.read - self.inserted - self.updated - len(self.rejected)


def open_import(
    session: Session,
    report: ImportReport,
    origin: Origin,
    *,
    network_code: str | None = None,
    version: int | None = None,
) -> ImportReport:
    """Keep where an import comes from and what becomes of its rows, without their values.

    Returns
    -------
    ImportReport
        The same with the import's id.
    """
    row = Import(
        kind=report.kind,
        network_code=network_code,
        source=origin.source,
        source_crs=origin.crs.name,
        transform=origin.crs.way or "none",
        accuracy_m=origin.crs.accuracy_m,
        rows_read=report.read,
        inserted=report.inserted,
        updated=report.updated,
        rejected=len(report.rejected),
        removed=report.removed,
        imported_by=origin.actor,
        dataset=origin.dataset,
        layer=origin.layer,
        encoding=origin.encoding,
        mapping=origin.mapping,
        version=version,
    )
    session.add(row)
    session.flush()
    _keep_rejections(session, row.id, report.rejected)
    details = {
        "inserted": report.inserted,
        "updated": report.updated,
        "removed": report.removed,
        "source": origin.source,
    }
    audit.append(session, origin.actor, "import", report.kind, str(row.id), details)
    return replace(report, import_id=row.id)


def _keep_rejections(session: Session, import_id: int, rejected: list[RejectedRow]) -> None:
    """Keep row, column and reason; the value stays in the user's own file, it may be personal."""
    if not rejected:
        return
    frame = pd.DataFrame(
        {
            "import_id": import_id,
            "position": range(1, len(rejected) + 1),
            "row": [str(bad.row) for bad in rejected],
            "column": [bad.column for bad in rejected],
            "reason": [bad.reason for bad in rejected],
        }
    )
    bulk.copy(session, "import_rejections", frame)
