"""The closed loop of an event (事件闭环): its steps, which may come next, and how long it may last.

采集 → 建档 → 派遣 → 处置 → 反馈 → 核实结案 → 评价, on three levels: what a community cannot settle
goes up to the town, then to the district, and may be sent back down.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from gridgeo.domain.enums import AreaLevel
from gridgeo.domain.errors import BadInputError, ConflictError


class EventState(StrEnum):
    """Where an event stands in its loop."""

    COLLECTED = "collected"  # 采集
    FILED = "filed"  # 建档
    DISPATCHED = "dispatched"  # 派遣
    HANDLED = "handled"  # 处置
    REPORTED_BACK = "reported_back"  # 反馈
    CLOSED = "closed"  # 核实结案
    RATED = "rated"  # 评价
    DISMISSED = "dismissed"  # no event after all, or known already


class EventStep(StrEnum):
    """What somebody does with an event."""

    FILE = "file"
    DISPATCH = "dispatch"
    HANDLE = "handle"
    REPORT_BACK = "report_back"
    CLOSE = "close"
    REOPEN = "reopen"  # the check on the spot found it unsettled
    RATE = "rate"
    ESCALATE = "escalate"  # one level up
    RETURN = "return"  # one level down
    DISMISS = "dismiss"


STEP_ZH = {
    EventStep.FILE: "建档",
    EventStep.DISPATCH: "派遣",
    EventStep.HANDLE: "处置",
    EventStep.REPORT_BACK: "反馈",
    EventStep.CLOSE: "核实结案",
    EventStep.REOPEN: "核实不通过",
    EventStep.RATE: "评价",
    EventStep.ESCALATE: "上报",
    EventStep.RETURN: "退回",
    EventStep.DISMISS: "作废",
}

_S, _T = EventState, EventStep
_NEXT: dict[EventState, dict[EventStep, EventState]] = {
    _S.COLLECTED: {_T.FILE: _S.FILED, _T.DISMISS: _S.DISMISSED},
    _S.FILED: {
        _T.DISPATCH: _S.DISPATCHED,
        _T.ESCALATE: _S.FILED,
        _T.RETURN: _S.FILED,
        _T.DISMISS: _S.DISMISSED,
    },
    _S.DISPATCHED: {
        _T.HANDLE: _S.HANDLED,
        _T.DISPATCH: _S.DISPATCHED,  # to somebody else
        _T.ESCALATE: _S.FILED,
        _T.RETURN: _S.FILED,
    },
    _S.HANDLED: {_T.REPORT_BACK: _S.REPORTED_BACK},
    _S.REPORTED_BACK: {_T.CLOSE: _S.CLOSED, _T.REOPEN: _S.DISPATCHED},
    _S.CLOSED: {_T.RATE: _S.RATED},
    _S.RATED: {},
    _S.DISMISSED: {},
}

ENDED = frozenset({EventState.CLOSED, EventState.RATED, EventState.DISMISSED})
LEVELS = (AreaLevel.COMMUNITY, AreaLevel.TOWN, AreaLevel.DISTRICT)


@dataclass(frozen=True, slots=True)
class EventLimits:
    """Hours from filing to closing, by urgency, 1 the most urgent; a level up adds its share.

    Attributes
    ----------
    hours : tuple of float, length 5
    level_factor : tuple of float, length 3
        By how much the hours are multiplied in a community, a town, a district.
    """

    hours: tuple[float, ...] = (4.0, 24.0, 72.0, 168.0, 360.0)
    level_factor: tuple[float, ...] = (1.0, 1.5, 2.0)

    def __post_init__(self) -> None:
        if len(self.hours) != 5 or len(self.level_factor) != len(LEVELS):
            raise BadInputError(
                "There are five urgencies and three levels, each with its limit.", field="hours"
            )
        if min(*self.hours, *self.level_factor) <= 0:
            raise BadInputError("A time limit must be above 0.", field="hours")

    def due_at(self, filed_at: datetime, urgency: int, level: AreaLevel) -> datetime:
        """Give the instant by which an event is to be closed."""
        hours = self.hours[urgency - 1] * self.level_factor[LEVELS.index(level)]
        return filed_at + timedelta(hours=hours)


def steps_from(state: EventState, level: AreaLevel) -> tuple[EventStep, ...]:
    """Give the steps that may come next."""
    return tuple(step for step in _NEXT[state] if _level_after(step, level) is not None)


def take_step(state: EventState, level: AreaLevel, step: EventStep) -> tuple[EventState, AreaLevel]:
    """Give the state and level after a step.

    Raises
    ------
    ConflictError
        If the step does not follow; the sentence tells those that do.
    """
    after = _level_after(step, level)
    following = _NEXT[state].get(step)
    if following is None or after is None:
        open_steps = ", ".join(steps_from(state, level)) or "none"
        raise ConflictError(
            f"'{step}' does not follow on '{state}' at the level '{level}'; next: {open_steps}.",
            field="step",
        )
    return following, after


def _level_after(step: EventStep, level: AreaLevel) -> AreaLevel | None:
    """Give the level after a step; None where there is no further one."""
    shift = {EventStep.ESCALATE: 1, EventStep.RETURN: -1}.get(step, 0)
    position = LEVELS.index(level) + shift
    return LEVELS[position] if 0 <= position < len(LEVELS) else None
