"""The loop of an event: which step follows, on which level, until when."""

from datetime import UTC, datetime, timedelta

import pytest

from gridgeo.domain.enums import AreaLevel
from gridgeo.domain.errors import BadInputError, ConflictError
from gridgeo.domain.event_loop import (
    ENDED,
    STEP_ZH,
    EventLimits,
    EventState,
    EventStep,
    steps_from,
    take_step,
)

COMMUNITY, TOWN, DISTRICT = AreaLevel.COMMUNITY, AreaLevel.TOWN, AreaLevel.DISTRICT


def test_the_whole_loop() -> None:
    state, level = EventState.COLLECTED, COMMUNITY
    for step in ("file", "escalate", "dispatch", "handle", "report_back", "reopen", "handle"):
        state, level = take_step(state, level, EventStep(step))
    for step in ("report_back", "close", "rate"):
        state, level = take_step(state, level, EventStep(step))
    assert (state, level) == (EventState.RATED, TOWN)


def test_nothing_goes_above_the_district_or_below_the_community() -> None:
    assert EventStep.ESCALATE not in steps_from(EventState.FILED, DISTRICT)
    assert EventStep.RETURN not in steps_from(EventState.FILED, COMMUNITY)
    with pytest.raises(ConflictError, match="next: dispatch"):
        take_step(EventState.FILED, DISTRICT, EventStep.ESCALATE)


def test_every_state_can_be_reached_and_left_unless_it_is_an_end() -> None:
    seen, open_states = {EventState.COLLECTED}, [EventState.COLLECTED]
    while open_states:
        state = open_states.pop()
        following = {take_step(state, TOWN, step)[0] for step in steps_from(state, TOWN)}
        assert following or state in ENDED
        open_states += following - seen
        seen |= following
    assert seen == set(EventState)
    assert set(STEP_ZH) == set(EventStep)


def test_the_more_urgent_the_sooner_and_a_level_up_has_longer() -> None:
    filed = datetime(2026, 3, 2, 8, tzinfo=UTC)
    limits = EventLimits()
    due = [limits.due_at(filed, urgency, COMMUNITY) for urgency in range(1, 6)]
    assert due == sorted(due)
    assert due[0] == filed + timedelta(hours=4)
    assert limits.due_at(filed, 1, DISTRICT) == filed + timedelta(hours=8)


@pytest.mark.parametrize("hours", [(1.0,), (0.0, 1.0, 2.0, 3.0, 4.0)])
def test_limits_that_make_no_sense_are_refused(hours) -> None:
    with pytest.raises(BadInputError):
        EventLimits(hours=hours)
