"""One draft a module; what a test does to it is rolled back."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from gridgeo.db.session import make_engine, open_session
from gridgeo.services.create_plan import create_plan
from tests.support import square_town


@pytest.fixture(scope="module")
def town(module_database_url: str) -> Iterator[tuple[Engine, int]]:
    """A draft of two communities, each in the three strips that are published."""
    engine = make_engine(module_database_url)
    with open_session(engine) as session:
        square_town.build(session, 2, present=True)
        plan = create_plan(session, "zongzhi", effort="fast", keep=1.0).plan_id
    yield engine, plan
    engine.dispose()


@pytest.fixture
def session(town: tuple[Engine, int]) -> Iterator[Session]:
    with Session(town[0]) as session:
        yield session


@pytest.fixture
def plan(town: tuple[Engine, int]) -> int:
    return town[1]
