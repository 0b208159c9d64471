import geopandas as gpd
import numpy as np
import pytest
import shapely
from sqlalchemy import text

from gridgeo.db.repositories import alignments
from gridgeo.db.repositories.areas import from_wkb
from gridgeo.db.repositories.grids import published_grids
from gridgeo.db.session import open_session
from gridgeo.domain.enums import Relation
from gridgeo.domain.errors import BadInputError, ConflictError, NotFoundError, RefusedError
from gridgeo.domain.network import NetworkSpec
from gridgeo.services.accept_alignment import accept_alignment, recompute
from gridgeo.services.align_networks import STEPS, align_networks
from gridgeo.services.cut_units import cut_units_sheet, list_cut_units
from gridgeo.services.handover_list import handover_sheet, moved_households
from gridgeo.services.hide_small_counts import hide_in_parts
from gridgeo.services.import_layers import import_buildings, import_kind
from gridgeo.services.import_network import import_network
from gridgeo.services.jobs.context import JobStoppedError, StopReason
from gridgeo.services.list_alignments import list_alignments, list_proposals
from gridgeo.services.list_plans import get_plan
from gridgeo.services.publish_plan import publish_plan
from gridgeo.services.write_alignment import write_proposals
from tests.support import square_town, two_networks
from tests.support.two_networks import MODEL, NETWORK, PER_UNIT, STRIP

pytestmark = pytest.mark.db


@pytest.fixture
def town(session):
    two_networks.build(session)
    return session


def align(session, relation=Relation.WHOLE_GRIDS_OF, **options):
    return align_networks(session, NETWORK, MODEL, relation, **options)


def test_an_alignment_keeps_its_proposals_and_its_handover_list(town):
    row = align(town)
    assert row.summary["households"] == 3 * STRIP
    assert row.summary["moved_households"] == row.summary["least_households"] == PER_UNIT
    proposals, following = list_proposals(town, row.id, limit=10)
    assert following is None
    assert [one["kind"] for one in proposals] == ["redrawn", "redrawn"]
    assert [one["households_after"] for one in proposals] == [STRIP, 2 * STRIP]
    listed = row.handover
    assert len(listed) == 1
    assert listed[0]["giver"].endswith("001")
    assert listed[0]["taker"].endswith("002")
    assert listed[0]["households"] == PER_UNIT
    assert listed[0]["persons"] == 2 * PER_UNIT
    assert list_alignments(town, NETWORK)[0][0]["id"] == row.id


def test_what_is_accepted_becomes_a_plan_that_can_be_published(town):
    plan_id = accept_alignment(town, align(town).id, name="并网")
    plan = get_plan(town, plan_id)
    assert plan["state"] == "draft"
    assert plan["name"] == "并网"
    assert plan["households"] == 3 * STRIP
    published = publish_plan(town, plan_id)
    assert published.opened == published.closed == 2
    ours, model = (from_wkb(list(published_grids(town, one).wkb)) for one in (NETWORK, MODEL))
    inside = shapely.covered_by(model[:, None], ours[None, :].copy())
    assert np.all(shapely.area(shapely.intersection(model[:, None], ours)).max(axis=1) > 0)
    assert np.all(inside.sum(axis=1) == 1)


def test_the_same_grids_get_new_codes_only_where_there_is_no_old_one(town):
    row = align(town, Relation.SAME_AS)
    plan = get_plan(town, accept_alignment(town, row.id))
    codes = [grid["code"][-3:] for grid in plan["grid_list"]]
    assert codes == ["001", "002", "003"]
    kinds = {one["code"][-3:]: one["kind"] for one in list_proposals(town, row.id)[0]}
    assert kinds["003"] == "created"
    publish_plan(town, accept_alignment(town, row.id))


def test_proposals_can_be_left(town):
    row = align(town, Relation.SAME_AS)
    first = list_proposals(town, row.id)[0][0]["code"]
    plan = get_plan(town, accept_alignment(town, row.id, [first]))
    assert len(plan["grid_list"]) == 2  # the first gives nothing to those that were left
    with pytest.raises(BadInputError, match="no proposal"):
        accept_alignment(town, row.id, ["110199001001999"])


def test_what_changed_meanwhile_is_not_accepted_unseen(town):
    row = align(town)
    town.execute(text("UPDATE units SET households = households + 1 WHERE code LIKE '%-00'"))
    with pytest.raises(ConflictError, match="align again"):
        accept_alignment(town, row.id)


