"""The application: middleware, routers, errors and the snapshot put together."""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.types import Receive, Scope, Send

from api import errors, logs
from api.fast_lane import FastLane
from api.head_requests import HeadRequests
from api.key_limits import KeyLimits
from api.live_plans import LivePlans
from api.middleware import BodyLimit, RequestContext
from api.point_bodies import MOST_BODY_BYTES
from api.point_uploads import MOST_UPLOAD_BYTES
from api.quick_counts import QUICK_COUNTS
from api.routers import (
    address_queue,
    alignments,
    api_keys,
    areas,
    assessments,
    audit,
    changes,
    crosswalks,
    downloads,
    draft_ground,
    events,
    finding_tiles,
    findings,
    geocode,
    health,
    heat,
    history,
    households,
    imports,
    info,
    jobs,
    layers,
    locate,
    locate_jobs,
    metrics,
    network_definitions,
    networks,
    notice_sheets,
    ogc,
    ogc_tiles,
    oidc,
    patrols,
    people,
    plan_comments,
    plan_events,
    plan_operations,
    plan_reviews,
    plan_tiles,
    plans,
    repairs,
    reports,
    review_rules,
    session,
    staffing,
    styles,
    tile_sets,
    tiles,
    tracks,
    users,
    visits,
    web,
    webhooks,
)
from api.schemas.common import Problem
from api.sessions import COOKIE, session_secret
from api.snapshots import SnapshotFollower
from api.state import State
from api.track_bodies import MOST_BODY_BYTES as MOST_TRACK_BYTES
from gridgeo.config import Settings, load_settings
from gridgeo.db.session import make_engine
from gridgeo.domain.errors import BadInputError
from gridgeo.embedded import ensure_cluster
from gridgeo.services.oidc.people import read_rules
from gridgeo.services.serve_glyphs import GlyphServer
from gridgeo.services.webhooks.sender import sending

if TYPE_CHECKING:
    from gridgeo.services.oidc.provider import OidcProvider

PREFIX = "/api/v1"
# A thread with much to do hands the interpreter over so soon; the usual 5 ms would be the longest
# part of an answer that waits for it.
SWITCH_S = 0.0005
STATEMENT_S = 100  # in the database; the proxy of the production shape waits a little longer
WEB_DIST = Path(__file__).resolve().parents[1] / "web" / "dist"
_DESCRIPTION = (
    "Grids (网格) of 300-500 households: look up points, draw tiles, read, plan and publish. "
    "Errors are RFC 9457 problems, geometry is RFC 7946 in EPSG:4326, longitude first."
)
_PROBLEMS: dict[int | str, dict[str, object]] = {
    "4XX": {
        "description": "The request cannot be answered as it is",
        "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
    },
    503: {
        "description": "The database or the published grids are not at hand",
        "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
    },
}


class Application(FastAPI):
    """FastAPI with the fast lane before it: what that answers never sees the framework."""

    fast_lane: FastLane | None = None  # until the parts are there that it answers from

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if self.fast_lane is None:
            await super().__call__(scope, receive, send)
        else:
            await self.fast_lane(scope, receive, send)

    def open_fast_lane(self, state: State) -> None:
        """Answer from these parts where that can be done at once."""
        self.fast_lane = FastLane(super().__call__, state)


def create_app(settings: Settings, *, web_dist: Path = WEB_DIST) -> FastAPI:
    """Make the application.

    Parameters
    ----------
    settings : Settings
        Without ``database_url`` the embedded cluster is used, and started when it does not run.
    web_dist : Path
        The built map page; without it ``/`` says how to build it.

    Raises
    ------
    UnavailableError
        If there is no database to be had, or the data folder cannot be written.
    """
    engine = make_engine(ensure_cluster(settings), statement_s=STATEMENT_S)
    app = Application(
        title="gridgeo",
        description=_DESCRIPTION,
        version=version("gridgeo"),
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,  # their pages load scripts from other hosts
        redoc_url=None,
        generate_unique_id_function=_operation_id,
        lifespan=_lifespan,
        # Nothing about requests leaves the host by itself, whatever the environment offers.
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "auto_configure": False,
        },
    )
    follower = SnapshotFollower(engine, revive=lambda: ensure_cluster(settings))
    app.state.parts = State(
        settings,
        engine,
        follower,
        KeyLimits(settings.processes),
        oidc=_make_oidc(settings),
        glyphs=GlyphServer(settings.data_dir / "glyphs", settings.glyph_font),
        live=LivePlans(engine),
    )
    errors.register(app)
    _add_middleware(app, settings)
    _add_routes(app, web_dist)
    app.open_fast_lane(app.state.parts)
    return app


