"""Points in, days reckoned, coverage out: on a real database, with what may go wrong on the way."""

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
import shapely
from sqlalchemy import Engine, text

from gridgeo.db.repositories import patrol_days, tracks
from gridgeo.db.session import make_engine, open_session
from gridgeo.db.tables import Building
from gridgeo.geometry.china_offsets import gcj02_from_wgs84
from gridgeo.services.patrols import reckon
from gridgeo.services.patrols.coverage import Period
from gridgeo.services.patrols.coverage_list import list_coverage
from gridgeo.services.patrols.grid_coverage import blind_spots, grid_coverage
from gridgeo.services.patrols.heat_maps import AddedMap, HeatQuestion, StoredMap, heat_map
from gridgeo.services.patrols.ingest import ingest_file, ingest_points
from gridgeo.services.patrols.rules import set_rules
from tests.support import patrolled_town as town
from tests.support import small_town

pytestmark = pytest.mark.db

NOW = datetime(2026, 4, 1, tzinfo=UTC)
MONDAY = date(2026, 3, 2)
WEEK = Period(MONDAY, date(2026, 3, 8))
FIRST = f"{small_town.LEFT}001"


@pytest.fixture
def engine(database_url: str):
    engine = make_engine(database_url)
    with open_session(engine) as session:
        small_town.build(session)
        small_town.add_units(session)
        town.add_people(session)
    yield engine
    engine.dispose()


def send(engine: Engine, frame: pd.DataFrame, **options):
    with open_session(engine) as session:
        return ingest_points(session, frame, now=NOW, **options)


def covered(engine: Engine, grid=FIRST):
    reckon.reckon_stale(engine)
    with open_session(engine) as session:
        found = list_coverage(session, "zongzhi", WEEK)
    assert found["waiting_days"] == 0
    return next(row for row in found["items"] if row["grid"] == grid)


def test_a_replay_adds_nothing_and_a_late_batch_is_welcome(engine) -> None:
    walk = town.walk()
    late, early = walk.iloc[:60], walk.iloc[60:]
    assert send(engine, early).added == 120
    first = covered(engine)
    assert send(engine, pd.concat([early, late.iloc[::-1]])).added == 60
    assert send(engine, walk).added == 0
    whole = covered(engine)
    assert whole["distance_m"] > first["distance_m"]
    assert whole["minutes"] == pytest.approx(60, abs=1)
    assert (whole["days"], whole["rounds"]) == (1, 1)


def test_five_team_members_with_one_shared_patrol_are_counted_once(engine) -> None:
    send(engine, town.walk("T1", "TEAM-1"))
    one = covered(engine)
    team = [town.walk(member, "TEAM-1") for member in town.TEAM]
    send(engine, pd.concat(team))
    assert covered(engine) == one
    with open_session(engine) as session:
        workers = session.scalar(text("SELECT workers FROM track_days"))
        assert workers == list(town.TEAM)
        assert session.scalar(text("SELECT count(*) FROM track_points")) == 5 * len(team[0])


def test_what_is_passed_is_what_lies_near_the_walk(engine) -> None:
    send(engine, town.walk(lat=39.9025))  # along the first row of households
    row = covered(engine)
    assert row["households_share"] == pytest.approx(0.25)
    assert row["ground_share"] == pytest.approx(60 / 2220 * 0.8, abs=0.006)
    with open_session(engine) as session:
        spots = blind_spots(session, "zongzhi", WEEK, FIRST)["features"]
        daily = grid_coverage(session, "zongzhi", FIRST, WEEK)["daily"]
        within = [
            list_coverage(session, "zongzhi", WEEK, area=area)
            for area in (small_town.TOWN, small_town.LEFT, small_town.RIGHT)
        ]
    assert [found["totals"]["grids"] for found in within] == [4, 2, 2]
    assert [found["totals"]["without_data"] for found in within] == [3, 1, 2]
    assert within[1]["totals"]["households_share"] == pytest.approx(0.125)
    ground = sum(spot["properties"]["area_m2"] for spot in spots)
    assert ground == pytest.approx((1 - row["ground_share"]) * 854 * 2220, rel=0.02)
    assert [day["counts"] for day in daily] == [True, *[False] * 6]