def test_households_are_named_by_code_to_who_asks_for_them(town):
    row = align(town)
    task, whole = recompute(town, row)
    moved = list(moved_households(town, task, whole))
    assert sorted(code for code, _giver, _taker in moved) == [
        f"h{square_town.community(0)}-10-{k}" for k in range(4)
    ]


def test_buildings_and_dedicated_places_are_handed_over_with_their_ground(town):
    """The unit in the south of the middle strip goes to the second grid, those above stay."""
    moving, staying = square_town.cell(1, 0), square_town.cell(1, 2)
    houses = [*(corner(moving, k) for k in range(3)), corner(staying, 0)]
    rows = {"code": ["b1", "b2", "b3", "b4"], "compound_code": None}
    import_buildings(town, gpd.GeoDataFrame(rows, geometry=houses, crs="EPSG:4326"))
    places = gpd.GeoDataFrame(
        {
            "code": ["p1", "p2", "p3"],
            "name": ["和平大厦", "第一市场", "实验小学"],
            "kind": ["office", "market", "school"],
        },
        geometry=[corner(moving, 3), moving.centroid, staying.centroid],
        crs="EPSG:4326",
    )
    import_kind(town, "places", places)
    (listed,) = align(town).handover
    assert (listed["giver"][-3:], listed["taker"][-3:]) == ("001", "002")
    assert listed["buildings"] == 3
    assert listed["places"] == [
        {"code": "p1", "name": "和平大厦", "kind": "office"},
        {"code": "p2", "name": "第一市场", "kind": "market"},
    ]
    sheet = handover_sheet([listed])
    cells = dict(zip(sheet.headings, next(iter(sheet.rows)), strict=True))
    assert (cells["楼栋数"], cells["场所"]) == (3, "和平大厦、第一市场")


