"""Who may do what: the one place that decides. What is not listed here is refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gridgeo.domain.enums import Role
from gridgeo.domain.errors import ForbiddenError, NotSignedInError
from gridgeo.services.sign_in import Grant


class Action(StrEnum):
    """What a route does, in the terms of access."""

    LOOKUP = "lookup"  # which grid a point falls in
    TILES = "tiles"
    FEATURES = "features"  # networks, areas, grids with their counts, the report
    FINDINGS = "findings"
    ACCEPT_FINDINGS = "accept_findings"  # grant and withdraw exceptions
    READ_PLANS = "read_plans"
    WRITE_PLANS = "write_plans"  # create, check
    COMMENT_PLANS = "comment_plans"
    REVIEW_PLANS = "review_plans"  # approve, send back, reject; the network's rules say who
    PUBLISH = "publish"
    DEFINE_NETWORKS = "define_networks"  # their standards, codes and ties
    SET_RULES = "set_rules"  # who may do what with the plans of a network
    MANAGE_KEYS = "manage_keys"  # and webhooks
    MANAGE_USERS = "manage_users"
    READ_AUDIT = "read_audit"
    ERASE = "erase"  # forget a household for good
    READ_HOUSEHOLDS = "read_households"  # one by one, with address and place
    METRICS = "metrics"
    PLACE_ADDRESSES = "place_addresses"  # see and decide the addresses that wait
    READ_STAFF = "read_staff"  # who serves which grid, by name
    MANAGE_STAFF = "manage_staff"  # post people, note leaves, choose stand-ins
    OWN_SCORE = "own_score"  # one's own assessment; anybody's needs READ_STAFF too
    READ_EVENTS = "read_events"
    REPORT_EVENTS = "report_events"
    HANDLE_EVENTS = "handle_events"
    PATROLS = "patrols"  # coverage and heat: sums, never who walked
    READ_TRACKS = "read_tracks"  # where one worker was
    SEND_TRACKS = "send_tracks"
    IMPORT_DATA = "import_data"  # bring files in, take imports back, save how files are read
    JOBS = "jobs"  # follow and cancel long work of one's own


_LOOK = frozenset({Action.LOOKUP, Action.TILES, Action.FEATURES})
_SIGNED_IN = _LOOK | {Action.JOBS}
_AT_EVENTS = frozenset({Action.READ_EVENTS, Action.REPORT_EVENTS})
_STAFF = (
    _SIGNED_IN
    | _AT_EVENTS
    | {
        Action.FINDINGS,
        Action.READ_PLANS,
        Action.READ_STAFF,
        Action.OWN_SCORE,
        Action.PATROLS,
    }
)

_REVIEWING = frozenset({Action.COMMENT_PLANS, Action.REVIEW_PLANS})
_PLANNING = _STAFF | _REVIEWING | {Action.WRITE_PLANS, Action.ACCEPT_FINDINGS}

ROLE_ACTIONS: dict[Role, frozenset[Action]] = {
    Role.ADMINISTRATOR: frozenset(Action),
    Role.PLANNER: _PLANNING | {Action.PLACE_ADDRESSES, Action.READ_HOUSEHOLDS},
    Role.REVIEWER: _PLANNING | {Action.PUBLISH},
    Role.LEADER: _STAFF
    | _REVIEWING
    | {Action.MANAGE_STAFF, Action.HANDLE_EVENTS, Action.READ_TRACKS},
    Role.WORKER: _SIGNED_IN
    | _AT_EVENTS
    | {Action.HANDLE_EVENTS, Action.OWN_SCORE, Action.READ_HOUSEHOLDS},
    Role.INTEGRATOR: _SIGNED_IN | {Action.METRICS, Action.REPORT_EVENTS, Action.SEND_TRACKS},
}

SCOPE_ACTIONS: dict[str, frozenset[Action]] = {
    "lookup": frozenset({Action.LOOKUP, Action.JOBS}),
    "tiles": frozenset({Action.TILES}),
    "metrics": frozenset({Action.METRICS}),
    "events": frozenset({Action.READ_EVENTS, Action.REPORT_EVENTS, Action.HANDLE_EVENTS}),
    "features": frozenset({Action.FEATURES, Action.FINDINGS, Action.JOBS}),
    "tracks": frozenset({Action.SEND_TRACKS}),
    "patrols": frozenset({Action.PATROLS}),
    "admin": frozenset(Action),
}

# What lies in no area and no network: only who may do it everywhere may do it at all.
UNDIVIDED = frozenset({Action.MANAGE_KEYS, Action.READ_AUDIT, Action.DEFINE_NETWORKS})

# What each kind of guarded row is read for: the database shows it within the grants that allow
# that action, see `gridgeo.db.row_scope`.
TASKS: dict[str, Action] = {
    "plans": Action.READ_PLANS,
    "findings": Action.FINDINGS,
    "households": Action.READ_HOUSEHOLDS,
    "people": Action.READ_STAFF,
    "tracks": Action.READ_TRACKS,
    "events": Action.READ_EVENTS,
    "addresses": Action.PLACE_ADDRESSES,
}

# What is read of persons by these goes to the audit log, whichever route it is.
PERSONAL: dict[Action, str] = {
    Action.READ_HOUSEHOLDS: "households",
    Action.READ_STAFF: "staff",
    Action.OWN_SCORE: "staff",
    Action.READ_TRACKS: "tracks",
    Action.READ_EVENTS: "events",
    Action.PLACE_ADDRESSES: "addresses",
    Action.IMPORT_DATA: "imports",
}

# Without a sign-in, where the operator opens reading (GRIDGEO_PUBLIC_READ): counts and borders.
PUBLIC_ACTIONS = _LOOK


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request.

    Attributes
    ----------
    name : str
        For the audit log: the login, or the key's name; ``anonymous`` for nobody.
    user_id : int or None
        The account; None for nobody.
    grants : tuple of Grant
        The account's roles.
    scopes : frozenset of str or None
        The part of them that an API key has; None for a person.
    display_name : str
        What others call them.
    must_change_password : bool
        Nothing else is allowed before that.
    worker_code : str or None
        The grid worker that the account belongs to.
    """

    name: str
    user_id: int | None = None
    grants: tuple[Grant, ...] = ()
    scopes: frozenset[str] | None = None
    display_name: str = ""
    must_change_password: bool = False
    worker_code: str | None = None

    def grants_for(self, action: Action) -> tuple[Grant, ...]:
        """Give the grants whose role allows an action; none where the key's scopes do not."""
        if self.scopes is not None and not _in_scopes(self.scopes, action):
            return ()
        return tuple(
            grant
            for grant in self.grants
            if action in ROLE_ACTIONS[grant.role] and (action not in UNDIVIDED or grant.everywhere)
        )

    @property
    def tasks(self) -> dict[str, list[tuple[str | None, str | None]]]:
        """Where each task of `TASKS` is the caller's: pairs of area and network, None for all."""
        if self.must_change_password:
            return {}
        return {
            task: [(grant.area_code, grant.network_code) for grant in self.grants_for(action)]
            for task, action in TASKS.items()
        }

    @property
    def roles(self) -> list[str]:
        """Names of the roles, sorted."""
        return sorted({grant.role.value for grant in self.grants})


