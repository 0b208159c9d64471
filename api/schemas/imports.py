"""Imports: files that were sent, what they hold, how they are read, what became of them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from api.schemas.common import NetworkCode, RowId, Schema

KindName = Annotated[str, Field(max_length=32, pattern=r"^[a-z_]+$", examples=["buildings"])]
ProfileName = Annotated[str, Field(min_length=1, max_length=64, examples=["户籍表"])]
Text = Annotated[str, Field(max_length=200)]
Fields = Annotated[dict[Text, Text], Field(max_length=100)]


class WaitingFile(Schema):
    """A file that was sent and waits to be imported; it is removed after a week."""

    id: int
    name: str = Field(examples=["楼栋.zip"])
    size_bytes: int
    uploaded_by: str
    uploaded_at: datetime


class FileField(Schema):
    """A field of a file, with some of its values."""

    name: str = Field(examples=["户数"])
    examples: list[str]


class Places(Schema):
    """Which columns of a table say where its rows are; ``x`` is east."""

    wkt: str | None
    x: str | None
    y: str | None
    address: str | None
    why: str


class KindGuess(Schema):
    """A kind that a layer may be."""

    kind: str
    score: float = Field(ge=0, le=1)
    why: str


class FieldGuess(Schema):
    """The field that a column probably is; from a score of 0.8 it is taken without asking."""

    column: str
    field: str
    score: float = Field(ge=0, le=1)
    why: str
    why_zh: str


class ColumnGuess(Schema):
    """A column of the kind, and the field that it probably is."""

    column: str
    type: str = Field(description="text, count, choice, date or time")
    required: bool
    default: str | None
    choices: list[str]
    guess: FieldGuess | None


class CrsGuess(Schema):
    """A coordinate system that a layer may be in."""

    crs: str = Field(examples=["gcj02"])
    score: float | None = Field(description="Share that falls on known ground; null: nothing known")
    why: str
    clear: bool = Field(description="Far enough ahead to be taken without asking")
    east_m: float | None = Field(description="How far it lies off when read as it claims")
    north_m: float | None


class LayerInspection(Schema):
    """What a layer holds."""

    name: str
    rows: int | None
    geometry: str | None
    fields: list[FileField]
    places: Places
    kinds: list[KindGuess]
    kind: str | None = Field(description="Whose columns are given: asked for, or the likeliest")
    columns: list[ColumnGuess]
    crs: list[CrsGuess]
    sample: list[dict[str, str]] = Field(description="First rows, as text")


class FileInspection(Schema):
    """What a file holds, before anything is imported."""

    name: str
    format: str = Field(examples=["Shapefile"])
    size_bytes: int
    encoding: str | None
    encoding_why: str | None
    notes: list[str]
    layers: list[LayerInspection]


class ImportSettings(Schema):
    """How a file is to be imported; what is left out is guessed where it is sure."""

    kind: KindName
    layer: Text | None = None
    crs: Text | None = Field(default=None, description="EPSG:4547, gcj02, bd09, auto …")
    encoding: Text | None = None
    mapping: Fields = Field(default_factory=dict, description="Column to field of the file")
    constants: Fields = Field(default_factory=dict, description="Column to the value of every row")
    places: Annotated[
        dict[Literal["wkt", "x", "y", "address"], Text],
        Field(description="Which fields of a table say where rows are"),
    ] = Field(default_factory=dict)
    geocode: bool = Field(default=False, description="Place households by their address")
    dataset: Text | None = Field(
        default=None, description="What the file is an edition of; its name by default"
    )
    remove_gone: bool = Field(default=False, description="Delete what earlier editions had")
    most_rejected: float = Field(default=0.1, ge=0, le=1, description="Share that may fail")
    network: NetworkCode | None = None
    name: Text | None = Field(default=None, description="Defines the network")
    urban: Text = "300:400:500"
    rural: Text = "300:400:500"
    template: Text = "{area}{serial:3}"
    profile: ProfileName | None = Field(default=None, description="Completes what is left out")


class NewImport(ImportSettings):
    """A file to import, and how."""

    file_id: RowId
    save_profile: ProfileName | None = Field(
        default=None, description="Keep how it is read under this name"
    )


class LeftOut(Schema):
    """A row that an import left out; its value stays in the file of the rows."""

    row: str
    column: str
    reason: str


class Import(Schema):
    """One import."""

    id: int
    kind: str
    network: str | None
    source: str
    dataset: str | None
    layer: str | None
    encoding: str | None
    crs: str = Field(description="What the file's coordinates were read as")
    transform: str = Field(description="The operation that led to EPSG:4326")
    accuracy_m: float | None = Field(description="Of that operation; null where nobody knows")
    mapping: dict[str, str]
    read: int
    inserted: int
    updated: int
    removed: int
    rejected: int
    version: int | None
    imported_by: str
    imported_at: datetime
    undone_by: str | None
    undone_at: datetime | None
    can_be_undone: bool


class ImportDetail(Import):
    """One import with the rows that it left out."""

    rejections: list[LeftOut]


class ImportList(Schema):
    """Imports, the latest first."""

    items: list[Import]
    next: str | None = Field(description="Pass as cursor to read on; null on the last page")


class Undone(Schema):
    """What taking an import back did."""

    import_id: int
    deleted: int
    changed: int
    brought_back: int


class KindColumn(Schema):
    """A column of a kind of data."""

    name: str
    names: list[str] = Field(description="Usual names of it in files")
    type: str
    required: bool
    default: str | None
    choices: list[str]
    refers_to: str | None


class Kind(Schema):
    """A kind of data that can be imported."""

    name: str
    geometry: list[str]
    of_network: bool
    placed_by: str | None
    columns: list[KindColumn]


class KindList(Schema):
    """The kinds of data."""

    items: list[Kind]


class Profile(Schema):
    """How files of one source are read."""

    name: str
    kind: str
    settings: dict[str, Any]
    saved_by: str
    saved_at: datetime


class ProfileList(Schema):
    """Saved profiles by name."""

    items: list[Profile]