def create_app_from_environment() -> FastAPI:
    """Make the application from ``GRIDGEO_*`` variables; what each worker process calls."""
    settings = load_settings()
    sys.setswitchinterval(SWITCH_S)
    logs.configure(settings.log_level)
    return create_app(settings)


def _make_oidc(settings: Settings) -> "OidcProvider | None":
    """Give the provider that people may sign in through, when one is set up.

    Raises
    ------
    BadInputError
        If it is set up by halves.
    """
    if not settings.oidc_issuer:
        return None
    if not settings.oidc_client_id:
        raise BadInputError(
            "GRIDGEO_OIDC_ISSUER needs GRIDGEO_OIDC_CLIENT_ID.", field="GRIDGEO_OIDC_CLIENT_ID"
        )
    read_rules(settings.oidc_rules)  # a wrong rule is told of now, not at the first sign-in
    secret = settings.oidc_client_secret
    from gridgeo.services.oidc.provider import OidcProvider

    return OidcProvider(
        settings.oidc_issuer,
        settings.oidc_client_id,
        None if secret is None else secret.get_secret_value(),
        settings.oidc_scopes,
    )


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    """Add from the inside out: the last one added sees a request first."""
    app.add_middleware(
        SessionMiddleware,
        secret_key=session_secret(settings),
        session_cookie=COOKIE,
        max_age=settings.session_hours * 3600,
        same_site="lax",
        https_only=settings.cookie_secure,
    )
    larger = {
        f"{PREFIX}/locate/batch": max(MOST_BODY_BYTES, settings.max_body_bytes),
        f"{PREFIX}/locate/jobs": MOST_UPLOAD_BYTES,
        f"{PREFIX}/tracks": max(MOST_TRACK_BYTES, settings.max_body_bytes),
        f"{PREFIX}/imports/files": settings.max_import_bytes,
    }
    app.add_middleware(BodyLimit, most_bytes=settings.max_body_bytes, larger=larger)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(HeadRequests)
    app.add_middleware(RequestContext)


def _add_routes(app: FastAPI, web_dist: Path) -> None:
    api = APIRouter(prefix=PREFIX, responses=_PROBLEMS)
    for part in (
        info,
        session,
        oidc,
        api_keys,
        users,
        audit,
        jobs,
        layers,
        areas,
        households,
        networks,
        network_definitions,
        downloads,
        locate,
        geocode,
        address_queue,
        locate_jobs,
        tile_sets,
        plan_tiles,
        tiles,
        styles,
        findings,
        finding_tiles,
        plans,
        plan_operations,
        draft_ground,
        plan_reviews,
        plan_comments,
        plan_events,
        review_rules,
        history,
        crosswalks,
        alignments,
        repairs,
        imports,
        reports,
        people,
        staffing,
        notice_sheets,
        events,
        assessments,
        changes,
        webhooks,
        ogc,
        ogc_tiles,
        tracks,
        patrols,
        heat,
        visits,
    ):
        api.include_router(part.router)
    app.include_router(health.router, responses=_PROBLEMS)
    app.include_router(metrics.router, responses=_PROBLEMS)
    app.include_router(api)
    app.router.routes.append(web.mount(web_dist))


def _operation_id(route: APIRoute) -> str:
    return route.operation_id or route.name


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    parts: State = app.state.parts
    await asyncio.to_thread(parts.snapshots.warm)
    following = asyncio.create_task(parts.snapshots.follow())
    counting = asyncio.create_task(QUICK_COUNTS.follow())
    gc.freeze()  # what is here now stays: no collection need walk through it while callers wait
    try:
        with sending(parts.engine, parts.settings.allowed_webhook_hosts):
            yield
    finally:
        for task in (following, counting):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        parts.snapshots.close()
        parts.engine.dispose()