ANONYMOUS = Caller("anonymous")


def require(
    caller: Caller,
    action: Action,
    *,
    public_read: bool,
    network: str | None = None,
    areas: Iterable[frozenset[str]] = (),
) -> None:
    """Let the caller pass, or raise.

    Parameters
    ----------
    caller : Caller
        Who asks.
    action : Action
        What they ask for.
    public_read : bool
        Whether reading needs no sign-in here.
    network : str, optional
        The network that a write touches.
    areas : iterable of frozenset of str
        For each area that a write touches, its code and those of all areas above it; read only
        where some grant has to be held against them.

    Raises
    ------
    NotSignedInError
        Nobody is signed in, and the action needs somebody.
    ForbiddenError
        No grant of the caller covers the action on this network and these areas.
    """
    if public_read and action in PUBLIC_ACTIONS:
        return
    if caller.user_id is None:
        raise NotSignedInError("Sign in, or send an API key in the header X-API-Key.")
    if caller.scopes is not None and not _in_scopes(caller.scopes, action):
        raise ForbiddenError(f"The API key has no scope that allows '{action.value}'.")
    if caller.must_change_password:
        raise ForbiddenError("Choose a password of your own first.", field="password")
    grants: Sequence[Grant] = caller.grants_for(action)
    if not grants:
        raise ForbiddenError(f"None of your roles allows '{action.value}'.")
    if network is not None:
        grants = [grant for grant in grants if grant.network_code in (None, network)]
        if not grants:
            raise ForbiddenError(f"Your roles do not cover the network '{network}'.")
    if any(grant.area_code is None for grant in grants):
        return
    for chain in areas:
        if not any(grant.area_code in chain for grant in grants):
            raise ForbiddenError("Your roles do not cover all of these areas.", field="areas")


def allowed_actions(caller: Caller) -> list[str]:
    """Name what a caller's roles allow, in some area and network at least; sorted."""
    return sorted(action.value for action in Action if caller.grants_for(action))


def _in_scopes(scopes: frozenset[str], action: Action) -> bool:
    return any(action in SCOPE_ACTIONS.get(scope, frozenset()) for scope in scopes)
