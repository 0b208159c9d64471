"""OGC API - Features over published networks: each network is a collection, each grid an item."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from api import ogc_documents as documents
from api.access import Action
from api.deps import SessionDep, allow
from api.ogc_query import (
    BadQueryError,
    crs_uris,
    read_boxes,
    read_crs,
    read_datetime,
    read_limit,
    read_same,
    require_known,
)
from api.responses import GeoJson, Json
from api.schemas import ogc as schemas
from gridgeo.domain.errors import BadInputError
from gridgeo.services.feature_collections import (
    PROPERTIES,
    Collection,
    FeatureFilter,
    Page,
    get_collection,
    get_feature,
    list_collections,
    list_features,
)
from gridgeo.services.read_rows import read_cursor, write_cursor

router = APIRouter(prefix="/ogc", tags=["ogc"], dependencies=[Depends(allow(Action.FEATURES))])

_NAMES = frozenset({"limit", "bbox", "bbox-crs", "crs", "datetime", "cursor", *PROPERTIES})
_SAME = frozenset(PROPERTIES)
_PLACE = re.compile(r"[^\x00]+@[0-9]{1,9}")  # where a page ended
# Read by hand, since the standard wants 400 where FastAPI gives 422; declared for the document.
_TEXT = Annotated[str | None, Query()]


@router.get("", operation_id="ogc_landing_page", responses={200: {"model": schemas.LandingPage}})
async def read_landing_page(request: Request) -> Json:
    """Say what is here, and where."""
    require_known(request, frozenset())
    return Json(documents.landing_page(request))


@router.get(
    "/conformance",
    operation_id="ogc_conformance",
    responses={200: {"model": schemas.Conformance}},
)
async def read_conformance(request: Request) -> Json:
    """Name the classes of the standards that are implemented."""
    require_known(request, frozenset())
    return Json({"conformsTo": documents.CONFORMANCE})


@router.get(
    "/collections", operation_id="ogc_collections", responses={200: {"model": schemas.Collections}}
)
def read_collections(request: Request, session: SessionDep) -> Json:
    """List the networks that were ever published."""
    require_known(request, frozenset())
    return Json(documents.collections(request, list_collections(session)))


@router.get(
    "/collections/{collection}",
    operation_id="ogc_collection",
    responses={200: {"model": schemas.Collection}},
)
def read_collection(request: Request, session: SessionDep, collection: str) -> Json:
    """Describe one network: its extent in space and time, its coordinate systems, its links."""
    require_known(request, frozenset())
    return Json(documents.collection(request, get_collection(session, collection)))


@router.get(
    "/collections/{collection}/queryables",
    operation_id="ogc_queryables",
    responses={200: {"content": {documents.SCHEMA: {}}}},
)
def read_queryables(request: Request, session: SessionDep, collection: str) -> Json:
    """Name the properties by which items can be filtered."""
    require_known(request, frozenset())
    found = get_collection(session, collection)
    return Json(documents.queryables(request, found), media_type=documents.SCHEMA)


@router.get(
    "/collections/{collection}/items",
    operation_id="ogc_items",
    response_class=GeoJson,
    responses={200: {"model": schemas.Items}},
)
def read_items(
    request: Request,
    session: SessionDep,
    collection: str,
    limit: _TEXT = None,
    bbox: _TEXT = None,
    bbox_crs: Annotated[str | None, Query(alias="bbox-crs")] = None,
    crs: _TEXT = None,
    datetime_: Annotated[str | None, Query(alias="datetime")] = None,
    cursor: _TEXT = None,
    code: _TEXT = None,
    name: _TEXT = None,
    kind: _TEXT = None,
    status: _TEXT = None,
    area_code: _TEXT = None,
    version: _TEXT = None,
) -> GeoJson:
    """Give a page of a network's grids, 10,000 at most; `next` among the links leads on.

    Grids of now, unless `datetime` names an instant or an interval (`2026-01-01T00:00:00Z/..`).
    The coordinates follow the axis order of `crs`; `Content-Crs` says which it is.
    """
    require_known(request, _NAMES)
    found = get_collection(session, collection)
    offered = crs_uris(found.bbox[0], found.bbox[2])
    uri, target = read_crs(crs, "crs", offered)
    _, box_crs = read_crs(bbox_crs, "bbox-crs", offered)
    now = datetime.now(UTC)
    since, until = read_datetime(datetime_, now)
    wanted = FeatureFilter(
        network=found.code,
        boxes=read_boxes(bbox, box_crs),
        since=since,
        until=until,
        same=read_same(request.query_params, _SAME),
    )
    page = list_features(
        session, wanted, target, after=_read_after(cursor), limit=read_limit(limit)
    )
    return GeoJson(_items(request, found, page, now), headers={"Content-Crs": f"<{uri}>"})


@router.get(
    "/collections/{collection}/items/{feature_id}",
    operation_id="ogc_item",
    response_class=GeoJson,
    responses={200: {"model": schemas.Item}},
)
def read_item(
    request: Request, session: SessionDep, collection: str, feature_id: str, crs: _TEXT = None
) -> GeoJson:
    """Give one grid: `code` as it is now, `code@version` as that version opened it."""
    require_known(request, frozenset({"crs"}))
    found = get_collection(session, collection)
    uri, target = read_crs(crs, "crs", crs_uris(found.bbox[0], found.bbox[2]))
    feature = get_feature(session, found.code, feature_id, datetime.now(UTC), target)
    path = f"/collections/{found.code}"
    feature["links"] = [
        documents.link(
            documents.address(request, f"{path}/items/{feature_id}"), "self", documents.GEOJSON
        ),
        documents.link(documents.address(request, path), "collection"),
    ]
    return GeoJson(feature, headers={"Content-Crs": f"<{uri}>"})


def _items(request: Request, found: Collection, page: Page, now: datetime) -> dict[str, Any]:
    path = f"/collections/{found.code}"
    asked = [pair for pair in request.query_params.multi_items() if pair[0] != "cursor"]
    own = documents.address(request, f"{path}/items", request.query_params.multi_items())
    links = [
        documents.link(own, "self", documents.GEOJSON),
        documents.link(documents.address(request, path), "collection"),
    ]
    if page.following is not None:
        query = [*asked, ("cursor", write_cursor(page.following))]
        href = documents.address(request, f"{path}/items", query)
        links.append(documents.link(href, "next", documents.GEOJSON))
    return {
        "type": "FeatureCollection",
        "features": page.features,
        "links": links,
        "numberMatched": page.matched,
        "numberReturned": len(page.features),
        "timeStamp": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
    }


def _read_after(cursor: str | None) -> str | None:
    try:
        after = read_cursor(cursor)
    except BadInputError as error:
        raise BadQueryError(error.message, field="cursor") from error
    if after is not None and not _PLACE.fullmatch(after):
        raise BadQueryError("This cursor is not one that an earlier page gave.", field="cursor")
    return after