def test_exact_coverage_is_asked_for_and_near_that_of_cells(engine) -> None:
    send(engine, town.walk(lat=39.9025))
    stranger = town.walk("W4", day=0, lat=39.9025)  # posted elsewhere in the network: counts too
    send(engine, stranger.assign(recorded_at=stranger["recorded_at"] + pd.Timedelta(hours=3)))
    row = covered(engine)
    with open_session(engine) as session:
        found = grid_coverage(session, "zongzhi", FIRST, WEEK, exact=True)
        assert grid_coverage(session, "zongzhi", FIRST, WEEK)["exact_ground_share"] is None
    width, height = 854.0, 2220.0  # of the grid; the walk turns 85 m before both of its sides
    capsule = 60 * width * 0.8 + np.pi * 30**2
    assert found["exact_ground_share"] == pytest.approx(capsule / (width * height), rel=0.01)
    assert row["ground_share"] == pytest.approx(found["exact_ground_share"], abs=0.03)


def test_a_grid_that_cannot_be_walked_as_drawn_is_told_from_one_not_patrolled(engine) -> None:
    send(engine, town.walk(lat=39.9125))
    with open_session(engine) as session:
        session.execute(
            text("""
                INSERT INTO barriers (code, kind, rank, geometry) VALUES ('wall', 'wall', 1,
                    ST_SetSRID(ST_MakeLine(ST_MakePoint(116.29, 39.906),
                                           ST_MakePoint(116.31, 39.906)), 4326))
            """)
        )
    row = covered(engine)
    assert row["state"] == "cannot_be_patrolled"
    assert (row["division"]["parts"], row["division"]["causes"]) == (2, ["wall"])
    assert row["division"]["beyond_households"] == 100
    assert row["division"]["beyond_share"] == pytest.approx(0, abs=0.01)
    assert covered(engine, f"{small_town.LEFT}002")["state"] == "not_patrolled"
    with open_session(engine) as session:
        assert list_coverage(session, "zongzhi", WEEK)["totals"]["divided"] == 1


def test_a_month_of_heat_follows_its_days(engine) -> None:
    month = HeatQuestion("zongzhi", date(2026, 3, 1), date(2026, 3, 31))
    longer = HeatQuestion("zongzhi", date(2026, 3, 1), date(2026, 4, 1))  # of no single month

    def both():
        with open_session(engine) as session:
            kept, added = (heat_map(session, one) for one in (month, longer))
            assert isinstance(added, AddedMap)
            assert kept.summary() == added.summary()
            return kept

    send(engine, town.walk())
    assert isinstance(both(), AddedMap)  # nothing is reckoned
    covered(engine)
    first = both()
    assert isinstance(first, StoredMap)
    send(engine, town.walk(day=1, lat=39.9025))
    assert both().token == first.token
    covered(engine)
    second = both()
    assert isinstance(second, StoredMap)
    assert second.summary().passes > first.summary().passes
    with open_session(engine) as session:
        tracks.forget_workers(session, ["W1"])
    covered(engine)
    assert both().summary() is None
    with open_session(engine) as session:
        assert session.scalar(text("SELECT count(*) FROM heat_months")) == 0


def test_each_building_tells_when_somebody_last_passed(engine) -> None:
    corners = {"near": (116.305, 39.9026), "far": (116.305, 39.912)}
    with open_session(engine) as session:
        for code, (west, south) in corners.items():
            house = shapely.MultiPolygon([shapely.box(west, south, west + 2e-4, south + 1e-4)])
            session.add(Building(code=code, geometry=f"SRID=4326;{house.wkt}"))
    for day in (0, 2):
        send(engine, town.walk(day=day, lat=39.9025))
    row = covered(engine)
    assert row["buildings_share"] == pytest.approx(0.5)
    with open_session(engine) as session:
        found = grid_coverage(session, "zongzhi", FIRST, WEEK)["buildings_passed"]
    assert sorted((one["code"], one["last_passed"], one["days_ago"]) for one in found) == [
        ("far", None, None),
        ("near", date(2026, 3, 4), 4),
    ]


