import re

import pytest
from pydantic import BaseModel, Field, ValidationError

from api.chinese import in_chinese, read_catalogue
from tests.support.raised_sentences import sentences_of, words_of

# What somebody may be refused on a page of the map.
COVERED = (
    "api/access.py",
    "api/deps.py",
    "api/key_limits.py",
    "api/params.py",
    "api/parties.py",
    "api/places.py",
    "api/revisions.py",
    "api/routers/session.py",
    "api/sign_in_limits.py",
    "api/snapshots.py",
    "gridgeo/db/repositories",
    "gridgeo/domain/band.py",
    "gridgeo/domain/code_template.py",
    "gridgeo/domain/dedicated.py",
    "gridgeo/domain/network.py",
    "gridgeo/domain/review.py",
    "gridgeo/geometry/border_line.py",
    "gridgeo/io/encoding.py",
    "gridgeo/io/fields.py",
    "gridgeo/io/import_file.py",
    "gridgeo/io/kinds.py",
    "gridgeo/io/point_table.py",
    "gridgeo/io/point_tables.py",
    "gridgeo/io/rows.py",
    "gridgeo/io/source_crs.py",
    "gridgeo/io/sources",
    "gridgeo/io/table_places.py",
    "gridgeo/planner/actions",
    "gridgeo/planner/constrain.py",
    "gridgeo/services/accept_alignment.py",
    "gridgeo/services/accept_finding.py",
    "gridgeo/services/align_networks.py",
    "gridgeo/services/align_units.py",
    "gridgeo/services/answer_once.py",
    "gridgeo/services/api_keys.py",
    "gridgeo/services/create_plan.py",
    "gridgeo/services/create_user.py",
    "gridgeo/services/crosswalk_job.py",
    "gridgeo/services/crosswalk_networks.py",
    "gridgeo/services/define_network.py",
    "gridgeo/services/draft_ground.py",
    "gridgeo/services/geocode_addresses.py",
    "gridgeo/services/history",
    "gridgeo/services/import_network.py",
    "gridgeo/services/imports",
    "gridgeo/services/jobs",
    "gridgeo/services/list_areas.py",
    "gridgeo/services/list_grids.py",
    "gridgeo/services/list_networks.py",
    "gridgeo/services/list_plans.py",
    "gridgeo/services/locate.py",
    "gridgeo/services/manage_users.py",
    "gridgeo/services/network_facts.py",
    "gridgeo/services/passwords.py",
    "gridgeo/services/pinned_units.py",
    "gridgeo/services/plan_operations",
    "gridgeo/services/plan_relation.py",
    "gridgeo/services/plan_request.py",
    "gridgeo/services/propose_split.py",
    "gridgeo/services/publish_checks.py",
    "gridgeo/services/publish_plan.py",
    "gridgeo/services/read_instant.py",
    "gridgeo/services/review",
    "gridgeo/services/roll_back.py",
    "gridgeo/services/sign_in.py",
    "gridgeo/services/staffing/grid_people.py",
    "gridgeo/services/versions.py",
)
# Put together of a name and one of several sentences, which the catalogue has whole.
COMPOSED = {"'{}' {}."}

HAN = re.compile(r"[一-鿿]")
CATALOGUE = sorted(read_catalogue().items())


def test_whatever_a_page_may_be_refused_has_words_in_chinese():
    missing = {
        sentence: where
        for sentence, where in sentences_of(COVERED)
        if sentence not in read_catalogue() and sentence not in COMPOSED
    }
    assert missing == {}


@pytest.mark.parametrize(("english", "chinese"), CATALOGUE)
def test_an_entry_of_the_catalogue_fills_in_what_the_sentence_has(english, chinese):
    places = {int(place) for place in re.findall(r"\{(\d)\}", chinese)}
    assert places <= set(range(english.count("{}")))
    assert HAN.search(chinese)
    said = in_chinese(english.replace("{}", "7"))
    assert said == re.sub(r"\{\d\}", "7", chinese)


def test_the_catalogue_has_no_sentence_that_nothing_says():
    said = words_of(["gridgeo", "api"])
    unsaid = [
        english
        for english, _ in CATALOGUE
        for part in english.split("{}")
        if len(part.strip(" .'\";")) > 12 and part.strip(" .'\";") not in said
    ]
    assert [one for one in unsaid if not one.startswith(PYDANTIC)] == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("There is nothing to undo in plan 3.", "方案 3 没有可撤销的操作。"),
        (
            "Plan 3 is in review; only a draft can be changed.",
            "方案 3 现为审核中；只有草稿可以修改。",
        ),
        (
            "'a.zip' has no layer 'grid'; did you mean 'grids'?",
            "“a.zip”没有图层“grid”；您是指“grids”吗？",
        ),
        (
            "Version 2 of 'zongzhi' cannot be published: 4 households lie in no grid, one of them"
            " in community 110199001001 at 116.300000, 39.900000.",
            "“zongzhi”第 2 版不能发布：4 户不在任何网格内，其中一处在社区 110199001001，"
            "位于 116.300000, 39.900000。",
        ),
    ],
)
def test_what_is_filled_in_is_said_in_chinese_as_well(english, chinese):
    assert in_chinese(english) == chinese


def test_a_sentence_that_nobody_has_translated_stays_as_it_is():
    assert in_chinese("The moon is full.") is None


PYDANTIC = (
    "Field required",
    "Input should",
    "String should",
    "List should",
    "Value error",
    "Extra",
)


class _Everything(BaseModel, extra="forbid"):
    number: int
    share: float = Field(default=0, ge=0, le=1)
    above: int = Field(default=1, gt=0, lt=9)
    flag: bool = False
    text: str = Field(default="abc", min_length=2, max_length=4, pattern="^a")
    items: list[int] = Field(default=[1], min_length=1, max_length=2)
    day: str | None = None


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"number": "x"},
        {"number": 1, "share": 2},
        {"number": 1, "share": -1},
        {"number": 1, "share": "x"},
        {"number": 1, "above": 0},
        {"number": 1, "above": 9},
        {"number": 1, "flag": "x"},
        {"number": 1, "text": "a"},
        {"number": 1, "text": "abcde"},
        {"number": 1, "text": "bcd"},
        {"number": 1, "text": 3},
        {"number": 1, "items": []},
        {"number": 1, "items": [1, 2, 3]},
        {"number": 1, "items": 1},
        {"number": 1, "other": 1},
    ],
)
def test_a_field_that_does_not_fit_is_told_in_chinese(given):
    with pytest.raises(ValidationError) as caught:
        _Everything(**given)
    for fault in caught.value.errors():
        assert in_chinese(fault["msg"]) is not None, fault["msg"]
