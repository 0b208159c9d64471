"""Users, their sessions, roles with scopes, API keys, and the append-only audit log."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Integer,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from gridgeo.db.tables.base import Base, CreatedAt, Document, Key
from gridgeo.domain.enums import Role


class User(Base):
    """Somebody who signs in, with a password (argon2id) or through OpenID Connect."""

    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("login"),
        UniqueConstraint("oidc_issuer", "oidc_subject"),
        CheckConstraint("login ~ '^\\S+$'", name="login"),
        CheckConstraint("(oidc_issuer IS NULL) = (oidc_subject IS NULL)", name="oidc_pair"),
        CheckConstraint("password_hash LIKE '$argon2id$%'", name="password_hash"),
        CheckConstraint("failed_sign_ins >= 0", name="failed_sign_ins"),
    )

    id: Mapped[Key]
    login: Mapped[str]
    display_name: Mapped[str]
    worker_code: Mapped[str | None] = mapped_column(ForeignKey("workers.code"))
    password_hash: Mapped[str | None]
    oidc_issuer: Mapped[str | None]
    oidc_subject: Mapped[str | None]
    active: Mapped[bool] = mapped_column(server_default="true")
    failed_sign_ins: Mapped[int] = mapped_column(Integer, server_default="0")
    locked_until: Mapped[datetime | None]
    last_sign_in_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
    must_change_password: Mapped[bool] = mapped_column(server_default="false")


class UserSession(Base):
    """A sign-in that has not ended; only the SHA-256 of what the cookie holds is stored."""

    __tablename__ = "user_sessions"
    __table_args__ = (CheckConstraint("octet_length(token_hash) = 32", name="token_hash"),)

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    user_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    began_at: Mapped[CreatedAt]
    ends_at: Mapped[datetime] = mapped_column(index=True)


class RoleGrant(Base):
    """A role of a user within a scope: an area with all below it, a network; none means all."""

    __tablename__ = "role_grants"
    __table_args__ = (
        UniqueConstraint(
            "user_id", "role", "area_code", "network_code", postgresql_nulls_not_distinct=True
        ),
    )

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"))
    role: Mapped[Role]
    area_code: Mapped[str | None] = mapped_column(ForeignKey("areas.code"))
    network_code: Mapped[str | None] = mapped_column(ForeignKey("networks.code"))
    granted_at: Mapped[CreatedAt]


class ApiKey(Base):
    """A system's key; only its SHA-256 is stored. It acts with the grants of its user."""

    __tablename__ = "api_keys"
    __table_args__ = (
        UniqueConstraint("key_hash"),
        CheckConstraint("octet_length(key_hash) = 32", name="key_hash"),
        CheckConstraint("cardinality(scopes) > 0", name="scopes"),
        CheckConstraint("requests_per_minute > 0", name="requests_per_minute"),
    )

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    prefix: Mapped[str]  # the key's first characters, to recognise it in a list
    key_hash: Mapped[bytes] = mapped_column(LargeBinary)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(TEXT))  # a part of what its user may do
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    requests_per_minute: Mapped[int] = mapped_column(server_default="6000")


class AuditEntry(Base):
    """Who did what to which object; rows are only ever added, each hashed with the one before.

    ``id``, ``at``, ``previous_hash`` and ``hash`` are set by the database.
    """

    __tablename__ = "audit_log"
    __table_args__ = (CheckConstraint("octet_length(hash) = 32", name="hash"),)

    id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, server_default="0"
    )
    at: Mapped[CreatedAt]
    actor: Mapped[str]
    action: Mapped[str]
    object_kind: Mapped[str]
    object_key: Mapped[str]
    details: Mapped[Document] = mapped_column(server_default=text("'{}'"))
    previous_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary, server_default=text("'\\x'"))
