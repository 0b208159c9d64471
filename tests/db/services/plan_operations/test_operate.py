import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db.repositories import plan_operations as log
from gridgeo.domain.errors import (
    BadInputError,
    ConflictError,
    NotFoundError,
    OutdatedError,
    RefusedError,
)
from gridgeo.services.plan_operations import OperationKind, jump, operate, redo, undo
from tests.support.plan_bits import bits, faults, replay
from tests.support.square_town import SOUTH, STEP, WEST, community

pytestmark = pytest.mark.db

A, B = community(0), community(1)


def do(session: Session, plan: int, kind: str, **arguments):
    return operate(session, plan, OperationKind(kind), arguments)


def line(*points: tuple[float, float]) -> dict:
    """A line in units of the town's squares."""
    return {
        "type": "LineString",
        "coordinates": [[WEST + x * STEP, SOUTH + y * STEP] for x, y in points],
    }


def polygon(west: float, south: float, east: float, north: float) -> dict:
    ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return {
        "type": "Polygon",
        "coordinates": [[[WEST + x * STEP, SOUTH + y * STEP] for x, y in ring]],
    }


def codes(answer: dict, change: str) -> list[str]:
    return [grid["code"] for grid in answer["grids"] if grid["change"] == change]


EDITS = {
    "split": {"grid": f"{A}001"},
    "split_by_line": {"grid": f"{A}001", "line": line((-1, 2.2), (2, 2.2))},
    "merge": {"grids": [f"{A}001", f"{A}002"]},
    "rebalance": {"grids": [f"{A}001", f"{A}002"], "seed": 3},
    "reassign": {"grid": f"{A}001", "polygon": polygon(1, 0, 2, 1)},
    "push_border": {
        "grid": f"{A}001",
        "neighbour": f"{A}002",
        "line": line((1.05, -1), (1.05, 2), (2.05, 2), (2.05, 5)),
    },
    "draw": {"units": [f"{A}-00", f"{A}-10"], "name": "新网格"},
    "dedicate": {"polygon": polygon(0, 0, 1, 1), "name": "和平小学"},
    "dissolve": {"grid": f"{A}002"},
    "set_attributes": {"grid": f"{A}001", "name": "北苑网格", "status": "suspended"},
    "pin": {"units": [f"{A}-00"]},
    "import": {"assignment": [{"unit": f"{A}-00", "grid": f"{A}009"}]},
    "auto_plan": {"area": A, "keep": 0.0},
}


@pytest.mark.parametrize("kind", EDITS)
def test_every_edit_leaves_whole_grids_and_can_be_undone_and_redone_to_the_bit(
    session: Session, plan: int, kind: str
) -> None:
    if kind in ("auto_plan",):
        do(session, plan, "merge", grids=[f"{A}001", f"{A}002"])
    start = bits(session, plan)
    answer = do(session, plan, kind, **EDITS[kind])
    done = bits(session, plan)
    assert done != start
    assert faults(session, plan) == []
    assert sum(row[2] is not None for row in done[1]) == 24
    assert answer["operation"]["sentence_zh"].endswith("。")
    assert answer["operation"]["sentence_en"].endswith(".")
    assert "{new}" not in answer["operation"]["sentence_en"]
    undo(session, plan)
    assert bits(session, plan) == start
    redo(session, plan)
    assert bits(session, plan) == done


def test_an_answer_tells_counts_deviation_ground_findings_and_handover(
    session: Session, plan: int
) -> None:
    answer = do(session, plan, "split_by_line", **EDITS["split_by_line"])
    assert (codes(answer, "changed"), codes(answer, "new")) == ([f"{A}001"], [f"{A}004"])
    changed, new = sorted(answer["grids"], key=lambda grid: grid["code"])
    assert (changed["before"]["households"], changed["before"]["deviation"]) == (384, -0.04)
    assert changed["after"]["households"] == new["after"]["households"] == 192
    assert changed["after"]["deviation"] == -0.52
    assert new["after"]["name"] == "第1社区第4网格"
    assert new["geometry"]["type"] == "MultiPolygon"
    found = answer["findings"]["new"]
    assert {(one["rule"], tuple(one["grids"])) for one in found} == {
        ("band", (f"{A}001",)),
        ("band", (f"{A}004",)),
    }
    assert answer["findings"]["gone"] == []
    assert answer["handover"]["households"] == 192
    assert answer["handover"]["moves"] == [
        {"from": f"{A}001", "to": f"{A}004", "units": 2, "households": 192, "persons": 384}
    ]
    back = undo(session, plan)
    assert {one["id"] for one in back["findings"]["gone"]} == {one["id"] for one in found}
    assert codes(back, "gone") == [f"{A}004"]


