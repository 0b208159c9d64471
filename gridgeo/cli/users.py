"""``gridgeo users``: accounts of people and their roles."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from gridgeo.cli import app
from gridgeo.cli.database import database_session
from gridgeo.cli.screen import Console

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from gridgeo.services.sign_in import Grant

ACTOR = "command line"
users = typer.Typer(
    no_args_is_help=True, help="List accounts; make, grant, close, unlock, give a new password."
)
app.add_typer(users, name="users")

Login = Annotated[str, typer.Argument(help="Name that the person signs in with.")]
Roles = Annotated[
    list[str],
    typer.Option(
        "--role",
        help="Role, or role@area, role@area/network, role@/network:"
        " planner@110199001000/zongzhi. May be repeated.",
    ),
]
FromInput = Annotated[
    bool,
    typer.Option(
        "--password-stdin", help="Read the password from standard input; else one is made."
    ),
]


@users.command("list")
def list_command(
    search: Annotated[str | None, typer.Argument(help="Part of the login or name.")] = None,
) -> None:
    """Show accounts with their roles, and which are closed or rest."""
    from gridgeo.services.manage_users import list_users

    table = Table("login", "name", "roles", "state", "last sign-in", highlight=False)
    with database_session() as session:
        cursor, found = None, 0
        while True:
            rows, cursor = list_users(session, None, search=search, cursor=cursor, limit=500)
            for row in rows:
                table.add_row(*(escape(part) for part in _columns(row)))
            found += len(rows)
            if cursor is None:
                break
    if found:
        Console().print(table)
    else:
        typer.echo("There are no such accounts; make one with: gridgeo users add.")


@users.command("add")
def add_command(
    login: Login,
    *,
    role: Roles = [],  # noqa: B006 - Typer copies it
    name: Annotated[str | None, typer.Option(help="What others call the person.")] = None,
    password_stdin: FromInput = False,
) -> None:
    """Make an account; the person chooses a password of their own at the first sign-in."""
    from gridgeo.services.manage_users import add_user

    grants = [read_role(text) for text in role]
    password = _read_password() if password_stdin else None
    with database_session() as session:
        _, made = add_user(
            session, None, login, grants, display_name=name, password=password, actor=ACTOR
        )
    typer.echo(f"The account '{login}' is made.")
    _tell(made)


@users.command("grant")
def grant_command(login: Login, role: Roles) -> None:
    """Give an account further roles."""
    _change_grants(login, role, take=False)


@users.command("revoke")
def revoke_command(login: Login, role: Roles) -> None:
    """Take roles of an account away."""
    _change_grants(login, role, take=True)


@users.command("close")
def close_command(login: Login) -> None:
    """Close an account: the person is signed out at once, and cannot sign in."""
    _set_active(login, active=False)


@users.command("open")
def open_command(login: Login) -> None:
    """Open a closed account again."""
    _set_active(login, active=True)


@users.command("password")
def password_command(login: Login, password_stdin: FromInput = False) -> None:
    """Give an account a new password: it is unlocked, and signed out everywhere."""
    from gridgeo.services.manage_users import reset_password

    password = _read_password() if password_stdin else None
    with database_session() as session:
        made = reset_password(session, None, _id_of(session, login), password, actor=ACTOR)
    typer.echo(f"'{login}' has a new password, to be changed at the next sign-in.")
    _tell(made)


@users.command("unlock")
def unlock_command(login: Login) -> None:
    """Let an account that rests after wrong passwords sign in again at once."""
    from gridgeo.services.manage_users import unlock_user

    with database_session() as session:
        unlock_user(session, None, _id_of(session, login), actor=ACTOR)
    typer.echo(f"'{login}' may sign in again.")


@users.command("sign-out")
def sign_out_command(login: Login) -> None:
    """End all sessions of an account."""
    from gridgeo.services.manage_users import sign_out_user

    with database_session() as session:
        ended = sign_out_user(session, None, _id_of(session, login), actor=ACTOR)
    typer.echo(f"{ended} sessions of '{login}' are ended.")


@users.command("link")
def link_command(
    login: Login, subject: Annotated[str, typer.Argument(help="What the provider calls them.")]
) -> None:
    """Let somebody whom the OpenID Connect provider knows sign in to an account."""
    from gridgeo.config import get_settings
    from gridgeo.domain.errors import BadInputError
    from gridgeo.services.manage_users import link_user

    issuer = get_settings().oidc_issuer
    if not issuer:
        raise BadInputError("Set GRIDGEO_OIDC_ISSUER first.", field="GRIDGEO_OIDC_ISSUER")
    with database_session() as session:
        user_id = _id_of(session, login)
        link_user(session, None, user_id, issuer.rstrip("/"), subject, actor=ACTOR)
    typer.echo(f"'{login}' signs in as '{subject}' of {issuer} from now on.")


def read_role(text: str) -> "Grant":
    """Read ``role``, ``role@area``, ``role@area/network`` or ``role@/network``.

    Raises
    ------
    BadInputError
        If there is no such role.
    """
    from gridgeo.domain.enums import Role
    from gridgeo.domain.errors import BadInputError
    from gridgeo.services.sign_in import Grant

    name, _, scope = text.partition("@")
    area, _, network = scope.partition("/")
    if name not in set(Role):
        raise BadInputError(
            f"There is no role '{name}'; there are: {', '.join(Role)}.", field="role"
        )
    return Grant(Role(name), area or None, network or None)


def _change_grants(login: str, roles: list[str], *, take: bool) -> None:
    from gridgeo.domain.enums import Role
    from gridgeo.services.manage_users import get_user, set_grants
    from gridgeo.services.sign_in import Grant

    named = [read_role(text) for text in roles]
    with database_session() as session:
        user_id = _id_of(session, login)
        present = [
            Grant(Role(row["role"]), row["area"], row["network"])
            for row in get_user(session, None, user_id)["grants"]
        ]
        wanted = [grant for grant in present if grant not in named] if take else [*present, *named]
        set_grants(session, None, user_id, wanted, actor=ACTOR)
        row = get_user(session, None, user_id)
    typer.echo(f"{login}: {_roles(row) or 'no roles'}")


def _set_active(login: str, *, active: bool) -> None:
    from gridgeo.services.manage_users import change_user

    with database_session() as session:
        change_user(session, None, _id_of(session, login), active=active, actor=ACTOR)
    typer.echo(f"'{login}' is {'open' if active else 'closed'}.")


def _id_of(session: "Session", login: str) -> int:
    from gridgeo.db.repositories.accounts import user_by_login
    from gridgeo.domain.errors import NotFoundError

    user = user_by_login(session, login)
    if user is None:
        raise NotFoundError(f"There is no account '{login}'; see: gridgeo users list.")
    return user.id


def _read_password() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _tell(password: str | None) -> None:
    if password is not None:
        typer.echo(f"Password, shown this once: {password}")


def _columns(row: dict[str, Any]) -> tuple[str, ...]:
    seen = row["last_sign_in_at"]
    return (
        row["login"],
        row["display_name"],
        _roles(row),
        _state(row),
        "never" if seen is None else f"{seen:%Y-%m-%d %H:%M}",
    )


def _roles(row: dict[str, Any]) -> str:
    return ", ".join(_role(grant) for grant in row["grants"])


def _role(grant: dict[str, str | None]) -> str:
    network = f"/{grant['network']}" if grant["network"] else ""
    scope = f"@{grant['area'] or ''}{network}" if grant["area"] or network else ""
    return f"{grant['role']}{scope}"


def _state(row: dict[str, Any]) -> str:
    if not row["active"]:
        return "closed"
    if row["locked_until"] is not None:
        return f"rests until {row['locked_until']:%H:%M} UTC"
    return "new password" if row["must_change_password"] else "open"
