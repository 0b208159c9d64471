"""Findings in the database: the same fault keeps its row, what is gone is resolved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import orjson
import pandas as pd
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db import bulk
from gridgeo.db.repositories.areas import from_wkb
from gridgeo.topology.finding import Finding

_COLUMNS = (
    *("finding_id", "rule", "severity", "grid_codes", "area_m2", "width_m", "households"),
    *("sentence_zh", "sentence_en", "details", "exception_id", "geometry"),
)
_NAMES = ", ".join(_COLUMNS)

_RESOLVE = text("""
    UPDATE findings AS f SET resolved_at = now()
    WHERE f.network_code = :network AND f.plan_id IS NOT DISTINCT FROM CAST(:plan AS bigint)
      AND f.resolved_at IS NULL
      AND NOT EXISTS (SELECT FROM pg_temp.staging AS s WHERE s.finding_id = f.finding_id)
""")
_KEEP = text(f"""
    INSERT INTO findings AS f (network_code, plan_id, {_NAMES})
    SELECT :network, CAST(:plan AS bigint), {_NAMES} FROM pg_temp.staging
    ON CONFLICT (network_code, plan_id, finding_id) DO UPDATE
    SET ({_NAMES}, last_seen_at, resolved_at)
        = ({", ".join(f"excluded.{name}" for name in _COLUMNS)}, now(), NULL)
""")  # noqa: S608 - the columns are ours
_KNOWN = text("""
    SELECT finding_id, rule, grid_codes, ST_AsBinary(geometry) AS wkb FROM findings
    WHERE network_code = :network AND resolved_at IS NULL AND geometry IS NOT NULL
      AND (plan_id IS NULL OR plan_id = CAST(:plan AS bigint))
    ORDER BY plan_id NULLS FIRST, id
""")


@dataclass(frozen=True, eq=False)
class StoredFindings:
    """Open findings, one a row; ``geometry`` in EPSG:4326."""

    ids: NDArray[np.object_]
    rules: NDArray[np.object_]
    codes: tuple[frozenset[str], ...]
    geometry: NDArray[np.object_]


def replace_findings(
    session: Session,
    network_code: str,
    plan_id: int | None,
    findings: Sequence[Finding],
    geometry: NDArray[np.object_],
    excused: Mapping[str, int],
) -> None:
    """Keep what a check found in a plan, or in the published network where ``plan_id`` is None.

    Parameters
    ----------
    session : Session
        The caller commits.
    findings : sequence of Finding
        Everything that the check found; findings from before that are not among them are resolved.
    geometry : (n,) array
        Their places in EPSG:4326.
    excused : mapping of str to int
        For the ids of findings that an exception covers, the exception's key.
    """
    records = {
        finding.id: _record(finding, place, excused.get(finding.id))
        for finding, place in zip(findings, geometry, strict=True)
    }
    frame = pd.DataFrame(list(records.values()), columns=list(_COLUMNS))
    bulk.stage(session, "findings", frame)
    bound = {"network": network_code, "plan": plan_id}
    session.execute(_RESOLVE, bound)
    session.execute(_KEEP, bound)


def load_known(session: Session, network_code: str, plan_id: int | None) -> StoredFindings:
    """Load the open findings of a plan and of what is published, for the ids of their faults.

    A plan begins with the faults of what it changes; its own findings come first.
    """
    bound = {"network": network_code, "plan": plan_id}
    rows = {row.finding_id: row for row in session.execute(_KNOWN, bound)}
    return StoredFindings(
        np.array([row.finding_id for row in rows.values()], dtype=object),
        np.array([row.rule for row in rows.values()], dtype=object),
        tuple(frozenset(row.grid_codes) for row in rows.values()),
        from_wkb([row.wkb for row in rows.values()]),
    )


def _record(
    finding: Finding, place: BaseGeometry | None, exception: int | None
) -> dict[str, object]:
    record = finding.record()
    codes = ",".join(
        '"' + code.replace("\\", "\\\\").replace('"', '\\"') + '"' for code in finding.codes
    )
    details = {name: record[name] for name in ("networks", "sliver_of", "fixes", "parts")}
    return {
        "finding_id": finding.id,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "grid_codes": "{" + codes + "}",
        "area_m2": finding.area_m2,
        "width_m": finding.width_m,
        "households": pd.NA if finding.households is None else finding.households,
        "sentence_zh": finding.zh,
        "sentence_en": finding.en,
        "exception_id": pd.NA if exception is None else exception,
        "details": orjson.dumps(details).decode(),
        "geometry": None if place is None or place.is_empty else place,
    }
