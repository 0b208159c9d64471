"""Networks (网络、条线), their standards, and the identities of their grids."""

from sqlalchemy import CheckConstraint, Float, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from gridgeo.db.tables.base import Base, Code, CreatedAt, Document, Key
from gridgeo.domain.dedicated import PlaceKind
from gridgeo.domain.enums import AreaSetting, CountUnit, Relation


class Network(Base):
    """A department's network of grids, and what it must keep towards another one."""

    __tablename__ = "networks"
    __table_args__ = (
        CheckConstraint("code ~ '^[a-z][a-z0-9_-]{0,31}$'", name="code"),
        CheckConstraint(
            "(relation = 'free') = (related_network_code IS NULL) AND related_network_code <> code",
            name="relation_names_network",
        ),
        CheckConstraint("level IN ('base', 'built_on')", name="level"),
        CheckConstraint("dedicated IN ('cut_out', 'overlay')", name="dedicated"),
    )

    code: Mapped[Code]
    name: Mapped[str]
    unit: Mapped[CountUnit] = mapped_column(server_default=CountUnit.HOUSEHOLDS.value)
    level: Mapped[str] = mapped_column(server_default="base")
    dedicated: Mapped[str] = mapped_column(server_default="cut_out")
    dedicated_counts: Mapped[bool] = mapped_column(server_default=text("false"))
    workload: Mapped[Document] = mapped_column(server_default=text("'{}'"))  # weights by name
    code_template: Mapped[str]
    relation: Mapped[Relation] = mapped_column(server_default=Relation.FREE.value)
    related_network_code: Mapped[str | None] = mapped_column(ForeignKey("networks.code"))
    created_at: Mapped[CreatedAt]


class NetworkStandard(Base):
    """The band of a network in urban or in rural areas."""

    __tablename__ = "network_standards"
    __table_args__ = (
        CheckConstraint(
            "0 < minimum AND minimum <= target AND target <= maximum", name="band_rises"
        ),
    )

    network_code: Mapped[str] = mapped_column(
        ForeignKey("networks.code", ondelete="CASCADE"), primary_key=True
    )
    setting: Mapped[AreaSetting] = mapped_column(primary_key=True)
    minimum: Mapped[int]
    target: Mapped[int]
    maximum: Mapped[int]


class DedicatedRule(Base):
    """A kind of place that gets a dedicated grid (专属网格) in a network."""

    __tablename__ = "dedicated_rules"
    __table_args__ = (
        CheckConstraint("radius_m > 0 AND radius_m <= 5000 AND minimum_m2 >= 0", name="sizes"),
    )

    network_code: Mapped[str] = mapped_column(
        ForeignKey("networks.code", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[PlaceKind] = mapped_column(primary_key=True)
    radius_m: Mapped[float] = mapped_column(Float)
    minimum_m2: Mapped[float] = mapped_column(Float)


class Grid(Base):
    """A grid's identity: one code of one network, for ever. What changes lies in its versions."""

    __tablename__ = "grids"
    __table_args__ = (UniqueConstraint("network_code", "code"),)

    id: Mapped[Key]
    network_code: Mapped[str] = mapped_column(ForeignKey("networks.code"))
    code: Mapped[str]
    created_at: Mapped[CreatedAt]
