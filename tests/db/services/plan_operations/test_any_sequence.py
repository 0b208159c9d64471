"""Any sequence of operations: undo all is the start, redo all is the end, each state is valid."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from gridgeo.db.repositories import plan_operations as log
from gridgeo.domain.errors import GridgeoError
from gridgeo.services.plan_operations import OperationKind, jump, operate, redo, undo
from tests.support.plan_bits import bits, faults
from tests.support.square_town import COLUMNS, ROWS, SOUTH, STEP, WEST, community

pytestmark = [pytest.mark.db, pytest.mark.slow]

A = community(0)
UNITS = [f"{A}-{column}{row}" for column in range(COLUMNS) for row in range(ROWS)]
CODES = text("""
    SELECT code FROM plan_grids WHERE plan_id = :plan AND starts_with(code, :begin)
    ORDER BY code COLLATE "C"
""")

grid = st.integers(0, 5)  # the nth grid by code
unit = st.sampled_from(UNITS)
wishes = st.one_of(
    st.tuples(st.just("split"), grid, st.integers(2, 3)),
    st.tuples(st.just("merge"), grid, grid),
    st.tuples(st.just("rebalance"), grid, grid),
    st.tuples(st.just("reassign"), grid, unit),
    st.tuples(st.just("draw"), unit, unit),
    st.tuples(st.just("dissolve"), grid),
    st.tuples(st.just("set_attributes"), grid, st.sampled_from(["甲", "乙"])),
    st.tuples(st.just("pin"), unit),
    st.tuples(st.just("unpin"), unit),
    st.tuples(st.just("cut"), grid, st.floats(0.1, ROWS - 0.1)),
    st.tuples(st.just("auto_plan")),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
)


def carry_out(session: Session, plan: int, wish: tuple) -> None:
    kind, *values = wish
    if kind in ("undo", "redo"):
        {"undo": undo, "redo": redo}[kind](session, plan)
        return
    if kind == "cut":
        across = [[WEST - STEP, SOUTH + values[1] * STEP], [WEST + 4 * STEP, SOUTH + 2 * STEP]]
        values[1] = {"type": "LineString", "coordinates": across}
    codes = session.scalars(CODES, {"plan": plan, "begin": A}).all()
    named = [codes[one % len(codes)] if isinstance(one, int) else one for one in values]
    arguments = {
        "split": lambda: {"grid": named[0], "count": values[1]},
        "merge": lambda: {"grids": named},
        "rebalance": lambda: {"grids": named},
        "reassign": lambda: {"grid": named[0], "units": named[1:]},
        "draw": lambda: {"units": named},
        "dissolve": lambda: {"grid": named[0]},
        "set_attributes": lambda: {"grid": named[0], "name": named[1]},
        "pin": lambda: {"units": named},
        "unpin": lambda: {"units": named},
        "auto_plan": lambda: {"area": A, "keep": 0.0},
        "cut": lambda: {"grid": named[0], "line": named[1], "exact": True},
    }[kind]()
    kind = {"cut": "split_by_line"}.get(kind, kind)
    operate(session, plan, OperationKind(kind), arguments)


@example([("split", 0, 2), ("undo",), ("merge", 0, 1), ("undo",), ("redo",)])
@example([("cut", 0, 1.2), ("cut", 1, 2.7), ("undo",), ("merge", 0, 1), ("auto_plan",)])
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sequence=st.lists(wishes, min_size=1, max_size=8))
def test_undo_all_is_the_start_and_redo_all_is_the_end(
    town: tuple[Engine, int], sequence: list[tuple]
) -> None:
    engine, plan = town
    with Session(engine) as session:
        start = bits(session, plan)
        for wish in sequence:
            before = bits(session, plan)
            try:
                with session.begin_nested():
                    carry_out(session, plan, wish)
            except GridgeoError:
                assert bits(session, plan) == before
            assert faults(session, plan) == []
        last = log.next_to_undo(session, plan)
        end = bits(session, plan)
        jump(session, plan, 1)
        assert bits(session, plan) == start
        jump(session, plan, 1 if last is None else last.sequence)
        assert bits(session, plan) == end
        session.rollback()