def test_a_dry_run_says_the_same_and_writes_nothing(session: Session, plan: int) -> None:
    start = bits(session, plan)
    arguments = EDITS["split"]
    shown = operate(session, plan, OperationKind.SPLIT, arguments, dry_run=True)
    assert bits(session, plan) == start
    done = operate(session, plan, OperationKind.SPLIT, arguments)
    for part in ("grids", "findings", "handover"):
        assert shown[part] == done[part]
    assert shown["operation"]["sentence_zh"] == done["operation"]["sentence_zh"]
    assert (shown["revision"], done["revision"]) == (1, 2)


def test_all_undone_is_the_start_and_the_log_replays_to_the_end(
    session: Session, plan: int
) -> None:
    start = bits(session, plan)
    do(session, plan, "split", grid=f"{A}001", count=2)
    do(session, plan, "merge", grids=[f"{A}002", f"{A}003"])
    do(session, plan, "set_attributes", grid=f"{A}004", name="改名")
    undo(session, plan)
    do(session, plan, "pin", units=[f"{B}-00"])
    do(session, plan, "dissolve", grid=f"{A}004", into=f"{A}001")
    end = bits(session, plan)
    grids, units = replay(start, [change for _, change in log.standing_changes(session, plan)])
    assert grids == {row[0]: (row[1], row[-1]) for row in end[0]}
    assert units == {unit: (number, pinned) for unit, number, pinned in end[1]}
    jump(session, plan, 1)
    assert bits(session, plan) == start
    last = max(sequence for sequence in (row["sequence"] for row in history(session, plan)))
    assert last > 1
    while log.next_to_redo(session, plan):
        redo(session, plan)
    assert bits(session, plan) == end


def history(session: Session, plan: int) -> list[dict]:
    return [dict(row) for row in log.list_operations(session, plan, None, 100)]


def test_an_edit_after_an_undo_leaves_what_was_undone_in_the_log_only(
    session: Session, plan: int
) -> None:
    do(session, plan, "split", grid=f"{A}001")
    undo(session, plan)
    do(session, plan, "merge", grids=[f"{A}001", f"{A}002"])
    with pytest.raises(RefusedError, match="nothing to redo"):
        redo(session, plan)
    assert [row["kind"] for row in history(session, plan)] == [
        "merge", "undo", "split", "auto_plan",
    ]  # fmt: skip
    assert [row["revision"] for row in history(session, plan)] == [4, 3, 2, 1]


def test_locked_grids_stay_under_edits_undo_and_redo(session: Session, plan: int) -> None:
    do(session, plan, "split", grid=f"{A}001")
    do(session, plan, "lock", grids=[f"{A}004"])
    end = bits(session, plan)
    with pytest.raises(RefusedError, match=f"{A}004 is locked"):
        do(session, plan, "merge", grids=[f"{A}001", f"{A}004"])
    with pytest.raises(RefusedError, match=f"{A}004 is locked"):
        do(session, plan, "set_attributes", grid=f"{A}004", name="x")
    with pytest.raises(RefusedError, match=f"{A}004 is locked; unlock it before you undo"):
        undo(session, plan)
    assert bits(session, plan) == end
    do(session, plan, "unlock", grids=[f"{A}004"])
    assert codes(undo(session, plan), "gone") == [f"{A}004"]
    do(session, plan, "lock", grids=[f"{A}001"])
    with pytest.raises(RefusedError, match=f"{A}001 is locked; unlock it before you redo"):
        redo(session, plan)


def test_a_pinned_unit_stays_until_it_is_unpinned(session: Session, plan: int) -> None:
    do(session, plan, "pin", units=[f"{A}-10"])
    with pytest.raises(RefusedError, match=f"'{A}-10' is pinned"):
        do(session, plan, "reassign", units=[f"{A}-10"], grid=f"{A}001")
    do(session, plan, "unpin", units=[f"{A}-10"])
    moved = do(session, plan, "reassign", units=[f"{A}-10"], grid=f"{A}001")
    assert moved["handover"]["households"] == 96


def test_who_comes_late_is_told_what_changed_since(session: Session, plan: int) -> None:
    operate(session, plan, OperationKind.SPLIT, {"grid": f"{A}001"}, revision=1, actor="li")
    with pytest.raises(OutdatedError) as raised:
        operate(session, plan, OperationKind.SPLIT, {"grid": f"{B}001"}, revision=1)
    assert raised.value.revision == 2
    assert [(one["kind"], one["actor"]) for one in raised.value.changes] == [("split", "li")]


def test_with_rebase_others_edits_of_other_grids_do_not_stop_one(
    session: Session, plan: int
) -> None:
    operate(session, plan, OperationKind.SPLIT, {"grid": f"{A}001"}, revision=1)
    other = {"grid": f"{B}001"}
    done = operate(session, plan, OperationKind.SPLIT, other, revision=1, rebase=True)
    assert done["revision"] == 3
    with pytest.raises(OutdatedError):
        operate(
            session, plan, OperationKind.MERGE, {"grids": [f"{A}001", f"{A}002"]},
            revision=1, rebase=True,
        )  # fmt: skip


