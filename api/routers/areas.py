"""Administrative areas (行政区)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.access import Action
from api.deps import SessionDep, allow
from api.responses import GeoJson
from api.schemas.areas import Area, AreaList, AreaProperties
from api.schemas.common import AreaCode, Feature, FeatureCollection
from gridgeo.domain.enums import AreaLevel
from gridgeo.services.list_areas import get_area_feature, list_area_features, list_areas

router = APIRouter(tags=["areas"], dependencies=[Depends(allow(Action.FEATURES))])

Level = Annotated[AreaLevel | None, Query(description="Only areas of this level")]
Parent = Annotated[AreaCode | None, Query(description="Only areas directly below this one")]


@router.get("/areas", operation_id="list_areas")
def read_areas(session: SessionDep, level: Level = None, parent: Parent = None) -> AreaList:
    """Areas without their polygons, in the order of their codes."""
    return AreaList(items=[Area(**row) for row in list_areas(session, level, parent)])


@router.get(
    "/areas.geojson",
    operation_id="list_area_features",
    response_class=GeoJson,
    responses={200: {"model": FeatureCollection[Area]}},
)
def read_area_features(session: SessionDep, level: Level = None, parent: Parent = None) -> GeoJson:
    """Areas with their polygons as one GeoJSON feature collection."""
    features = list_area_features(session, level, parent)
    return GeoJson({"type": "FeatureCollection", "features": features})


@router.get(
    "/areas/{code}",
    operation_id="get_area",
    response_class=GeoJson,
    responses={200: {"model": Feature[AreaProperties]}},
)
def read_area(session: SessionDep, code: AreaCode) -> GeoJson:
    """One area with its polygon and the areas above it, as a GeoJSON feature."""
    return GeoJson(get_area_feature(session, code))