def test_days_add_up_and_the_trend_is_told(engine) -> None:
    for day in (0, 1, 3):
        send(engine, town.walk(day=day, lat=39.9025 + 0.005 * day))
    row = covered(engine)
    assert (row["days"], row["longest_gap_days"]) == (3, 3)
    assert row["households_share"] == pytest.approx(0.75)
    with open_session(engine) as session:
        later = Period(date(2026, 3, 5), date(2026, 3, 6))
        found = list_coverage(session, "zongzhi", later)
    first = next(row for row in found["items"] if row["grid"] == FIRST)
    assert first["trend"] == pytest.approx(0.25 - 0.25, abs=0.26)
    assert found["items"][0]["rank"] == 1


def test_wrong_clocks_make_no_months_and_are_kept_apart(engine) -> None:
    walk = town.walk()
    for row, year in ((3, 1970), (5, 2099)):
        walk.loc[row, "recorded_at"] = pd.Timestamp(year=year, month=1, day=1, tz="UTC")
    done = send(engine, walk)
    assert (done.added, done.misdated) == (180, 2)
    assert send(engine, walk).added == 0
    with open_session(engine) as session:
        months = session.scalars(
            text("SELECT relname FROM pg_class WHERE relname ~ '^track_points_\\d{6}$'")
        ).all()
    assert months == ["track_points_202603"]


def test_only_known_workers_on_duty_leave_a_trace(engine) -> None:
    night = town.walk().assign(recorded_at=town.walk()["recorded_at"] + pd.Timedelta(hours=14))
    before = town.walk().assign(recorded_at=pd.Timestamp("2026-01-05T02:00Z"))
    stranger = town.walk("nobody")
    done = send(engine, pd.concat([night, before, stranger]))
    assert (done.added, done.off_duty, done.unknown_worker) == (0, 360, 180)


def test_points_in_the_sea_and_junk_are_flagged_and_counted_nowhere(engine) -> None:
    walk = town.walk()
    walk.loc[10:12, ["lon", "lat"]] = (122.5, 30.0)
    walk.loc[20, ["lon", "lat"]] = (0.0, 0.0)
    walk.loc[30, "lon"] = np.nan
    send(engine, walk)
    row = covered(engine)
    assert row["minutes"] == pytest.approx(60, abs=3)
    with open_session(engine) as session:
        (day,) = patrol_days.list_days(session, MONDAY, MONDAY)
    assert day["points"] == 180
    assert day["flags"]["junk"] == 2


def test_a_device_in_gcj02_is_moved(engine) -> None:
    walk = town.walk(lat=39.9025)
    lon, lat = gcj02_from_wgs84(walk["lon"].to_numpy(), walk["lat"].to_numpy())
    send(engine, walk.assign(lon=lon, lat=lat), gcj02=True)
    assert covered(engine)["households_share"] == pytest.approx(0.25)


def test_a_device_that_changes_to_gcj02_on_the_way_walked_where_it_walked(engine) -> None:
    walk = town.walk(lat=39.9025)
    send(engine, walk)
    plain = covered(engine)
    with open_session(engine) as session:
        session.execute(text("TRUNCATE track_points, patrol_days CASCADE"))
    moved = walk.copy()
    part = slice(60, 120)  # the middle of the way
    lon, lat = gcj02_from_wgs84(moved["lon"].to_numpy()[part], moved["lat"].to_numpy()[part])
    moved.iloc[part, [moved.columns.get_loc("lon"), moved.columns.get_loc("lat")]] = np.c_[lon, lat]
    send(engine, moved)
    switched = covered(engine)
    for measure in ("distance_m", "minutes", "households_share", "ground_share"):
        assert switched[measure] == pytest.approx(plain[measure], rel=0.01), measure
    with open_session(engine) as session:
        flags = session.scalar(text("SELECT flags FROM patrol_days"))
    assert flags == {"gcj02": 60}


