"""What all tables share: names of constraints, column types, the geometry column."""

from datetime import datetime
from enum import Enum as PythonEnum
from typing import Annotated, Any

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import (
    BigInteger,
    DateTime,
    Enum,
    Identity,
    Index,
    MetaData,
    Text,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB, TSTZRANGE, Range
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SRID = 4326

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Key = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
Code = Annotated[str, mapped_column(Text, primary_key=True)]
CreatedAt = Annotated[datetime, mapped_column(server_default=func.now())]
Document = dict[str, Any]


def _values(enum: type[PythonEnum]) -> list[str]:
    return [str(member.value) for member in enum]


class Base(DeclarativeBase):
    """Base of all mapped classes; closed lists are text with a check, times know their zone."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads this very name
        str: Text(),
        datetime: DateTime(timezone=True),
        Document: JSONB(),
        Range[datetime]: TSTZRANGE(),
        PythonEnum: Enum(
            PythonEnum,
            native_enum=False,
            create_constraint=True,
            validate_strings=True,
            values_callable=_values,
            length=32,
        ),
    }


def geometry(kind: str, *, nullable: bool = False) -> Mapped[WKBElement]:
    """Declare a geometry column of one kind in EPSG:4326.

    Its index is declared apart (:func:`spatial_index`), so that it follows our names.
    """
    return mapped_column(Geometry(kind, srid=SRID, spatial_index=False), nullable=nullable)


def spatial_index(table: str) -> Index:
    """Declare the spatial index of a table's ``geometry`` column."""
    return Index(f"ix_{table}_geometry", "geometry", postgresql_using="gist")
