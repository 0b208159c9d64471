"""Who the provider's people are here: accounts by subject, and roles by what the provider says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy.orm import Session

from gridgeo.db.repositories import accounts, audit, browse_users
from gridgeo.db.tables import User
from gridgeo.domain.enums import Role
from gridgeo.domain.errors import BadInputError, NotSignedInError
from gridgeo.services.create_user import describe_grants, store_grants
from gridgeo.services.sign_in import Grant, Person, person_of


@dataclass(frozen=True, slots=True)
class Rule:
    """Whoever has this value in this claim has this role."""

    claim: str
    value: str
    grant: Grant


def read_rules(text: str) -> tuple[Rule, ...]:
    """Read rules from JSON: a list of claim, value, role and perhaps area and network.

    Raises
    ------
    BadInputError
        If it is not that.
    """
    if not text.strip():
        return ()
    try:
        return tuple(
            Rule(
                str(one["claim"]),
                str(one["value"]),
                Grant(Role(one["role"]), one.get("area"), one.get("network")),
            )
            for one in orjson.loads(text)
        )
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise BadInputError(
            'GRIDGEO_OIDC_RULES must be a JSON list of {"claim", "value", "role"}.',
            field="GRIDGEO_OIDC_RULES",
        ) from error


def grants_by_rules(rules: Sequence[Rule], claims: Mapping[str, Any]) -> list[Grant]:
    """Give the roles that the claims lead to; a claim may hold one value or several."""
    found = []
    for rule in rules:
        held = claims.get(rule.claim)
        values = held if isinstance(held, list) else [held]
        if rule.value in [str(value) for value in values if value is not None]:
            found.append(rule.grant)
    return list(dict.fromkeys(found))


def enter_by_claims(
    session: Session,
    issuer: str,
    claims: Mapping[str, Any],
    rules: Sequence[Rule],
    *,
    login_claim: str,
) -> Person:
    """Give the person of a provider's claims; make or bring up to date the account by the rules.

    An account that an administrator linked keeps the roles given here; one that the rules made
    follows them at each sign-in, and loses what the provider no longer says.

    Raises
    ------
    NotSignedInError
        Nobody here has this subject, and no rule takes the person in; or the account is closed.
    """
    subject = str(claims["sub"])
    user = accounts.user_by_subject(session, issuer, subject)
    if user is None:
        user = _provision(session, issuer, subject, claims, rules, login_claim)
    elif user.password_hash is None and rules:
        _follow(session, user, grants_by_rules(rules, claims))
    if not user.active:
        raise NotSignedInError("This account is closed.")
    accounts.note_success(session, user.id)
    audit.append(session, user.login, "sign_in", "user", str(user.id), {"by": "oidc"})
    return person_of(session, user)


def _provision(
    session: Session,
    issuer: str,
    subject: str,
    claims: Mapping[str, Any],
    rules: Sequence[Rule],
    login_claim: str,
) -> User:
    grants = grants_by_rules(rules, claims)
    if not grants:
        raise NotSignedInError(
            "You have no account here yet; ask an administrator to link or to let you in."
        )
    browse_users.lock_accounts(session)
    login = _free_login(session, str(claims.get(login_claim) or subject))
    name = str(claims.get("name") or login)[:100]
    user = User(login=login, display_name=name, oidc_issuer=issuer, oidc_subject=subject)
    session.add(user)
    session.flush()
    store_grants(session, user.id, grants)
    details = {"grants": describe_grants(grants), "by": "oidc"}
    audit.append(session, login, "create", "user", login, details)
    return user


def _follow(session: Session, user: User, grants: list[Grant]) -> None:
    present = {
        Grant(row.role, row.area_code, row.network_code)
        for row in accounts.grants_of(session, user.id)
    }
    if present == set(grants):
        return
    accounts.delete_grants(session, user.id)
    store_grants(session, user.id, grants)
    details = {"after": describe_grants(grants), "by": "oidc"}
    audit.append(session, user.login, "set_grants", "user", user.login, details)


def _free_login(session: Session, wanted: str) -> str:
    """Take the provider's name for somebody; never the name of an account that is there."""
    base = "".join(letter for letter in wanted if not letter.isspace())[:50] or "user"
    login, number = base, 1
    while accounts.user_by_login(session, login) is not None:
        number += 1
        login = f"{base}.{number}"
    return login