def corner(unit, number):
    """Give a tenth of a unit in one of its four quarters."""
    west, south, east, north = unit.bounds
    side = (east - west) / 10
    x = west + (2 + 5 * (number % 2)) * side
    y = south + (2 + 5 * (number // 2)) * (north - south) / 10
    return shapely.box(x, y, x + side, y + side)


def test_workers_of_a_grid_that_ends_are_listed_by_code(town):
    import_ids = dict(
        town.execute(text("SELECT code, id FROM grids WHERE network_code = :n"), {"n": MODEL}).all()
    )
    ends = sorted(import_ids)[1]
    town.execute(text("INSERT INTO workers (code, name) VALUES ('W1', '王五')"))
    town.execute(
        text(
            "INSERT INTO postings (worker_code, grid_id, role, valid)"
            " VALUES ('W1', :grid, 'grid_worker', tstzrange('2020-01-01', NULL))"
        ),
        {"grid": import_ids[ends]},
    )
    row = align_networks(town, MODEL, NETWORK, Relation.SAME_AS)
    assert [one["workers"] for one in row.handover if one["giver"] == ends].count(["W1"]) == 1
    assert "王五" not in str(row.handover)


def test_dedicated_grids_that_are_cut_out_stay_as_they_are(session):
    square_town.build(session, 1, present=True)
    drawn = two_networks.halves(1).assign(kind="base")
    tower = square_town.cell(1, 2)
    drawn.loc[1, "geometry"] = drawn.geometry[1].difference(tower)
    drawn.loc[2] = [f"{square_town.community(0)}901", "大厦专属网格", *drawn.loc[0][2:]]
    drawn.loc[2, "geometry"], drawn.loc[2, "kind"] = tower, "dedicated"
    import_network(session, two_networks.SPEC, drawn)
    plan = get_plan(session, accept_alignment(session, align(session).id))
    kinds = {grid["code"][-3:]: (grid["kind"], grid["units"]) for grid in plan["grid_list"]}
    assert kinds == {"001": ("base", 4), "002": ("base", 7), "901": ("dedicated", 1)}
    publish_plan(session, plan["id"])


def test_units_that_the_model_cuts_are_listed_with_their_parts(town):
    """The model's border runs through the middle strip: 4 of 12 units go whole to its east."""
    west, east = square_town.cell(0, 0, 1.4, 4), square_town.cell(1.4, 0, 1.6, 4)
    home = square_town.community(0)
    rows = {"code": [f"{home}801", f"{home}802"], "name": ["西", "东"], "area_code": home}
    askew = NetworkSpec("chengguan", "城管")
    import_network(town, askew, gpd.GeoDataFrame(rows, geometry=[west, east], crs="EPSG:4326"))
    row = align_networks(town, NETWORK, "chengguan", Relation.SAME_AS)
    assert row.summary["cut_units"] == 4
    listed, following = list_cut_units(town, row.id, limit=3)
    assert [one["unit"] for one in listed] == [f"{home}-1{k}" for k in range(3)]
    assert [one["unit"] for one in list_cut_units(town, row.id, cursor=following)[0]] == [
        f"{home}-13"
    ]
    assert listed[0]["goes_to"] == f"{home}802"
    assert [(one["grid"], one["households"]) for one in listed[0]["parts"]] == [
        (f"{home}802", PER_UNIT // 2),
        (f"{home}801", PER_UNIT // 2),
    ]
    assert [one["share"] for one in listed[0]["parts"]] == pytest.approx([0.6, 0.4])
    assert len(cut_units_sheet(listed).rows) == 6
    assert hide_in_parts(town, listed, []) == listed  # 48 households are nobody's secret
    listed[0]["parts"][1]["households"] = 4
    (hidden, *others) = hide_in_parts(town, listed, [])
    assert [part["households"] for part in hidden["parts"]] == [None, None]
    assert others == listed[1:]
    assert hide_in_parts(town, listed, [home]) == hide_in_parts(town, listed, None) == listed
    town.execute(text("UPDATE units SET households = households + 1 WHERE code LIKE '%-10'"))
    with pytest.raises(ConflictError, match="align again"):
        list_cut_units(town, row.id)


def test_a_model_of_whole_units_cuts_none(town):
    row = align(town)
    assert row.summary["cut_units"] == 0
    assert list_cut_units(town, row.id) == ([], None)


def test_what_cannot_be_aligned_is_refused(town):
    with pytest.raises(BadInputError, match="itself"):
        align_networks(town, MODEL, MODEL, Relation.SAME_AS)
    with pytest.raises(NotFoundError):
        align_networks(town, "nobody", MODEL, Relation.SAME_AS)
    with pytest.raises(NotFoundError):
        alignments.load_alignment(town, 999_999)
    town.execute(text("DELETE FROM units"))
    with pytest.raises(RefusedError, match="no units"):
        align(town)


def test_a_plan_that_breaks_the_relation_of_its_network_is_not_published(town):
    """The present halves cut a strip of the model: published as they are, they would go on so."""
    plan_id = accept_alignment(town, align(town).id)
    move = "UPDATE plan_grids SET geometry = (SELECT ST_Multi(geometry) FROM grid_versions AS v"
    for code in present_codes(town):
        town.execute(
            text(
                f"{move} JOIN grids AS g ON g.id = v.grid_id WHERE g.code = :code"
                " AND g.network_code = :network) WHERE plan_id = :plan AND code = :code"
            ),
            {"code": code, "plan": plan_id, "network": NETWORK},
        )
    with pytest.raises(RefusedError, match=r"cannot be published.*is cut by grids of dangjian"):
        publish_plan(town, plan_id)


def present_codes(session):
    return list(published_grids(session, NETWORK).codes)


@pytest.mark.parametrize("step", STEPS)
def test_an_alignment_is_given_up_between_any_two_steps_and_keeps_nothing(engine, step):
    """As a job that somebody cancels while it runs: its transaction goes, and it with it."""
    with open_session(engine) as session:
        two_networks.build(session)
    told = []

    def progress(done, total, note):
        told.append(done / total)
        if note == step:
            raise JobStoppedError(StopReason.CANCELLED)

    with pytest.raises(JobStoppedError), open_session(engine) as session:
        align(session, progress=progress)
    assert told == [number / len(STEPS) for number in range(STEPS.index(step) + 1)]
    with open_session(engine) as session:
        assert session.scalar(text("SELECT count(*) FROM alignments")) == 0


def test_proposals_are_written_with_their_ground(town, tmp_path):
    row = align(town, Relation.SAME_AS)
    write_proposals(town, row.id, tmp_path / "proposals.gpkg")
    frame = gpd.read_file(tmp_path / "proposals.gpkg", layer="proposals")
    shown = list_proposals(town, row.id)[0]
    assert frame["code"].tolist() == [one["code"] for one in shown]
    assert frame["households_after"].tolist() == [one["households_after"] for one in shown]
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry.is_valid.all()
    assert not frame.geometry.is_empty.any()
