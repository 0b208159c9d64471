import pytest
import shapely
from sqlalchemy.orm import Session

from gridgeo.domain.errors import BadInputError, RefusedError
from gridgeo.services.plan_operations import OperationKind, operate
from tests.support.plan_bits import bits, faults
from tests.support.square_town import STEP, cell, community

pytestmark = pytest.mark.db

A, B = community(0), community(1)
CODES = [f"{A}001", f"{A}002", f"{A}003"]


def drawn(code: str, *place: float) -> dict:
    """A polygon in units of the town's squares: column, row, columns, rows."""
    return {"grid": code, "geometry": shapely.geometry.mapping(cell(*place))}


def repair(session: Session, plan: int, polygons: list[dict], **more):
    wanted = {"polygons": polygons, **more}
    return operate(session, plan, OperationKind.REPAIR, wanted, dry_run=False)


def steps(answer: dict, fault: str) -> list[tuple[str, str, int]]:
    chosen = [one for one in answer["repairs"] if one["fault"] == fault]
    return [(one["from"], one["to"], one["households"]) for one in chosen]


# Three rows of the community where its three columns were: the first two overlap by a row of
# units and more, the last two leave a strip between them, and the last reaches into the next
# community.
FAULTY = [
    drawn(CODES[0], 0, 0, 3, 2.2),
    drawn(CODES[1], 0, 1, 3, 1.9),
    drawn(CODES[2], 0, 3.0, 3.1, 1),
]


def test_polygons_with_faults_are_told_repaired_and_taken_in(session: Session, plan: int) -> None:
    start = bits(session, plan)
    wanted = {"polygons": FAULTY}
    shown = operate(session, plan, OperationKind.REPAIR, wanted)
    assert (shown["dry_run"], bits(session, plan)) == (True, start)
    answer = repair(session, plan, FAULTY)
    assert answer["repairs"] == shown["repairs"]
    # The second is the smaller one, so it keeps what both claim: a row of three units.
    assert steps(answer, "overlap") == [(CODES[0], CODES[1], 3 * 96)]
    ((nobody, filler, households),) = steps(answer, "gap")
    assert (nobody, households) == ("", 0)
    assert filler in CODES[1:]
    assert steps(answer, "outside") == [(CODES[2], "", 0)]
    assert faults(session, plan) == []
    held = {one["code"]: one["after"]["households"] for one in answer["grids"]}
    assert sum(held.values()) == 12 * 96


def test_the_areas_of_all_steps_are_told(session: Session, plan: int) -> None:
    answer = repair(session, plan, FAULTY)
    square = STEP**2
    by_fault: dict[str, float] = {}
    for one in answer["repairs"]:
        ground = shapely.geometry.shape(one["geometry"]).area / square
        by_fault[one["fault"]] = by_fault.get(one["fault"], 0.0) + ground
        assert one["area_m2"] > 0
    assert by_fault["overlap"] == pytest.approx(3 * 1.2, rel=1e-4)
    assert by_fault["gap"] == pytest.approx(3 * 0.1, rel=1e-4)
    assert by_fault["outside"] == pytest.approx(0.1, rel=1e-4)


@pytest.mark.parametrize(("winner", "keeper"), [("smaller", 1), ("older", 0)])
def test_the_rule_decides_who_keeps_what_two_claim(
    session: Session, plan: int, winner: str, keeper: int
) -> None:
    answer = repair(session, plan, FAULTY, winner=winner)
    (step,) = steps(answer, "overlap")
    assert step[:2] == (CODES[1 - keeper], CODES[keeper])


def test_a_locked_grid_wins(session: Session, plan: int) -> None:
    operate(session, plan, OperationKind.LOCK, {"grids": [CODES[0]]})
    with pytest.raises(RefusedError, match="locked"):
        repair(session, plan, FAULTY)
    beside = [drawn(CODES[1], 0.6, 0, 1.4, 4), drawn(CODES[2], 2, 0, 1, 4)]
    with pytest.raises(RefusedError, match="change nothing"):
        repair(session, plan, beside)
    answer = repair(session, plan, [drawn(CODES[1], 0.6, 0, 2.4, 4)])
    assert steps(answer, "overlap") == [(CODES[1], CODES[0], 0)]
    held = {one["code"]: one["after"] and one["after"]["households"] for one in answer["grids"]}
    assert held == {CODES[1]: 8 * 96, CODES[2]: None}


def test_a_large_gap_stays_with_the_grids_that_hold_it(session: Session, plan: int) -> None:
    answer = repair(session, plan, [drawn(CODES[0], 0, 0, 3, 2)], largest_gap_m2=1000)
    assert steps(answer, "gap") == []
    held = {one["code"]: one["after"]["households"] for one in answer["grids"]}
    assert held == {CODES[0]: 8 * 96, CODES[1]: 2 * 96, CODES[2]: 2 * 96}


def test_ground_that_units_pull_along_is_told(session: Session, plan: int) -> None:
    polygons = [drawn(CODES[0], 0, 0, 3, 1.8), drawn(CODES[1], 0, 1.8, 3, 2.2)]
    answer = repair(session, plan, polygons)
    assert steps(answer, "unit") == [(CODES[1], CODES[0], 0)]
    (step,) = [one for one in answer["repairs"] if one["fault"] == "unit"]
    ground = shapely.geometry.shape(step["geometry"])
    assert ground.area == pytest.approx(3 * 0.2 * STEP**2, rel=1e-4)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({}, "Name an area"),
        ({"area": A, "polygons": FAULTY}, "Name an area"),
        ({"polygons": [FAULTY[0], FAULTY[0]]}, "Two polygons are called"),
        ({"polygons": [drawn(CODES[0], 0, 0, 1, 1)]}, "less than half"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    session: Session, plan: int, arguments: dict, word: str
) -> None:
    with pytest.raises(BadInputError, match=word):
        operate(session, plan, OperationKind.REPAIR, arguments)


def test_pinned_units_stay(session: Session, plan: int) -> None:
    operate(session, plan, OperationKind.PIN, {"units": [f"{A}-20"]})
    rows = [drawn(CODES[0], 0, 0, 3, 2), drawn(CODES[1], 0, 2, 3, 2)]
    answer = repair(session, plan, [*rows, drawn(CODES[2], 2, 0, 1, 0.4)], winner="older")
    assert {one["code"]: one["after"]["units"] for one in answer["grids"]}[CODES[2]] == 1
    assert (CODES[0], CODES[2], 96) in steps(answer, "unit")
