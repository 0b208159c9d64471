"""Findings in the database: the same fault keeps its row, what is gone is resolved."""

from collections.abc import Sequence

import numpy as np
import orjson
import pandas as pd
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db import bulk
from gridgeo.topology.finding import Finding

_COLUMNS = (
    *("finding_id", "rule", "severity", "grid_codes", "area_m2", "width_m", "households"),
    *("sentence_zh", "sentence_en", "details", "geometry"),
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


def replace_findings(
    session: Session,
    network_code: str,
    plan_id: int | None,
    findings: Sequence[Finding],
    geometry: NDArray[np.object_],
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
    """
    records = {
        finding.id: _record(finding, place)
        for finding, place in zip(findings, geometry, strict=True)
    }
    frame = pd.DataFrame(list(records.values()), columns=list(_COLUMNS))
    bulk.stage(session, "findings", frame)
    bound = {"network": network_code, "plan": plan_id}
    session.execute(_RESOLVE, bound)
    session.execute(_KEEP, bound)


def _record(finding: Finding, place: BaseGeometry | None) -> dict[str, object]:
    record = finding.record()
    codes = ",".join(
        '"' + code.replace("\\", "\\\\").replace('"', '\\"') + '"' for code in finding.codes
    )
    details = {"networks": record["networks"], "sliver": record["sliver"], "fixes": record["fixes"]}
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
        "details": orjson.dumps(details).decode(),
        "geometry": None if place is None or place.is_empty else place,
    }
