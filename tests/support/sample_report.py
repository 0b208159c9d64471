"""A small report to render: nine grids with every kind of deviation, and a nasty name."""

from datetime import UTC, datetime

import numpy as np
import shapely

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import CountUnit, GridKind
from gridgeo.reports.network_figures import BaseMap, GridFigures, NetworkReport

COUNTS = (90, 250, 300, 400, 500, 590, 700, 1200, None)
NASTY = '</script><img src="https://example.org/x.png" onerror="alert(1)">'


def sample_report(*, synthetic: bool = True, name: str = "综治") -> NetworkReport:
    """Make the report; the last grid is a dedicated one that nobody counts."""
    ground = np.array(
        [
            shapely.box(
                116.3 + 0.01 * (i % 3),
                39.9 + 0.01 * (i // 3),
                116.31 + 0.01 * (i % 3),
                39.91 + 0.01 * (i // 3),
            )
            for i in range(9)
        ],
        dtype=object,
    )
    whole = np.array([shapely.box(116.3, 39.9, 116.33, 39.93)], dtype=object)
    barriers = np.array(
        [
            shapely.LineString([(116.29, 39.915), (116.34, 39.915)]),
            shapely.LineString([(116.31, 39.89), (116.31, 39.94)]),
            shapely.box(116.325, 39.9, 116.33, 39.93),
        ],
        dtype=object,
    )
    return NetworkReport(
        network_code="zongzhi",
        network_name=name,
        unit=CountUnit.HOUSEHOLDS,
        urban=HouseholdBand(),
        rural=HouseholdBand(100, 200, 300),
        version=3,
        valid_from=datetime(2026, 1, 10, 8, 30, tzinfo=UTC),
        synthetic=synthetic,
        software="0.1.0",
        grids=[_grid(number, count) for number, count in enumerate(COUNTS)],
        ground=ground,
        base=BaseMap(
            whole, whole, barriers, np.array(["road", "railway", "water"]), np.array([1, 2, 1])
        ),
    )


def _grid(number: int, count: int | None) -> GridFigures:
    return GridFigures(
        code=f"110199001001{number + 1:03d}",
        name=NASTY if number == 0 else f"和平社区第{number + 1}网格",
        kind=GridKind.BASE if count is not None else GridKind.DEDICATED,
        town="和平街道",
        community="和平社区",
        households=count,
        persons=None if count is None else 2 * count,
        count=count,
        band=HouseholdBand() if count is not None else None,
        reason="Unit 7 alone has 1200 households." if count == 1200 else None,
        area_m2=85_000.0,
        compactness=0.71,
    )
