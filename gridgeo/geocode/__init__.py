"""Chinese addresses: parsing, normal form, and the judgement of candidates."""

from gridgeo.geocode.address import Address
from gridgeo.geocode.parse import KnownAreas, parse_address

__all__ = ["Address", "KnownAreas", "parse_address"]
