"""How many addresses a second one process looks up in a gazetteer that they are not of."""

import time
from collections.abc import Iterator

import numpy as np
import pytest
from sqlalchemy.orm import Session

from gridgeo.db.session import make_engine
from gridgeo.demo.district import District
from gridgeo.services.geocode_addresses import Geocoder
from tests.support import addressed_town
from tests.support.address_slips import slip_in_name, write_otherwise
from tests.support.bench import say

pytestmark = [pytest.mark.db, pytest.mark.bench]

COUNT = 10_000
LEAST_A_SECOND = 1_000


@pytest.fixture(scope="module")
def town(module_database_url: str) -> Iterator[tuple[Session, District]]:
    engine = make_engine(module_database_url)
    with Session(engine) as session:
        yield session, addressed_town.build(session)
    engine.dispose()


@pytest.mark.parametrize("kind", ["as they stand", "words", "slips"])
def test_addresses_a_second(town: tuple[Session, District], capsys, kind: str) -> None:
    session, district = town
    rng = np.random.default_rng(0)
    texts = rng.choice(district.households["address"].to_numpy(), COUNT).tolist()
    if kind == "words":
        texts = [write_otherwise(text, "words") for text in texts]
    elif kind == "slips":
        texts = [slip_in_name(text, rng) for text in texts]
    Geocoder(session).geocode(texts[0])  # what is loaded the first time is not counted
    begun = time.perf_counter()
    placed = sum(answer.clear for answer in Geocoder(session).geocode_all(texts))
    rate = COUNT / (time.perf_counter() - begun)
    say(capsys, f"{kind}: {rate:,.0f} addresses a second, {placed / COUNT:.1%} placed")
    assert rate > LEAST_A_SECOND
