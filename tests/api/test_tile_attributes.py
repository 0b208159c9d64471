"""What tiles hold is in docs/tiles.md: each layer and each attribute, and few of them."""

from pathlib import Path

import pytest

from gridgeo.db.session import make_engine, open_session
from gridgeo.services.create_plan import create_plan
from tests.support import small_town
from tests.support.small_town import LEFT

pytestmark = pytest.mark.db

PAGE = (Path(__file__).parents[2] / "docs/tiles.md").read_text()
MOST_ATTRIBUTES = 12
SETS = [
    "tiles/zongzhi",
    "tiles/fangyi",
    "tiles/zongzhi/versions/1",
    "tiles/zongzhi/deviations",
    "tiles/base",
    "tiles/density",
    "tiles/units",
    "networks/zongzhi/findings/tiles",
    "plans/{plan}/tiles",
    "plans/{plan}/units/tiles",
    "plans/{plan}/findings/tiles",
]


@pytest.fixture(scope="module")
def plan(town_url: str) -> int:
    engine = make_engine(town_url)
    with open_session(engine) as session:
        small_town.add_units(session)
        session.flush()
        made = create_plan(session, "zongzhi", [LEFT], seed=0).plan_id
    engine.dispose()
    return made


@pytest.mark.parametrize("path", SETS)
def test_every_layer_and_attribute_is_documented(signed_in, plan, path):
    answer = signed_in("planner").get(f"/api/v1/{path.format(plan=plan)}/tilejson.json")
    assert answer.status_code == 200, answer.text
    layers = answer.json()["vector_layers"]
    assert layers
    for layer in layers:
        assert f"`{layer['id']}`" in PAGE
        assert len(layer["fields"]) <= MOST_ATTRIBUTES
        for name in layer["fields"]:
            assert f"`{name}`" in PAGE, (layer["id"], name)
