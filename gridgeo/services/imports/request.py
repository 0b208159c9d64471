"""What is asked of an import; the same for a command, a job and a saved profile."""

from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from gridgeo.domain.errors import BadInputError
from gridgeo.domain.network import NetworkSpec, make_network_spec
from gridgeo.io.fields import require_column
from gridgeo.io.kinds import GRIDS, Kind, kind_named

_PROFILE = ("layer", "crs", "encoding", "mapping", "constants", "places", "geocode", "dataset")
ROLES = ("wkt", "x", "y", "address")


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """How a file is to be imported.

    Attributes
    ----------
    kind : str
        Of `gridgeo.io.kinds.KINDS`.
    layer, encoding : str or None
        Where the file leaves a choice, or is mistaken.
    crs : str or None
        System of the coordinates in place of what the file says; ``auto`` to have it found by
        what is in the database already, where that is clear.
    mapping : dict
        Column to field of the file; what is not told is guessed where it is sure.
    constants : dict
        Column to the value of every row.
    places : dict
        ``wkt``, ``x``, ``y``, ``address`` to a field of a table.
    geocode : bool
        Whether households without a place are looked up by their address.
    dataset : str or None
        What the file is one edition of; rows of earlier editions that it lacks are gone. The
        file's name by default.
    remove_gone : bool
        Whether these are deleted; otherwise they are only told.
    most_rejected : float
        Share of rows that may fail; with more of them nothing is imported.
    network, name, urban, rural, template : str or None
        Of a network of grids; a name defines it, or changes its definition.
    """

    kind: str
    layer: str | None = None
    crs: str | None = None
    encoding: str | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    geocode: bool = False
    dataset: str | None = None
    remove_gone: bool = False
    most_rejected: float = 1.0
    network: str | None = None
    name: str | None = None
    urban: str = "300:400:500"
    rural: str = "300:400:500"
    template: str = "{area}{serial:3}"

    def __post_init__(self) -> None:
        kind = self.of
        for column in (*self.mapping, *self.constants):
            require_column(column, kind, "map" if column in self.mapping else "set")
        for role in self.places:
            if role not in ROLES:
                raise BadInputError(
                    f"'{role}' is no part of a place; there are: {', '.join(ROLES)}.",
                    field="places",
                )
        if kind.of_network != (self.network is not None):
            raise BadInputError(
                "A network of grids needs --network CODE, other kinds must not have it."
                if kind is GRIDS or not kind.of_network
                else f"The kind {kind.name} needs --network CODE.",
                field="network",
            )
        if not 0.0 <= self.most_rejected <= 1.0:
            raise BadInputError("The share of rows that may fail lies between 0 and 1.",
                                field="most_rejected")  # fmt: skip

    @property
    def of(self) -> Kind:
        """The kind itself."""
        return kind_named(self.kind)

    @property
    def spec(self) -> NetworkSpec | str | None:
        """The network's definition, its code where it is known, None for other kinds."""
        if self.network is None or self.name is None:
            return self.network
        return make_network_spec(
            self.network, self.name, urban=self.urban, rural=self.rural, template=self.template
        )

    def to_dict(self) -> dict[str, Any]:
        """Give plain values, as a job keeps them."""
        return asdict(self)

    def profile(self) -> dict[str, Any]:
        """Give what another file of the same source is read with."""
        return {name: getattr(self, name) for name in _PROFILE}

    def with_profile(self, settings: dict[str, Any]) -> "ImportRequest":
        """Take a profile's settings wherever nothing is told."""
        merged: dict[str, Any] = {
            name: {**value, **getattr(self, name)} if isinstance(value, dict) else value
            for name, value in settings.items()
            if name in _PROFILE and (isinstance(value, dict) or not getattr(self, name))
        }
        return replace(self, **merged)


def read_request(values: dict[str, Any]) -> ImportRequest:
    """Make a request of plain values; unknown ones are left out.

    Raises
    ------
    BadInputError
        If the kind, a column or a number is wrong.
    """
    names = {item.name for item in fields(ImportRequest)}
    return ImportRequest(**{name: value for name, value in values.items() if name in names})
