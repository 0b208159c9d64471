"""Empty ground is cut exactly along a line: no gap, no overlap, undone to the bit, and it lasts."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db.repositories import plan_operations as log
from gridgeo.db.repositories.areas import from_wkb
from gridgeo.domain.errors import BadInputError, ConflictError, RefusedError
from gridgeo.services.check_network import check_network
from gridgeo.services.create_plan import create_plan
from gridgeo.services.import_layers import import_buildings, import_units
from gridgeo.services.plan_operations import (
    OperationKind,
    branch_plan,
    compare_plans,
    jump,
    operate,
    rebase_plan,
    redo,
    undo,
)
from gridgeo.services.publish_plan import publish_plan
from tests.support import square_town
from tests.support.plan_bits import bits, faults, replay
from tests.support.square_town import SOUTH, STEP, WEST, cell, community

pytestmark = pytest.mark.db

A = community(0)
GRID = f"{A}001"
HEIGHT = 2.2  # a fifth of the third row of units, below the homes in their middle
_UNITS = text("""
    SELECT u.code, u.households, u.cut_from, ST_AsBinary(u.geometry) AS wkb
    FROM plan_units AS p JOIN units AS u ON u.id = p.unit_id WHERE p.plan_id = :plan
""")


def across(height: float = HEIGHT) -> dict:
    """A line through the whole town."""
    ends = [[WEST - STEP, SOUTH + height * STEP], [WEST + 9 * STEP, SOUTH + height * STEP]]
    return {"type": "LineString", "coordinates": ends}


def cut(session: Session, plan: int, *, grid: str = GRID, height: float = HEIGHT, **how) -> dict:
    wanted = {"grid": grid, "line": across(height), "exact": True}
    return operate(session, plan, OperationKind.SPLIT_BY_LINE, wanted, **how)


def units(session: Session, plan: int) -> gpd.GeoDataFrame:
    rows = session.execute(_UNITS, {"plan": plan}).mappings().all()
    ground = from_wkb([row["wkb"] for row in rows])
    return gpd.GeoDataFrame(rows, geometry=ground, crs="EPSG:4326").set_index("code")


def grid_of(session: Session, plan: int, unit: str) -> str:
    found = session.scalar(
        text("""
            SELECT g.code FROM plan_units AS p JOIN units AS u ON u.id = p.unit_id
            JOIN plan_grids AS g ON (g.plan_id, g.number) = (p.plan_id, p.grid_number)
            WHERE p.plan_id = :plan AND u.code = :unit
        """),
        {"plan": plan, "unit": unit},
    )
    assert found is not None
    return found


def state_reasons(session: Session, plan: int) -> None:
    """State why each grid misses the band, so that the plan can be published."""
    missing = text("""
        SELECT code FROM plan_grids WHERE plan_id = :plan AND band_status <> 'in_band'
           AND reason IS NULL
    """)
    for code in session.scalars(missing, {"plan": plan}).all():
        wanted = {"grid": code, "reason": "drawn by hand"}
        operate(session, plan, OperationKind.SET_ATTRIBUTES, wanted)


def test_the_border_runs_exactly_along_the_line_and_all_can_be_undone(
    session: Session, plan: int
) -> None:
    start, before = bits(session, plan), units(session, plan)
    told = cut(session, plan)
    end, after = bits(session, plan), units(session, plan)
    assert faults(session, plan) == []
    assert "empty ground of" in told["operation"]["sentence_en"]
    new = next(grid for grid in told["grids"] if grid["change"] == "new")
    kept = next(grid for grid in told["grids"] if grid["code"] == GRID)
    tops = {shapely.geometry.shape(one["geometry"]).bounds[3] for one in (new, kept)}
    assert min(tops) == pytest.approx(SOUTH + HEIGHT * STEP, abs=1e-12)
    assert shapely.coverage_is_valid(after.geometry.to_numpy())
    assert after.households.sum() == before.households.sum()
    assert (after.households[[code for code in after.index if "~" in code]] == 0).all()
    assert before.index.isin(after.index).all()  # the part with the people keeps the code
    grounds = [shapely.coverage_union_all(one.geometry.to_numpy()) for one in (before, after)]
    assert shapely.area(shapely.symmetric_difference(*grounds)) < 1e-15
    undo(session, plan)
    assert bits(session, plan) == start
    redo(session, plan)
    assert bits(session, plan) == end
    grids, held = replay(start, [change for _, change in log.standing_changes(session, plan)])
    assert grids == {row[0]: (row[1], row[-1]) for row in end[0]}
    assert held == {unit: (number, pinned) for unit, number, pinned in end[1]}
    told_back = undo(session, plan)
    assert told_back["handover"]["households"] == told["handover"]["households"]


def test_what_is_cut_again_and_merged_goes_back_to_the_first_operation(
    session: Session, plan: int
) -> None:
    start = bits(session, plan)
    operate(session, plan, OperationKind.PIN, {"units": [f"{A}-10", f"{A}-12"]})
    cut(session, plan)
    lower = grid_of(session, plan, f"{A}-01")
    cut(session, plan, grid=lower, height=1.2)
    new = sorted(code for code in units(session, plan).index if "~" in code)
    assert len(new) >= 2
    assert faults(session, plan) == []
    assert shapely.coverage_is_valid(units(session, plan).geometry.to_numpy())
    end, last = bits(session, plan), log.next_to_undo(session, plan)
    jump(session, plan, 1)
    assert bits(session, plan) == start
    jump(session, plan, last.sequence)
    assert bits(session, plan) == end


def test_a_dry_run_stores_nothing(session: Session, plan: int) -> None:
    start = bits(session, plan)
    tried = cut(session, plan, dry_run=True)
    assert bits(session, plan) == start
    assert session.scalar(text("SELECT count(*) FROM units WHERE cut_from IS NOT NULL")) == 0
    done = cut(session, plan)
    assert [one["after"] for one in done["grids"]] == [one["after"] for one in tried["grids"]]


def test_homes_and_buildings_are_never_cut(session: Session, plan: int) -> None:
    """Where the line meets one, the unit stays whole and the border is snapped."""
    through = cut(session, plan, height=2.5, dry_run=True)  # where the homes are
    assert "no ground along it is empty" in through["operation"]["sentence_en"]
    house = gpd.GeoDataFrame(
        {"code": ["B1"], "households": [0], "persons": [0]},
        geometry=[cell(0.1, 2.1, 0.2, 0.2)],
        crs="EPSG:4326",
    )
    import_buildings(session, house)
    cut(session, plan)
    parted = units(session, plan)
    assert not any(code.startswith(f"{A}-02~") for code in parted.index)


def test_a_locked_neighbour_keeps_its_border_to_the_bit(session: Session, plan: int) -> None:
    beside = [one["code"] for one in cut(session, plan, dry_run=True)["grids"]]
    bent = next(code for code in beside if code not in (GRID, beside[-1]) and code < f"{A}004")
    operate(session, plan, OperationKind.LOCK, {"grids": [bent]})
    with pytest.raises(RefusedError, match=f"Grid {bent} is locked"):
        cut(session, plan)


def test_the_cut_is_published_and_the_next_plan_starts_from_it(session: Session, plan: int) -> None:
    cut(session, plan)
    state_reasons(session, plan)
    drawn = units(session, plan)
    publish_plan(session, plan)
    assert [f for f in check_network(session, "zongzhi").findings if f.rule != "band"] == []
    following = create_plan(session, "zongzhi", effort="fast", keep=1.0).plan_id
    assert set(units(session, following).index) == set(drawn.index)
    crossing = """
        SELECT u.code FROM plan_units AS p JOIN units AS u ON u.id = p.unit_id
        WHERE p.plan_id = :plan AND NOT EXISTS (
            SELECT FROM grid_versions AS v WHERE upper_inf(v.valid) AND ST_Area(
                ST_Intersection(v.geometry, u.geometry)) > 0.999999999 * ST_Area(u.geometry))
    """
    assert session.scalars(text(crossing), {"plan": following}).all() == []


def test_a_rebase_takes_in_what_was_cut_meanwhile(session: Session, plan: int) -> None:
    other = create_plan(session, "zongzhi", effort="fast", keep=1.0).plan_id
    cut(session, plan)
    state_reasons(session, plan)
    publish_plan(session, plan)
    start = bits(session, other)
    answer = rebase_plan(session, other)
    assert answer["conflicts"] == []
    assert faults(session, other) == []
    assert shapely.coverage_is_valid(units(session, other).geometry.to_numpy())
    assert [row[-1] for row in sorted(bits(session, other)[0], key=lambda row: row[1])] == [
        row[-1] for row in sorted(bits(session, plan)[0], key=lambda row: row[1])
    ]
    state_reasons(session, other)
    wanted = {"grid": GRID, "name": "北苑网格"}
    operate(session, other, OperationKind.SET_ATTRIBUTES, wanted)
    assert publish_plan(session, other).opened == 1
    jump_back = create_plan(session, "zongzhi", effort="fast", keep=1.0).plan_id
    assert len(units(session, jump_back)) == len(units(session, other))
    assert start  # the rebase was one operation of the log


def test_both_cuts_of_different_units_meet_in_a_rebase(session: Session, plan: int) -> None:
    other = create_plan(session, "zongzhi", effort="fast", keep=1.0).plan_id
    mine = f"{A}002"
    cut(session, plan)
    cut(session, other, grid=mine, height=1.2)
    state_reasons(session, plan)
    publish_plan(session, plan)
    rebase_plan(session, other)
    after = units(session, other)
    assert faults(session, other) == []
    assert shapely.coverage_is_valid(after.geometry.to_numpy())
    assert {code[:-2] for code in after.index if "~" in code} >= {
        code[:-2] for code in units(session, plan).index if "~" in code
    }
    state_reasons(session, other)
    publish_plan(session, other)
    assert [f for f in check_network(session, "zongzhi").findings if f.rule != "band"] == []


def test_what_was_cut_outlives_an_import_and_is_a_conflict(session: Session, plan: int) -> None:
    cut(session, plan)
    state_reasons(session, plan)
    grounds = units(session, plan).geometry.to_wkb().to_dict()
    import_units(session, square_town.units(2).assign(households=101))
    assert units(session, plan).geometry.to_wkb().to_dict() == grounds
    with pytest.raises(ConflictError, match="units of plan"):
        publish_plan(session, plan)


def test_a_branch_before_and_after_a_cut_can_be_compared(session: Session, plan: int) -> None:
    copy = branch_plan(session, plan)["plan_id"]
    told = cut(session, plan)
    compared = compare_plans(session, copy, plan)
    assert compared["handover"]["households"] == told["handover"]["households"] > 0
    assert np.isin(GRID, [one["code"] for one in compared["grids"]])


def test_a_scribble_is_no_border(session: Session, plan: int) -> None:
    zigzag = [[WEST + STEP * k / 1000, SOUTH + STEP * 4 * (k % 2)] for k in range(600)]
    crossing = [[WEST, SOUTH], [WEST + STEP, SOUTH + STEP], [WEST, SOUTH + STEP], [WEST, SOUTH]]
    crossing[-1] = [WEST + STEP, SOUTH]
    for corners in (zigzag, crossing):
        wanted = {"type": "LineString", "coordinates": corners}
        with pytest.raises(RefusedError, match="does not cross itself"):
            operate(
                session,
                plan,
                OperationKind.SPLIT_BY_LINE,
                {"grid": GRID, "line": wanted, "exact": True},
            )


def test_a_tangled_line_is_refused_before_it_costs_anything(session: Session, plan: int) -> None:
    tangle = [[WEST + STEP * (k * 7 % 10) / 4, SOUTH + STEP * (k * 3 % 8) / 2] for k in range(201)]
    wanted = {"grid": GRID, "line": {"type": "LineString", "coordinates": tangle}}
    with pytest.raises(BadInputError, match="draw a simpler one"):
        operate(session, plan, OperationKind.SPLIT_BY_LINE, wanted)