def test_a_compound_is_never_cut(session: Session, plan: int) -> None:
    session.execute(text("INSERT INTO compounds (code, name, geometry) SELECT 'C1', '长园', "
                         "ST_Multi(ST_Union(geometry)) FROM units WHERE code LIKE :row"),
                    {"row": f"{A}-0_"})  # fmt: skip
    two = [f"{A}-00", f"{A}-01"]
    session.execute(text("UPDATE units SET compound_code = 'C1' WHERE code = ANY(:two)"),
                    {"two": two})  # fmt: skip
    answer = do(session, plan, "draw", units=[f"{A}-00"])
    assert answer["handover"]["moves"][0]["units"] == 2


@pytest.mark.parametrize(
    ("kind", "arguments", "error", "word"),
    [
        ("split", {"grid": "nothing"}, NotFoundError, "no grid 'nothing'"),
        ("split", {"grid": f"{A}001", "count": 9}, RefusedError, f"Grid {A}001 has 4 units"),
        ("merge", {"grids": [f"{A}001", f"{A}003"]}, RefusedError, "do not hang together"),
        ("merge", {"grids": [f"{A}003", f"{B}001"]}, RefusedError, "do not hang together"),
        ("reassign", {"grid": f"{A}001", "units": ["x"]}, NotFoundError, "no unit 'x'"),
        ("reassign", {"grid": f"{A}001", "units": [f"{A}-21"]}, RefusedError, "fall into"),
        ("reassign", {"grid": f"{A}001", "units": [f"{A}-00"]}, RefusedError, "nothing"),
        ("draw", {"polygon": polygon(20, 20, 21, 21)}, BadInputError, "outside of plan"),
        ("draw", {"units": [f"{A}-0{i}" for i in range(4)]}, RefusedError, "a grid already"),
        ("set_attributes", {"grid": f"{A}001", "code": "x"}, BadInputError, "template"),
        ("set_attributes", {"grid": f"{A}001", "code": f"{A}002"}, BadInputError, "given before"),
        ("set_attributes", {"grid": f"{A}001", "reason": "x"}, RefusedError, "misses no band"),
        ("split_by_line", {"grid": f"{A}001", "line": line((0, 0), (0, 4))}, RefusedError, "side"),
        ("auto_plan", {"area": "110199009009"}, NotFoundError, "does not cover"),
        ("lock", {"grids": ["nothing"]}, NotFoundError, "no grid 'nothing'"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_and_changes_nothing(
    session: Session, plan: int, kind: str, arguments: dict, error: type, word: str
) -> None:
    start = bits(session, plan)
    with pytest.raises(error, match=word):
        do(session, plan, kind, **arguments)
    assert bits(session, plan) == start
    assert len(history(session, plan)) == 1


def test_only_a_draft_can_be_changed(session: Session, plan: int) -> None:
    session.execute(text("UPDATE plans SET state = 'approved' WHERE id = :plan"), {"plan": plan})
    with pytest.raises(ConflictError, match="only a draft"):
        do(session, plan, "split", grid=f"{A}001")
    with pytest.raises(ConflictError, match="only a draft"):
        undo(session, plan)


def test_a_grid_that_lies_apart_is_mended(session: Session, plan: int) -> None:
    do(session, plan, "import", assignment=[{"unit": f"{A}-21", "grid": f"{A}001"}])
    start = bits(session, plan)
    shown = do(session, plan, "repair", area=A)
    assert (shown["dry_run"], bits(session, plan)) == (True, start)
    answer = operate(session, plan, OperationKind.REPAIR, {"area": A}, dry_run=False)
    assert answer["repairs"] == shown["repairs"]
    (step,) = answer["repairs"]
    told = {name: step[name] for name in ("fault", "from", "to", "households")}
    assert told == {"fault": "contiguity", "from": f"{A}001", "to": f"{A}003", "households": 96}
    assert answer["handover"]["moves"] == [
        {"from": f"{A}001", "to": f"{A}003", "units": 1, "households": 96, "persons": 192}
    ]
    assert {one["rule"] for one in answer["findings"]["gone"]} >= {"contiguity"}


def test_a_stated_reason_is_kept_until_the_grid_changes(session: Session, plan: int) -> None:
    do(session, plan, "split", grid=f"{A}001", count=2)
    answer = do(session, plan, "set_attributes", grid=f"{A}004", reason="沿河两侧分管")
    assert answer["grids"][0]["after"]["reason"] == "沿河两侧分管"
    assert answer["grids"][0]["geometry"] is None
    merged = do(session, plan, "merge", grids=[f"{A}001", f"{A}004"])
    kept = next(grid for grid in merged["grids"] if grid["change"] == "changed")
    assert kept["after"]["reason"] is None