def test_a_batch_that_fails_in_the_middle_leaves_nothing(engine, monkeypatch) -> None:
    def fail(*_, **__):
        raise RuntimeError("cut")

    monkeypatch.setattr(tracks, "_MARK", text("SELECT 1/0"))
    with pytest.raises(Exception, match="division"):
        send(engine, town.walk())
    monkeypatch.undo()
    with open_session(engine) as session:
        assert session.scalar(text("SELECT count(*) FROM pg_class WHERE relname ~ '_202603'")) == 0
    assert send(engine, town.walk()).added == 180


def test_a_reckoner_killed_in_the_middle_loses_and_doubles_nothing(engine, monkeypatch) -> None:
    for day in (0, 1):
        send(engine, town.walk(day=day))
    whole = reckon.store_network
    calls = []

    def die_on_the_second_day(session, day, *rest):
        calls.append(day)
        whole(session, day, *rest)
        if len(calls) == 2:
            session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    monkeypatch.setattr(reckon, "store_network", die_on_the_second_day)
    with pytest.raises(Exception, match=r"terminat|closed|answer"):
        reckon.reckon_stale(engine)
    monkeypatch.undo()
    with open_session(engine) as session:
        assert patrol_days.stale_days(session) == [date(2026, 3, 3)]
    row = covered(engine)
    assert (row["days"], row["rounds"]) == (2, 2)
    assert row["minutes"] == pytest.approx(120, abs=2)


def test_points_that_come_while_a_day_is_reckoned_make_it_stale_again(engine, monkeypatch) -> None:
    walk = town.walk()
    send(engine, walk.iloc[:90])
    read = tracks.read_points

    def read_then_receive(session, first, last):
        found = read(session, first, last)
        monkeypatch.undo()
        send(engine, walk.iloc[90:])
        return found

    monkeypatch.setattr(tracks, "read_points", read_then_receive)
    reckon.reckon_stale(engine)
    with open_session(engine) as session:
        assert patrol_days.stale_days(session) == [MONDAY]
    assert covered(engine)["minutes"] == pytest.approx(60, abs=1)


def test_a_rule_or_a_household_that_changes_is_reckoned_anew(engine) -> None:
    send(engine, town.walk(lat=39.9027))  # 22 m beside the households
    assert covered(engine)["households_share"] == pytest.approx(0.25)
    with open_session(engine) as session:
        set_rules(session, "zongzhi", {"radius_m": 10}, actor="tests")
    with open_session(engine) as session:
        assert list_coverage(session, "zongzhi", WEEK)["waiting_days"] == 1
    assert reckon.reckon_period(engine, "zongzhi", WEEK.first, WEEK.last) == 1
    assert covered(engine)["households_share"] == 0
    with open_session(engine) as session:
        rules = list_coverage(session, "zongzhi", WEEK)["rules"]
    assert rules["radius_m"] == 10


def test_points_are_forgotten_by_rule_and_by_name(engine) -> None:
    send(engine, pd.concat([town.walk(), town.walk("W2", west=116.311, east=116.319)]))
    reckon.reckon_stale(engine)
    with open_session(engine) as session:
        assert tracks.forget_workers(session, ["W2"]) == 180
    assert covered(engine, f"{small_town.LEFT}002")["minutes"] == 0
    with open_session(engine) as session:
        assert tracks.forget_before(session, date(2026, 4, 1)) == ["track_points_202603"]
    with open_session(engine) as session:
        for table in (
            "track_points",
            "track_days",
            "track_grids",
            "heat_days",
            "heat_months",
            "passed_days",
        ):
            count = text(f"SELECT count(*) FROM {table}")  # noqa: S608 - of our own list
            assert session.scalar(count) == 0, table


def test_a_large_file_is_stored_by_several_writers(engine, monkeypatch) -> None:
    monkeypatch.setattr("gridgeo.services.patrols.ingest.CHUNK_ROWS", 50)
    many = pd.concat([town.walk(f"W{i}", day=i) for i in range(1, 5)], ignore_index=True)
    assert ingest_file(engine, many).added == len(many)
    assert ingest_file(engine, many).added == 0
