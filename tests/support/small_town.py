"""A published town small enough to know by heart: two communities, two networks, five grids.

The ground is a square from 116.30 to 116.34 E and 39.90 to 39.92 N; the left community is urban,
the right one rural. ``zongzhi`` cuts it into four strips of 0.01 degrees, numbered from the west;
``fangyi`` has the left community as its only grid, and counts persons.
"""

from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from gridgeo.db.tables import (
    Area,
    Grid,
    GridVersion,
    Household,
    Network,
    NetworkStandard,
    Publication,
    RoleGrant,
    SiteFact,
    Unit,
    User,
)
from gridgeo.domain.enums import (
    AreaLevel,
    AreaSetting,
    CountUnit,
    GridKind,
    GridStatus,
    PositionQuality,
    Role,
)
from gridgeo.services.sign_in import hash_password

WEST, SOUTH, EAST, NORTH = 116.30, 39.90, 116.34, 39.92
MIDDLE = 116.32
DISTRICT, TOWN, LEFT, RIGHT = "110199000000", "110199001000", "110199001001", "110199001002"
PUBLISHED_ON = datetime(2026, 1, 10, tzinfo=UTC)
SECOND_ON = datetime(2026, 2, 1, tzinfo=UTC)
PASSWORD = "a password for tests only"  # noqa: S105 - of accounts that live for one test
HOUSEHOLDS = (400, 520, 350, 120)


def build(session: Session) -> None:
    """Put the town into an empty database."""
    _areas(session)
    session.add(SiteFact(name="synthetic", value=True))
    _network(session, "zongzhi", "综治", CountUnit.HOUSEHOLDS)
    _network(session, "fangyi", "防疫", CountUnit.PERSONS)
    session.flush()
    for number, households in enumerate(HOUSEHOLDS):
        west = WEST + number * 0.01
        area = LEFT if number < 2 else RIGHT
        code = f"{area}{number % 2 + 1:03d}"
        _grid(session, "zongzhi", code, area, households, (west, SOUTH, west + 0.01, NORTH))
    _grid(session, "fangyi", f"{LEFT}901", LEFT, 920, (WEST, SOUTH, MIDDLE, NORTH))


def add_second_version(session: Session) -> None:
    """Publish ``zongzhi`` again, three weeks later, without its first grid: nobody takes it."""
    session.flush()
    values = {"at": SECOND_ON, "code": f"{LEFT}001"}
    for statement in _SECOND_VERSION:
        session.execute(text(statement), values)


_SECOND_VERSION = (
    """
    INSERT INTO publications (network_code, version, source, valid_from, published_by, opened,
                              closed)
    VALUES ('zongzhi', 2, 'import', :at, 'tests', 0, 1)
    """,
    """
    UPDATE grid_versions SET closed_in = 2, valid = tstzrange(lower(valid), :at)
    WHERE network_code = 'zongzhi' AND grid_id = (SELECT id FROM grids WHERE code = :code)
    """,
)


def add_users(session: Session) -> None:
    """Add one account a role, named after it, all with the same password."""
    hashed = hash_password(PASSWORD)
    for role in Role:
        user = User(login=role.value, display_name=role.value, password_hash=hashed)
        session.add(user)
        session.flush()
        session.add(RoleGrant(user_id=user.id, role=role))


def box(west: float, south: float, east: float, north: float) -> str:
    """Write a rectangle as EWKT, with a vertex every 0.005 degrees.

    A straight line in degrees is none in metres: only with the same vertices on both sides of a
    border do neighbours meet exactly in every coordinate system.
    """
    xs, ys = _steps(west, east), _steps(south, north)
    ring = [(x, ys[0]) for x in xs[:-1]] + [(xs[-1], y) for y in ys[:-1]]
    ring += [(x, ys[-1]) for x in xs[:0:-1]] + [(xs[0], y) for y in ys[::-1]]
    return f"SRID=4326;MULTIPOLYGON((({', '.join(f'{x} {y}' for x, y in ring)})))"


def _steps(first: float, last: float) -> list[float]:
    return [round(first + step * 0.005, 3) for step in range(round((last - first) / 0.005) + 1)]


def _areas(session: Session) -> None:
    whole = box(WEST, SOUTH, EAST, NORTH)
    urban, rural = AreaSetting.URBAN, AreaSetting.RURAL
    rows = [
        (DISTRICT, "示范区", AreaLevel.DISTRICT, None, urban, whole),
        (TOWN, "和平街道", AreaLevel.TOWN, DISTRICT, urban, whole),
        (LEFT, "和平社区", AreaLevel.COMMUNITY, TOWN, urban, box(WEST, SOUTH, MIDDLE, NORTH)),
        (RIGHT, "东柳村", AreaLevel.COMMUNITY, TOWN, rural, box(MIDDLE, SOUTH, EAST, NORTH)),
    ]
    for code, name, level, parent, setting, geometry in rows:
        session.add(
            Area(
                code=code,
                name=name,
                level=level,
                parent_code=parent,
                setting=setting,
                geometry=geometry,
            )
        )
        session.flush()


def _network(session: Session, code: str, name: str, unit: CountUnit) -> None:
    session.add(Network(code=code, name=name, unit=unit, code_template="{area:12}{serial:3}"))
    session.flush()
    bands = {AreaSetting.URBAN: (300, 400, 500), AreaSetting.RURAL: (100, 200, 300)}
    for setting, (minimum, target, maximum) in bands.items():
        session.add(
            NetworkStandard(
                network_code=code,
                setting=setting,
                minimum=minimum,
                target=target,
                maximum=maximum,
            )
        )
    session.add(
        Publication(
            network_code=code,
            version=1,
            source="import",
            valid_from=PUBLISHED_ON,
            published_by="tests",
            opened=0,
            closed=0,
        )
    )


def _grid(
    session: Session,
    network: str,
    code: str,
    area: str,
    households: int,
    corners: tuple[float, float, float, float],
) -> None:
    grid = Grid(network_code=network, code=code)
    session.add(grid)
    session.flush()
    session.add(
        GridVersion(
            grid_id=grid.id,
            network_code=network,
            opened_in=1,
            valid=Range(PUBLISHED_ON, None),
            name=f"第{code[-3:]}网格",
            kind=GridKind.BASE,
            status=GridStatus.ACTIVE,
            area_code=area,
            households=households,
            persons=households * 2,
            geometry=box(*corners),
        )
    )
    session.flush()


def add_units(session: Session) -> None:
    """Cut each community into sixteen squares: 50 households each in town, 25 in the village."""
    for area, west, households in ((LEFT, WEST, 50), (RIGHT, MIDDLE, 25)):
        for number in range(16):
            x, y = west + number % 4 * 0.005, SOUTH + number // 4 * 0.005
            session.add(
                Unit(
                    code=f"{area}-{number:02d}",
                    area_code=area,
                    households=households,
                    persons=households * 2,
                    geometry=box(x, y, x + 0.005, y + 0.005),
                )
            )
            session.add(
                Household(
                    code=f"H{area}-{number:02d}",
                    households=households,
                    persons=households * 2,
                    position_quality=PositionQuality.SURVEYED,
                    geometry=f"SRID=4326;POINT({x + 0.0025} {y + 0.0025})",
                )
            )


def add_scoped_planner(session: Session, login: str, area: str) -> None:
    """Add a planner whose task is one area."""
    user = User(login=login, display_name=login, password_hash=hash_password(PASSWORD))
    session.add(user)
    session.flush()
    session.add(RoleGrant(user_id=user.id, role=Role.PLANNER, area_code=area))
