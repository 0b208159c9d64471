"""Addresses to places and back, by the gazetteer of the database."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.access import Action
from api.deps import SessionDep, allow
from api.places import Place
from api.schemas.geocode import AddressAnswer, NearbyAddress, NearbyAddresses
from gridgeo.geocode.characters import MOST_CHARACTERS
from gridgeo.services.geocode_addresses import (
    MOST_REVERSE_M,
    Geocoder,
    describe,
    reverse_geocode,
)

router = APIRouter(tags=["addresses"], dependencies=[Depends(allow(Action.LOOKUP))])

AddressText = Query(
    min_length=1,
    max_length=MOST_CHARACTERS,
    description="An address as anybody writes it",
    examples=["锦岭路2号1幢3单元601室"],
)


@router.get("/geocode", operation_id="geocode_address")
def read_place(
    session: SessionDep,
    address: Annotated[str, AddressText],
    limit: Annotated[int, Query(ge=1, le=20, description="Most candidates")] = 5,
) -> AddressAnswer:
    """Say which places an address may mean, the likeliest first, with level, score and why."""
    return AddressAnswer(**describe(Geocoder(session, limit).geocode(address)))


@router.get("/geocode/reverse", operation_id="reverse_geocode")
def read_addresses(
    session: SessionDep,
    place: Place,
    within_m: Annotated[
        float, Query(gt=0, le=MOST_REVERSE_M, allow_inf_nan=False, description="Metres")
    ] = 100.0,
    limit: Annotated[int, Query(ge=1, le=20, description="Most addresses")] = 5,
) -> NearbyAddresses:
    """Say which addresses are near a point, the nearest first; none is of a single room.

    Where none is near enough, the nearest of all is given with its distance.
    """
    lon, lat = place.on_globe(None)
    found = reverse_geocode(session, lon, lat, within_m, limit)
    return NearbyAddresses(
        items=[NearbyAddress(**one) for one in found.items],
        nearest=None if found.nearest is None else NearbyAddress(**found.nearest),
        why=found.why,
    )
