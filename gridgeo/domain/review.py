"""The way of a plan (方案) from draft to publication: its steps, and who may take which."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from gridgeo.domain.enums import PlanState, Role

Sentence = tuple[str, str]  # Chinese, English


class ReviewStep(StrEnum):
    """What may happen to a plan as a whole."""

    SUBMIT = "submit"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    PUBLISH = "publish"


# Entries of the log that are no step of a person, and those of threads.
PUBLISH_FAILED = "publish_failed"
REMARKS = ("comment", "reply", "resolve", "unresolve")
ENTRY_KINDS = (*(step.value for step in ReviewStep), PUBLISH_FAILED, *REMARKS)


@dataclass(frozen=True, slots=True)
class Move:
    """Where a step begins and ends, and what it is called."""

    begins: tuple[PlanState, ...]
    ends: PlanState
    zh: str
    en: str
    needs_reason: bool = False


_DRAFT, _IN_REVIEW, _APPROVED = PlanState.DRAFT, PlanState.IN_REVIEW, PlanState.APPROVED
_REJECTED, _WITHDRAWN = PlanState.REJECTED, PlanState.WITHDRAWN
_OPEN = (_DRAFT, _IN_REVIEW, _APPROVED)

MOVES: dict[ReviewStep, Move] = {
    ReviewStep.SUBMIT: Move((_DRAFT,), _IN_REVIEW, "提交审核", "Submitted for review"),
    ReviewStep.APPROVE: Move((_IN_REVIEW,), _APPROVED, "审核通过", "Approved"),
    ReviewStep.SEND_BACK: Move((_IN_REVIEW, _APPROVED), _DRAFT, "退回修改", "Sent back", True),
    ReviewStep.REJECT: Move((_IN_REVIEW, _APPROVED), _REJECTED, "否决", "Rejected", True),
    ReviewStep.WITHDRAW: Move(_OPEN, _WITHDRAWN, "撤回", "Withdrawn"),
    ReviewStep.REOPEN: Move((_REJECTED, _WITHDRAWN), _DRAFT, "重新打开", "Opened again"),
    ReviewStep.SCHEDULE: Move((_APPROVED,), _APPROVED, "定期发布", "Publication set for a date"),
    ReviewStep.UNSCHEDULE: Move((_APPROVED,), _APPROVED, "取消定期发布", "Date taken back"),
    ReviewStep.PUBLISH: Move((_APPROVED,), PlanState.PUBLISHED, "发布", "Published"),
}
STATE_WORDS: dict[PlanState, Sentence] = {
    _DRAFT: ("草稿", "a draft"),
    _IN_REVIEW: ("审核中", "in review"),
    _APPROVED: ("已通过", "approved"),
    PlanState.PUBLISHED: ("已发布", "published"),
    _REJECTED: ("已否决", "rejected"),
    _WITHDRAWN: ("已撤回", "withdrawn"),
}
_JUDGING = (ReviewStep.APPROVE, ReviewStep.SEND_BACK, ReviewStep.REJECT)
_PUBLISHING = (ReviewStep.PUBLISH, ReviewStep.SCHEDULE, ReviewStep.UNSCHEDULE)

MAY_SUBMIT = (Role.ADMINISTRATOR, Role.PLANNER, Role.REVIEWER)
MAY_APPROVE = (Role.ADMINISTRATOR, Role.LEADER, Role.PLANNER, Role.REVIEWER)
MAY_PUBLISH = (Role.ADMINISTRATOR, Role.REVIEWER)


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """Who may do what with the plans of a network.

    Attributes
    ----------
    approval : bool
        Whether a plan must be approved before it is published.
    four_eyes : bool
        Whether those who made, edited or submitted a plan are kept from approving it.
    submit, approve, publish : tuple of Role
        Roles that may submit, withdraw and open again; approve, send back and reject; publish now
        or on a date.
    """

    approval: bool = True
    four_eyes: bool = True
    submit: tuple[Role, ...] = MAY_SUBMIT
    approve: tuple[Role, ...] = (Role.ADMINISTRATOR, Role.REVIEWER)
    publish: tuple[Role, ...] = MAY_PUBLISH

    def roles_for(self, step: ReviewStep) -> tuple[Role, ...]:
        """Give the roles that may take a step."""
        if step in _JUDGING:
            return self.approve
        return self.publish if step in _PUBLISHING else self.submit

    def begins(self, step: ReviewStep) -> tuple[PlanState, ...]:
        """Give the states from which a step may be taken."""
        begins = MOVES[step].begins
        return begins if self.approval or step is not ReviewStep.PUBLISH else (_DRAFT, *begins)


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who wants to take a step.

    Attributes
    ----------
    name : str
        The login, or the name of a key.
    roles : frozenset of Role
        Those that cover the plan's network and all of its communities.
    person : bool
        False for an API key.
    """

    name: str
    roles: frozenset[Role]
    person: bool = True


def find_hindrance(
    step: ReviewStep,
    state: PlanState,
    rules: ReviewRules,
    party: Party,
    involved: Collection[str],
) -> Sentence | None:
    """Say what keeps somebody from taking a step, or None.

    Parameters
    ----------
    step : ReviewStep
    state : PlanState
        Of the plan, now.
    rules : ReviewRules
        Of its network.
    party : Party
    involved : collection of str
        Who made, edited or submitted the plan.
    """
    begins = rules.begins(step)
    if state not in begins:
        zh = "、".join(STATE_WORDS[one][0] for one in begins)
        en = " or ".join(STATE_WORDS[one][1] for one in begins)
        is_zh, is_en = STATE_WORDS[state]
        return f"方案{is_zh}，须为：{zh}。", f"The plan is {is_en}; it must be {en} for this."
    return _not_this_one(step, rules, party, involved)


def _not_this_one(
    step: ReviewStep, rules: ReviewRules, party: Party, involved: Collection[str]
) -> Sentence | None:
    roles = rules.roles_for(step)
    if not party.roles.intersection(roles):
        names = ", ".join(role.value for role in roles)
        return f"本方案仅限以下角色：{names}。", f"For this plan that is left to: {names}."
    if step is not ReviewStep.APPROVE:
        return None
    if not party.person:
        return (
            "审核须由本人登录进行。",
            "A plan is approved by a person who signs in, not by a key.",
        )
    if rules.four_eyes and party.name in involved:
        return (
            "您参与了本方案的编制，须由他人审核。",
            "You had a part in this plan; somebody else has to approve it.",
        )
    return None
