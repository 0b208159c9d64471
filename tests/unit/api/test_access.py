import pytest

from api.access import (
    ANONYMOUS,
    PUBLIC_ACTIONS,
    ROLE_ACTIONS,
    SCOPE_ACTIONS,
    Action,
    Caller,
    require,
)
from gridgeo.domain.enums import Role
from gridgeo.domain.errors import ForbiddenError, NotSignedInError
from gridgeo.services.api_keys import SCOPES
from gridgeo.services.sign_in import Grant
from tests.support.postgis import PROJECT

COMMUNITY = frozenset({"110199000000", "110199001000", "110199001001"})
ELSEWHERE = frozenset({"110199000000", "110199002000", "110199002001"})


def person(*grants: Grant) -> Caller:
    return Caller("somebody", 1, grants)


def test_every_role_and_every_scope_is_decided_on():
    assert set(ROLE_ACTIONS) == set(Role)
    assert set(SCOPE_ACTIONS) == set(SCOPES)


def test_the_page_says_what_each_role_may_do():
    page = (PROJECT / "docs" / "access.md").read_text()
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in page.splitlines()
        if line.startswith("| `")
    ]
    told = {row[0].strip("`"): row[2:] for row in rows if row[0].strip("`") in set(Action)}
    assert told == {
        action.value: ["●" if action in ROLE_ACTIONS[role] else "" for role in ROLE_ACTIONS]
        for action in Action
    }


@pytest.mark.parametrize("action", Action)
def test_nobody_may_do_anything_on_a_closed_server(action):
    with pytest.raises(NotSignedInError):
        require(ANONYMOUS, action, public_read=False)


@pytest.mark.parametrize("action", sorted(set(Action) - PUBLIC_ACTIONS))
def test_public_reading_opens_no_other_action(action):
    with pytest.raises(NotSignedInError):
        require(ANONYMOUS, action, public_read=True)


def test_public_reading_never_opens_a_write():
    assert not PUBLIC_ACTIONS & {Action.WRITE_PLANS, Action.PUBLISH, Action.MANAGE_KEYS}


def test_an_account_without_a_role_may_do_nothing():
    for action in Action:
        with pytest.raises(ForbiddenError):
            require(person(), action, public_read=False)


@pytest.mark.parametrize(
    ("role", "may_plan", "may_publish", "may_manage"),
    [
        (Role.ADMINISTRATOR, True, True, True),
        (Role.PLANNER, True, False, False),
        (Role.REVIEWER, True, True, False),
        (Role.LEADER, False, False, False),
        (Role.WORKER, False, False, False),
        (Role.INTEGRATOR, False, False, False),
    ],
)
def test_roles_write_no_more_than_their_task(role, may_plan, may_publish, may_manage):
    caller = person(Grant(role))
    for action, may in [
        (Action.WRITE_PLANS, may_plan),
        (Action.PUBLISH, may_publish),
        (Action.MANAGE_KEYS, may_manage),
    ]:
        if may:
            require(caller, action, public_read=False)
        else:
            with pytest.raises(ForbiddenError):
                require(caller, action, public_read=True)


def test_a_key_has_only_the_part_of_its_account_that_its_scopes_name():
    caller = Caller("key:map", 1, (Grant(Role.ADMINISTRATOR),), frozenset({"tiles"}))
    require(caller, Action.TILES, public_read=False)
    with pytest.raises(ForbiddenError, match="scope"):
        require(caller, Action.LOOKUP, public_read=False)


def test_a_wide_scope_gives_no_more_than_the_account_has():
    caller = Caller("key:all", 1, (Grant(Role.WORKER),), frozenset({"admin"}))
    with pytest.raises(ForbiddenError, match="roles"):
        require(caller, Action.PUBLISH, public_read=False)


def test_an_area_grant_covers_what_lies_below_and_nothing_else():
    caller = person(Grant(Role.PLANNER, area_code="110199001000"))
    require(caller, Action.WRITE_PLANS, public_read=False, areas=[COMMUNITY])
    with pytest.raises(ForbiddenError) as refused:
        require(caller, Action.WRITE_PLANS, public_read=False, areas=[COMMUNITY, ELSEWHERE])
    assert refused.value.field == "areas"


def test_a_network_grant_covers_that_network_alone():
    caller = person(Grant(Role.PLANNER, network_code="zongzhi"))
    require(caller, Action.WRITE_PLANS, public_read=False, network="zongzhi")
    with pytest.raises(ForbiddenError, match="fangyi"):
        require(caller, Action.WRITE_PLANS, public_read=False, network="fangyi")


def test_grants_are_not_mixed_network_and_area_must_stand_in_one():
    caller = person(
        Grant(Role.PLANNER, area_code="110199001000", network_code="zongzhi"),
        Grant(Role.PLANNER, area_code="110199002000", network_code="fangyi"),
    )
    with pytest.raises(ForbiddenError):
        require(caller, Action.WRITE_PLANS, public_read=False, network="zongzhi", areas=[ELSEWHERE])
